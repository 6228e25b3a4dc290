// SPDX-License-Identifier: GPL-2.0-or-later
#include "import.h"

#include <stdlib.h>
#include <string.h>

#include "import_parts.h"
#include "list.h"
#include "words.h"

static enum import_kind kind_of_line(const struct reader_words *w)
{
	const char *first = w->items[0];
	const size_t name = strspn(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

	if (!strcmp(first, "set") && !strcmp(w->items[1], "interfaces"))
		return IMPORT_VYOS;
	if (!strcmp(first, "config") && !strcmp(w->items[1], "interface"))
		return IMPORT_OPENWRT;
	if (name && first[name] == '=')
		return IMPORT_RP_PPPOE;
	if (!strcmp(first, "plugin") || !strcmp(first, "pty") || !strcmp(first, "user"))
		return IMPORT_PEERS;
	return IMPORT_UNKNOWN;
}

static enum import_kind kind_of(const char *text)
{
	enum import_kind kind = IMPORT_UNKNOWN;
	char line[READER_LINE_SIZE];
	struct reader_words w;

	while (!kind && words_next_line(&text, line, sizeof(line))) {
		reader_split(&w, line);
		kind = kind_of_line(&w);
	}
	return kind;
}

enum import_kind import_read(struct answers *ret, struct import_lost *lost, const char *text)
{
	struct reader r = { .a = ret, .lost = lost };
	const enum import_kind kind = kind_of(text);

	switch (kind) {
	case IMPORT_PEERS:
		import_read_peers(&r, text);
		break;
	case IMPORT_RP_PPPOE:
		import_read_rp_pppoe(&r, text);
		break;
	case IMPORT_OPENWRT:
		import_read_openwrt(&r, text);
		break;
	case IMPORT_VYOS:
		import_read_vyos(&r, text);
		break;
	case IMPORT_UNKNOWN:
		break;
	}
	return kind;
}

const char *import_kind_text(enum import_kind kind)
{
	static const char *const texts[] = {
		[IMPORT_UNKNOWN] = "nothing that is known",
		[IMPORT_PEERS] = "a peers file of pppd",
		[IMPORT_RP_PPPOE] = "pppoe.conf of rp-pppoe",
		[IMPORT_OPENWRT] = "an interface of OpenWrt",
		[IMPORT_VYOS] = "commands of VyOS",
	};

	return texts[kind];
}

void import_free(struct import_lost *lost)
{
	for (size_t i = 0; i < lost->count; i++)
		free(lost->items[i]);
	list_free(lost);
}
