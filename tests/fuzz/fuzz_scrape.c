// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A request for metrics, in any pieces: its answer does not depend on them. As a line, it is
 * an address to listen on, of this machine only; and a session of the kernel's list.
 */
#include "fuzz.h"

#include "core/packet.h"
#include "scrape.h"
#include "sessions.h"

static void judge(const char *request, size_t size)
{
	enum scrape_answer whole = scrape_judge(request, size);

	require(size < SCRAPE_REQUEST_MOST || whole != SCRAPE_MORE);
	require(whole == SCRAPE_MORE || scrape_text(whole)[0]);
	if (size && size < SCRAPE_REQUEST_MOST && whole == SCRAPE_MORE)
		require(scrape_judge(request, size - 1) == SCRAPE_MORE);
}

static void read_line(const char *line)
{
	struct sessions_entry e;
	char host[SCRAPE_HOST_SIZE];
	uint16_t port = 0;

	if (scrape_parse_listen(host, &port, line))
		require(port && (!strncmp(host, "127.", 4) || strchr(host, ':')));
	if (sessions_parse(&e, line))
		require(memchr(e.device, '\0', sizeof(e.device)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);

	judge((const char *)data, size);
	read_line(text);
	free(text);
	return 0;
}
