// SPDX-License-Identifier: GPL-2.0-or-later
#include "sessions.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"

/* A line is "Id Address Device", the id in hex digits of the wire's byte order. */
bool sessions_parse(struct sessions_entry *ret, const char *line)
{
	struct sessions_entry e = { 0 };
	char mac[TEXT_MAC_SIZE];
	unsigned int id;

	/* The kernel writes the line. NOLINTNEXTLINE(cert-err34-c) */
	if (sscanf(line, "%8x %17s %15s", &id, mac, e.device) != 3 || id > UINT16_MAX ||
	    !text_parse_mac(e.mac, mac))
		return false;
	e.id = ntohs((uint16_t)id);
	*ret = e;
	return true;
}
