// SPDX-License-Identifier: GPL-2.0-or-later
#include "scrape.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"

static bool begins_with(const char *text, size_t len, const char *begin)
{
	return len >= strlen(begin) && !memcmp(text, begin, strlen(begin));
}

/* "GET /metrics HTTP/1.1", maybe with a query */
static enum scrape_answer judge_line(const char *line, size_t len)
{
	const char *space = memchr(line, ' ', len), *path = space ? space + 1 : NULL;
	const char *end = path ? memchr(path, ' ', len - (size_t)(path - line)) : NULL;
	size_t path_len;

	if (!end || !begins_with(end + 1, len - (size_t)(end + 1 - line), "HTTP/1."))
		return SCRAPE_MALFORMED;
	if (!begins_with(line, len, "GET "))
		return SCRAPE_NOT_ALLOWED;
	path_len = (size_t)(end - path);
	if (!begins_with(path, path_len, "/metrics"))
		return SCRAPE_NOT_FOUND;
	return path_len == 8 || path[8] == '?' ? SCRAPE_METRICS : SCRAPE_NOT_FOUND;
}

enum scrape_answer scrape_judge(const char *request, size_t len)
{
	const char *line_end = memmem(request, len, "\r\n", 2);

	if (!memmem(request, len, "\r\n\r\n", 4))
		return len < SCRAPE_REQUEST_MOST ? SCRAPE_MORE : SCRAPE_TOO_LARGE;
	return judge_line(request, (size_t)(line_end - request));
}

const char *scrape_text(enum scrape_answer answer)
{
	switch (answer) {
	case SCRAPE_METRICS:
		return "OK";
	case SCRAPE_NOT_FOUND:
		return "Not Found";
	case SCRAPE_NOT_ALLOWED:
		return "Method Not Allowed";
	case SCRAPE_TOO_LARGE:
		return "Request Header Fields Too Large";
	case SCRAPE_MALFORMED:
	case SCRAPE_MORE:
		break;
	}
	return "Bad Request";
}

/* Cuts the brackets of an IPv6 address. */
static bool parse_host(char ret[static SCRAPE_HOST_SIZE], const char *text, size_t len)
{
	struct in_addr ipv4;
	struct in6_addr ipv6;
	const bool bracketed = len >= 2 && text[0] == '[' && text[len - 1] == ']';

	if (len >= SCRAPE_HOST_SIZE)
		return false;
	snprintf(ret, SCRAPE_HOST_SIZE, "%.*s", (int)(bracketed ? len - 2 : len),
		 bracketed ? text + 1 : text);
	if (bracketed)
		return inet_pton(AF_INET6, ret, &ipv6) == 1 && IN6_IS_ADDR_LOOPBACK(&ipv6);
	return inet_pton(AF_INET, ret, &ipv4) == 1 && ntohl(ipv4.s_addr) >> 24 == IN_LOOPBACKNET;
}

bool scrape_parse_listen(char ret_host[static SCRAPE_HOST_SIZE], uint16_t *ret_port,
			 const char *text)
{
	const char *colon = strrchr(text, ':');
	char host[SCRAPE_HOST_SIZE] = "127.0.0.1";
	uint32_t port;

	if (!text_parse_number(&port, colon ? colon + 1 : text, 1, UINT16_MAX))
		return false;
	if (colon && !parse_host(host, text, (size_t)(colon - text)))
		return false;
	memcpy(ret_host, host, sizeof(host));
	*ret_port = (uint16_t)port;
	return true;
}
