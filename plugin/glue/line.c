// SPDX-License-Identifier: GPL-2.0-or-later
#include "line.h"

#include <limits.h>
#include <string.h>

#include "../below.h"
#include "../sys/clock.h"
#include "../sys/log.h"
#include "pppd.h"

static struct {
	struct mtu_wish wish; /* as the options say */
	uint64_t no_tag_before_ms;
	char told_down[IFNAMSIZ];
} line;

int line_take_wish(enum mtu_payload payload)
{
	const struct mtu_line endless = { .parent_mtu = INT_MAX, .payload = UINT16_MAX };

	line.wish = pppd_read_wish(payload);
	return mtu_limit_session(&line.wish, &endless).mtu;
}

uint16_t line_ask(int mtu, int limit, uint32_t *ret_parent)
{
	const uint16_t payload = mtu_ask_payload(&line.wish, mtu, limit);

	*ret_parent = payload ? (uint32_t)mtu_parent_needed(payload) : 0;
	return payload;
}

void line_note_ignored_tag(uint32_t recheck_s)
{
	line.no_tag_before_ms = clock_now_ms() + (uint64_t)recheck_s * 1000;
}

uint16_t line_tag(uint16_t payload)
{
	return clock_now_ms() < line.no_tag_before_ms ? 0 : payload;
}

void line_tell_down(const char *device, uint32_t index)
{
	char down[IFNAMSIZ];

	below_find_down(index, down);
	if (down[0] && strcmp(down, line.told_down) != 0)
		log_warning("%s stands on %s, which is down", device, down);
	memcpy(line.told_down, down, sizeof(down));
}

void line_tell_small(const char *device, uint32_t index, int mtu)
{
	const uint32_t needed = (uint32_t)mtu_parent_needed((uint16_t)mtu);
	char small[IFNAMSIZ];
	uint32_t carries;

	below_find_small(index, needed, small, &carries);
	if (small[0])
		log_warning("%s, under %s, carries %u bytes, and %u are needed", small, device,
			    carries, needed);
}

void line_limit_lcp(int parent_mtu, int granted, bool path_bad)
{
	const struct mtu_line limits = {
		.parent_mtu = parent_mtu,
		.payload = granted,
		.path_bad = path_bad,
	};
	const struct mtu_session session = mtu_limit_session(&line.wish, &limits);

	pppd_limit_lcp(&session);
}
