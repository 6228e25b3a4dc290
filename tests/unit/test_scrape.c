// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"

#include "scrape.h"

static void is_judged(const char *request, enum scrape_answer want)
{
	char *copy = (char *)exact_copy(request, strlen(request)); /* a byte beyond would be seen */

	is_int(scrape_judge(copy, strlen(request)), want);
	free(copy);
}

static void requests(void)
{
	is_judged("", SCRAPE_MORE);
	is_judged("GET /metrics HTTP/1.1\r\nHost: x\r\n", SCRAPE_MORE);
	is_judged("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", SCRAPE_METRICS);
	is_judged("GET /metrics?a=b HTTP/1.0\r\n\r\n", SCRAPE_METRICS);
	is_judged("GET /metrics2 HTTP/1.1\r\n\r\n", SCRAPE_NOT_FOUND);
	is_judged("GET / HTTP/1.1\r\n\r\n", SCRAPE_NOT_FOUND);
	is_judged("POST /metrics HTTP/1.1\r\n\r\n", SCRAPE_NOT_ALLOWED);
	is_judged("GET /metrics\r\n\r\n", SCRAPE_MALFORMED);
	is_judged("GET /metrics SIP/2.0\r\n\r\n", SCRAPE_MALFORMED);
	is_judged("GET  HTTP/1.1\r\n\r\n", SCRAPE_NOT_FOUND);
	is_judged("\r\n\r\n", SCRAPE_MALFORMED);
	is_judged("\x16\x03\x01\r\n\r\n", SCRAPE_MALFORMED); /* TLS */
}

static void one_that_never_ends(void)
{
	char request[SCRAPE_REQUEST_MOST];

	memset(request, 'x', sizeof(request));
	is_int(scrape_judge(request, sizeof(request) - 1), SCRAPE_MORE);
	is_int(scrape_judge(request, sizeof(request)), SCRAPE_TOO_LARGE);
}

/* Fails if it can be told to listen where others reach it. */
static void where_to_listen(void)
{
	static const char *const wrong[] = {
		"",	   "0",		  "65536",   "x",	    "0.0.0.0:9",
		"[::]:9",  "192.0.2.1:9", "::1:9",   "localhost:9", "[::1]",
		"[::1]:0", "127.0.0.1:",  "[]:9",    "]:9",	    "[::ffff:127.0.0.1]:9",
		"[:9",	   ":9",	  "127.1:9", NULL,
	};
	char host[SCRAPE_HOST_SIZE] = "";
	uint16_t port = 7;

	for (int i = 0; wrong[i]; i++)
		if (!ok(!scrape_parse_listen(host, &port, wrong[i])))
			printf("# %s\n", wrong[i]);
	is_int(port, 7);
	is_str(host, "");
	ok(scrape_parse_listen(host, &port, "9101") && port == 9101);
	is_str(host, "127.0.0.1");
	ok(scrape_parse_listen(host, &port, "127.0.0.2:80"));
	is_str(host, "127.0.0.2");
	ok(scrape_parse_listen(host, &port, "[::1]:9101"));
	is_str(host, "::1");
}

int main(void)
{
	test(requests);
	test(one_that_never_ends);
	test(where_to_listen);
	return done_testing();
}
