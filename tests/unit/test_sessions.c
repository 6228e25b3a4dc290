// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"

#include <arpa/inet.h>

#include "sessions.h"

/* The id stands in the byte order of the wire. */
static void a_session(void)
{
	static const uint8_t mac[ETH_ALEN] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x02 };
	struct sessions_entry e;
	char line[64];

	snprintf(line, sizeof(line), "%08X 00:00:5e:00:53:02   eth1.7\n", htons(522));
	ok(sessions_parse(&e, line));
	is_int(e.id, 522);
	ok(!memcmp(e.mac, mac, ETH_ALEN));
	is_str(e.device, "eth1.7");
}

static void what_is_none(void)
{
	static const char *const lines[] = {
		"Id       Address              Device\n",
		"",
		"0000000A\n",
		"0000000A 00:00:5e:00:53    eth1\n",
		"0000000A 00:00:5e:00:53:02\n",
		"00010000 00:00:5e:00:53:02 eth1\n",
	};
	struct sessions_entry e = { .id = 7 };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		ok(!sessions_parse(&e, lines[i]));
	is_int(e.id, 7);
}

int main(void)
{
	test(a_session);
	test(what_is_none);
	return done_testing();
}
