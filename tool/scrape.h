/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As much of HTTP as a scrape needs. No I/O.
 */
#ifndef SCRAPE_H
#define SCRAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCRAPE_REQUEST_MOST 4096 /* bytes, with all header fields */

enum scrape_answer {
	SCRAPE_MORE = 0, /* the request is not complete */
	SCRAPE_METRICS = 200,
	SCRAPE_MALFORMED = 400,
	SCRAPE_NOT_FOUND = 404,
	SCRAPE_NOT_ALLOWED = 405,
	SCRAPE_TOO_LARGE = 431,
};

/* What a request of any bytes deserves, of which so many have come. */
enum scrape_answer scrape_judge(const char *request, size_t len);

/* "Method Not Allowed" */
const char *scrape_text(enum scrape_answer answer);

#define SCRAPE_HOST_SIZE 64
/*
 * "PORT", "127.0.0.1:PORT" or "[::1]:PORT". Returns false, with both untouched,
 * if it is none, or an address that others can reach.
 */
bool scrape_parse_listen(char ret_host[static SCRAPE_HOST_SIZE], uint16_t *ret_port,
			 const char *text);

#endif
