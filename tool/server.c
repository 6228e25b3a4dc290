// SPDX-License-Identifier: GPL-2.0-or-later
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/text.h"
#include "scrape.h"
#include "sys/clock.h"

#define CLIENTS 8 /* at a time; others wait in the kernel's queue */
#define CLIENT_MS 5000 /* for request and answer */
#define BACKLOG 16
#define SYSTEMD_FD 3

struct client {
	int fd; /* -1: free */
	uint64_t deadline_ms;
	char request[SCRAPE_REQUEST_MOST];
	size_t used;
	char *answer; /* NULL: the request is not complete */
	size_t len, sent;
};

struct server {
	int fd;
	struct client clients[CLIENTS];
};

int server_open(const char *host, uint16_t port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST };
	struct addrinfo *info;
	char service[8];
	int on = 1, fd, err = 0;

	snprintf(service, sizeof(service), "%u", port);
	if (getaddrinfo(host, service, &hints, &info))
		return -EINVAL;
	fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    bind(fd, info->ai_addr, info->ai_addrlen) < 0 || listen(fd, BACKLOG) < 0)
		err = -errno;
	freeaddrinfo(info);
	if (err && fd >= 0)
		close(fd);
	return err ? err : fd;
}

int server_take_over(void)
{
	const char *pid_text = getenv("LISTEN_PID"), *count_text = getenv("LISTEN_FDS");
	uint32_t pid, count;
	int listens;
	socklen_t size = sizeof(listens);

	if (!pid_text || !count_text || !text_parse_number(&pid, pid_text, 1, INT32_MAX) ||
	    !text_parse_number(&count, count_text, 1, 1) || (pid_t)pid != getpid())
		return -ENOENT;
	if (getsockopt(SYSTEMD_FD, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) < 0 || !listens)
		return -ENOENT;
	if (fcntl(SYSTEMD_FD, F_SETFD, FD_CLOEXEC) < 0 ||
	    fcntl(SYSTEMD_FD, F_SETFL, O_NONBLOCK) < 0)
		return -errno;
	return SYSTEMD_FD;
}

static void drop(struct client *c)
{
	close(c->fd);
	free(c->answer);
	c->fd = -1;
	c->answer = NULL;
	c->used = c->len = c->sent = 0;
}

static void take_client(struct server *s)
{
	const int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	for (int i = 0; fd >= 0 && i < CLIENTS; i++)
		if (s->clients[i].fd < 0) {
			s->clients[i].fd = fd;
			s->clients[i].deadline_ms = clock_now_ms() + CLIENT_MS;
			return;
		}
	if (fd >= 0)
		close(fd);
}

/* NULL: there is no memory, or it cannot be found out. */
static char *write_body(server_page *page, size_t *ret_len)
{
	char *body = NULL;
	FILE *file = open_memstream(&body, ret_len);
	bool known;

	if (!file)
		return NULL;
	known = page(file);
	if (fclose(file) == 0 && known)
		return body;
	free(body);
	return NULL;
}

static void write_answer(struct client *c, server_page *page, enum scrape_answer answer)
{
	FILE *file = open_memstream(&c->answer, &c->len);
	size_t len = 0;
	char *body = answer == SCRAPE_METRICS ? write_body(page, &len) : NULL;

	if (!file) {
		free(body);
		drop(c);
		return;
	}
	if (answer == SCRAPE_METRICS && !body)
		fputs("HTTP/1.1 503 Service Unavailable\r\n", file);
	else
		fprintf(file, "HTTP/1.1 %d %s\r\n", answer, scrape_text(answer));
	fprintf(file,
		"Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
		"Content-Length: %zu\r\nConnection: close\r\n\r\n",
		len);
	fwrite(body ? body : "", 1, body ? len : 0, file);
	free(body);
	if (fclose(file) == EOF)
		drop(c);
}

static void receive(struct client *c, server_page *page)
{
	const ssize_t n = read(c->fd, c->request + c->used, sizeof(c->request) - c->used);
	enum scrape_answer answer;

	if (n <= 0) {
		if (n == 0 || errno != EAGAIN)
			drop(c);
		return;
	}
	c->used += (size_t)n;
	answer = scrape_judge(c->request, c->used);
	if (answer != SCRAPE_MORE)
		write_answer(c, page, answer);
}

static void send_rest(struct client *c)
{
	const ssize_t n = send(c->fd, c->answer + c->sent, c->len - c->sent, MSG_NOSIGNAL);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n > 0)
		c->sent += (size_t)n;
	if (n < 0 || c->sent == c->len)
		drop(c);
}

static void serve(struct client *c, server_page *page)
{
	if (!c->answer)
		receive(c, page);
	if (c->fd >= 0 && c->answer)
		send_rest(c);
}

/* The listener comes last, if there is room. Returns how long to wait, in ms; -1: for ever. */
static int fill(const struct server *s, struct pollfd fds[static CLIENTS + 1])
{
	const uint64_t now_ms = clock_now_ms();
	bool room = false;
	int wait_ms = -1;

	for (int i = 0; i < CLIENTS; i++) {
		const struct client *c = &s->clients[i];
		const int left = c->deadline_ms > now_ms ? (int)(c->deadline_ms - now_ms) : 0;

		fds[i] = (struct pollfd){ c->fd, c->answer ? POLLOUT : POLLIN, 0 };
		room |= c->fd < 0;
		if (c->fd >= 0 && (wait_ms < 0 || left < wait_ms))
			wait_ms = left;
	}
	fds[CLIENTS] = (struct pollfd){ room ? s->fd : -1, POLLIN, 0 };
	return wait_ms;
}

int server_run(int fd, server_page *page)
{
	struct server s = { .fd = fd };
	struct pollfd fds[CLIENTS + 1];

	for (int i = 0; i < CLIENTS; i++)
		s.clients[i].fd = -1;
	for (;;) {
		const int wait_ms = fill(&s, fds);

		if (poll(fds, CLIENTS + 1, wait_ms) < 0 && errno != EINTR)
			return -errno;
		for (int i = 0; i < CLIENTS; i++) {
			if (s.clients[i].fd >= 0 && fds[i].revents)
				serve(&s.clients[i], page);
			if (s.clients[i].fd >= 0 && clock_now_ms() >= s.clients[i].deadline_ms)
				drop(&s.clients[i]);
		}
		if (fds[CLIENTS].revents)
			take_client(&s);
	}
}
