// SPDX-License-Identifier: GPL-2.0-or-later
#include "use.h"

#include "../sys/clock.h"

static struct {
	struct pace_session seen;
	uint64_t up_ms; /* when seen.network came */
	struct iface_bytes up_bytes; /* until then */
} use;

void use_begin(const struct iface *iface)
{
	if (use.seen.network)
		return;
	use.seen.network = true;
	use.up_ms = clock_now_ms();
	iface_read_bytes(iface->name, &use.up_bytes);
}

void use_note(const struct iface *iface)
{
	struct iface_bytes bytes;

	use.seen.lasted_ms = clock_now_ms() - use.up_ms;
	if (iface_read_bytes(iface->name, &bytes))
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
