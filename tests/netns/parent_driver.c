// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The MTU of a session's parents (parent.c), by commands on standard input,
 * one a line:
 *
 *   raise INTERFACE MTU | restore | session ID      ID 0: none
 *   exit
 *
 * Answers each with "done 0" or "done -ERRNO [INTERFACE THAT REFUSED]"; on
 * standard error it says whose records it was shown. Its own is in /run/records.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parent.h"
#include "sys/iface.h"

#define DIR "/run/records"

static bool show_other(const struct record *other, bool living, void *context)
{
	(void)context;
	fprintf(stderr, "%s %s session %u\n", living ? "living" : "dead", other->device,
		other->session_id);
	return true;
}

static int raise_mtu(struct runfile *f, struct record *r, const char *ifname, uint32_t mtu,
		     char ret_refused[static PARENT_REFUSED_SIZE])
{
	snprintf(r->device, sizeof(r->device), "%s", ifname);
	r->device_index = if_nametoindex(ifname);
	r->netns = iface_namespace();
	return parent_raise(f, DIR, r, mtu, show_other, NULL, ret_refused);
}

static int set_session(struct runfile *f, struct record *r, const char *id)
{
	char text[RECORD_TEXT_SIZE];
	int len;

	r->session_id = (uint16_t)strtoul(id, NULL, 10);
	len = record_format(r, text);
	return len < 0 ? len : runfile_write(f, text, (size_t)len);
}

int main(void)
{
	char line[80], verb[16] = "", word[IFNAMSIZ];
	struct runfile f = { .fd = -1 };
	struct record r = { 0 };
	unsigned int mtu;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (strcmp(verb, "exit") != 0 && fgets(line, sizeof(line), stdin)) {
		char refused[PARENT_REFUSED_SIZE] = "";
		int err = 0;

		if (sscanf(line, "%15s %15s %u", verb, word, &mtu) < 1)
			continue;
		if (!strcmp(verb, "raise"))
			err = raise_mtu(&f, &r, word, mtu, refused);
		else if (!strcmp(verb, "restore"))
			err = parent_restore(&f, DIR, &r);
		else if (!strcmp(verb, "session"))
			err = set_session(&f, &r, word);
		else
			runfile_close(&f, false);
		printf("done %d%s%s\n", err, refused[0] ? " " : "", refused);
	}
	return 0;
}
