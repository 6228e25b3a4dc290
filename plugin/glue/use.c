// SPDX-License-Identifier: GPL-2.0-or-later
#include "use.h"

#include "../pppd_compat.h"

#include "../sys/clock.h"
#include "../sys/iface.h"

static struct {
	struct pace_session seen;
	uint64_t up_ms; /* when seen.network came */
	struct iface_bytes up_bytes; /* until then */
} use;

void use_begin(void)
{
	if (use.seen.network)
		return;
	use.seen.network = true;
	use.up_ms = clock_now_ms();
	iface_read_bytes(ppp_ifname(), &use.up_bytes);
}

void use_note(void)
{
	struct iface_bytes bytes;

	use.seen.lasted_ms = clock_now_ms() - use.up_ms;
	if (iface_read_bytes(ppp_ifname(), &bytes))
		use.seen.bytes_in = bytes.in - use.up_bytes.in;
}

void use_note_refusal(void)
{
	use.seen.refused = true;
}

struct pace_session use_end(void)
{
	const struct pace_session seen = use.seen;

	use.seen = (struct pace_session){ .network = false };
	return seen;
}
