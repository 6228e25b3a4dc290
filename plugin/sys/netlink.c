// SPDX-License-Identifier: GPL-2.0-or-later
#include "netlink.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/netlink.h>
#include <libmnl/libmnl.h>

#include "../core/ifinfo.h"

#define ANSWER_TIMEOUT_MS 1000 /* the kernel answers inside send(); this is for a broken one */

struct exchange {
	const struct nlmsghdr *messages;
	size_t len;
	unsigned int acks_missing;
	int error;
	const struct nlmsghdr *failed;
	char *said; /* NETLINK_SAID_SIZE bytes */
};

int netlink_open(struct netlink *n, int bus)
{
	return netlink_listen(n, bus, 0);
}

/*
 * With its errors the kernel sends a text (Linux 4.12), and of our message its header
 * only. Without, all else works.
 */
static void ask_for_texts(struct mnl_socket *s)
{
	int on = 1;

	mnl_socket_setsockopt(s, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(s, NETLINK_CAP_ACK, &on, sizeof(on));
}

int netlink_listen(struct netlink *n, int bus, unsigned int group)
{
	const unsigned int groups = group ? 1U << (group - 1) : 0;

	n->said[0] = '\0';
	if (n->socket)
		return 0;
	n->socket = mnl_socket_open2(bus, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (!n->socket)
		return -errno;
	if (mnl_socket_bind(n->socket, groups, MNL_SOCKET_AUTOPID) < 0) {
		const int err = -errno;

		netlink_close(n);
		return err;
	}
	ask_for_texts(n->socket);
	return 0;
}

void netlink_narrow(struct netlink *n)
{
	int on = 1;

	mnl_socket_setsockopt(n->socket, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
}

uint32_t netlink_port(const struct netlink *n)
{
	return mnl_socket_get_portid(n->socket);
}

void netlink_close(struct netlink *n)
{
	if (n->socket)
		mnl_socket_close(n->socket);
	n->socket = NULL;
}

static const struct nlmsghdr *find_message(const struct exchange *x, uint32_t seq)
{
	const struct nlmsghdr *msg = x->messages;
	int left = (int)x->len;

	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left))
		if (msg->nlmsg_seq == seq)
			return msg;
	return NULL;
}

static uint32_t count_messages(struct exchange *x)
{
	const struct nlmsghdr *msg = x->messages;
	int left = (int)x->len;
	uint32_t count = 0;

	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left), count++)
		if (msg->nlmsg_flags & NLM_F_ACK)
			x->acks_missing++;
	return count;
}

static int take_text(const struct nlattr *attr, void *said)
{
	if (mnl_attr_get_type(attr) != NLMSGERR_ATTR_MSG)
		return MNL_CB_OK;
	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
		snprintf(said, NETLINK_SAID_SIZE, "%s", mnl_attr_get_str(attr));
	return MNL_CB_STOP;
}

/* The attributes follow the header of our message if that alone came back. */
static void read_text(struct exchange *x, const struct nlmsghdr *answer)
{
	if (answer->nlmsg_flags & NLM_F_ACK_TLVS && answer->nlmsg_flags & NLM_F_CAPPED)
		mnl_attr_parse(answer, sizeof(struct nlmsgerr), take_text, x->said);
}

static void read_answer(struct exchange *x, const struct nlmsghdr *answer)
{
	const struct nlmsghdr *msg = find_message(x, answer->nlmsg_seq);
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(answer);

	if (!msg || answer->nlmsg_type != NLMSG_ERROR ||
	    mnl_nlmsg_get_payload_len(answer) < sizeof(*err))
		return;
	if (msg->nlmsg_flags & NLM_F_ACK && x->acks_missing)
		x->acks_missing--;
	if (err->error && !x->error) {
		x->error = err->error;
		x->failed = msg;
		read_text(x, answer);
	}
}

static int read_answers(struct netlink *n, struct exchange *x)
{
	_Alignas(struct nlmsghdr) char buf[32768];
	const struct nlmsghdr *answer;
	ssize_t len = mnl_socket_recvfrom(n->socket, buf, sizeof(buf));
	int left = (int)len;

	if (len < 0)
		return -errno;
	for (answer = (const struct nlmsghdr *)buf; mnl_nlmsg_ok(answer, left);
	     answer = mnl_nlmsg_next(answer, &left))
		read_answer(x, answer);
	return 0;
}

static int wait_answer(struct netlink *n)
{
	struct pollfd p = { .fd = mnl_socket_get_fd(n->socket), .events = POLLIN };
	const int ready = poll(&p, 1, ANSWER_TIMEOUT_MS);

	if (ready < 0)
		return errno == EINTR ? 0 : -errno;
	return ready ? 0 : -ETIMEDOUT;
}

/*
 * An error may come without the acks of the other messages, so after one only
 * what is queued already is read.
 */
static int collect(struct netlink *n, struct exchange *x)
{
	int err = 0;

	while (!err && (x->acks_missing || x->error)) {
		err = read_answers(n, x);
		if (err == -EAGAIN && !x->error)
			err = wait_answer(n);
	}
	return x->error ? x->error : err;
}

/* What an exchange before this one left unread must not be taken for an answer. */
static void drain(struct netlink *n)
{
	char buf[1];

	while (recv(mnl_socket_get_fd(n->socket), buf, sizeof(buf), MSG_DONTWAIT | MSG_TRUNC) >= 0)
		;
}

int netlink_talk(struct netlink *n, const void *messages, size_t len,
		 const struct nlmsghdr **ret_failed)
{
	struct exchange x = { .messages = messages, .len = len, .said = n->said };
	int err;

	n->said[0] = '\0';
	n->seq += count_messages(&x);
	drain(n);
	err = mnl_socket_sendto(n->socket, messages, len) < 0 ? -errno : collect(n, &x);
	*ret_failed = x.failed;
	return err;
}

const char *netlink_error_text(struct netlink *n, int err)
{
	snprintf(n->error, sizeof(n->error), n->said[0] ? "%s (%s)" : "%s", strerror(-err),
		 n->said);
	return n->error;
}

struct dump {
	void (*visit)(const struct nlmsghdr *msg, void *context);
	void *context;
};

static int visit_message(const struct nlmsghdr *msg, void *data)
{
	const struct dump *d = data;

	d->visit(msg, d->context);
	return MNL_CB_OK;
}

int netlink_dump_start(struct netlink *n, const void *request, size_t len)
{
	drain(n);
	if (mnl_socket_sendto(n->socket, request, len) < 0)
		return -errno;
	n->seq++;
	return 0;
}

int netlink_dump_step(struct netlink *n, void (*visit)(const struct nlmsghdr *msg, void *context),
		      void *context)
{
	_Alignas(struct nlmsghdr) char buf[32768];
	struct dump d = { .visit = visit, .context = context };
	ssize_t got = mnl_socket_recvfrom(n->socket, buf, sizeof(buf));
	int more;

	if (got < 0)
		return errno == EAGAIN && !wait_answer(n) ? 1 : -errno;
	more = mnl_cb_run(buf, (size_t)got, n->seq - 1, 0, visit_message, &d);
	return more < 0 ? -errno : more != MNL_CB_STOP;
}

int netlink_dump(struct netlink *n, const void *request, size_t len,
		 void (*visit)(const struct nlmsghdr *msg, void *context), void *context)
{
	int more = netlink_dump_start(n, request, len);

	if (more)
		return more;
	do
		more = netlink_dump_step(n, visit, context);
	while (more > 0);
	return more;
}

int netlink_receive(struct netlink *n, void (*visit)(const struct nlmsghdr *msg, void *context),
		    void *context)
{
	_Alignas(struct nlmsghdr) char buf[32768];
	struct dump d = { .visit = visit, .context = context };
	bool lost = false;

	if (!n->socket)
		return 0;
	for (;;) {
		const ssize_t got = mnl_socket_recvfrom(n->socket, buf, sizeof(buf));

		if (got >= 0)
			mnl_cb_run(buf, (size_t)got, 0, 0, visit_message, &d);
		else if (errno == ENOBUFS || errno == ENOSPC)
			lost = true;
		else
			return errno != EAGAIN ? -errno : lost ? -ENOBUFS : 0;
	}
}

struct query {
	struct ifinfo link;
	int error;
};

static void read_link(const struct nlmsghdr *msg, void *context)
{
	struct query *q = context;

	q->error = ifinfo_parse(&q->link, msg);
}

int netlink_describe(struct netlink *n, uint32_t ifindex, struct ifinfo *ret)
{
	_Alignas(struct nlmsghdr) char msg[IFINFO_MESSAGE_SIZE];
	struct query q = { .error = -ENODEV };
	const int len = ifinfo_build_query(msg, ifindex, n->seq);
	const int err = len < 0 ? len : netlink_dump(n, msg, (size_t)len, read_link, &q);

	if (err || q.error)
		return err ? err : q.error;
	*ret = q.link;
	return 0;
}
