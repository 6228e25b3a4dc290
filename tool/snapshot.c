// SPDX-License-Identifier: GPL-2.0-or-later
#include "snapshot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <linux/if_arp.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "core/route.h"
#include "list.h"
#include "sys/clock.h"
#include "sys/iface.h"
#include "sys/netlink.h"
#include "sys/runfile.h"

#define DUMP_TRIES 3 /* of a list that changes while it is read */
#define REQUEST_SIZE 256 /* bytes, enough for any request of ours */

/* Records */

static bool take_record(const struct runfile_entry *e, void *context)
{
	struct facts *f = context;
	struct facts_record *r = list_add(&f->records);

	r->living = e->living;
	if (record_parse(&r->record, e->text, e->len) == 0 && r->record.device[0])
		return false;
	r->torn = true;
	snprintf(r->record.device, sizeof(r->record.device), "%.*s",
		 (int)(strrchr(e->name, '.') - e->name), e->name);
	return false;
}

/* To look for an owner takes its lock for a moment: pppd must not meet us then. */
static int take_records(struct facts *f)
{
	struct runfile_dir dir;
	int err;

	if (access(RUNFILE_DIR, F_OK) < 0)
		return errno == ENOENT ? 0 : -errno;
	err = runfile_lock(&dir, RUNFILE_DIR);
	if (err)
		return err;
	err = runfile_visit(&dir, NULL, take_record, f);
	runfile_unlock(&dir);
	return err;
}

/* Rings */

static bool read_part(int fd, struct ring *r, size_t from, size_t to)
{
	return pread(fd, (char *)r + from, to - from, (off_t)from) == (ssize_t)(to - from);
}

/* An array of the ring that begins again after its last slot. */
struct slots {
	size_t start, size, count; /* bytes into the ring, bytes of one, slots */
};

static const struct slots ring_seconds = { offsetof(struct ring, second), sizeof(uint16_t),
					   RING_SECONDS };
static const struct slots ring_losses = { offsetof(struct ring, loss), sizeof(struct ring_slot),
					  RING_LOSS_SLOTS };

/* The last `most` of those before number `end`. */
static bool read_last(int fd, struct ring *r, const struct slots *s, uint64_t end, uint64_t most)
{
	const uint64_t begin = end > most ? end - most : 0;
	const size_t from = s->start + begin % s->count * s->size;
	const size_t to = s->start + end % s->count * s->size;

	if (begin == end || from < to)
		return read_part(fd, r, from, to);
	return read_part(fd, r, from, s->start + s->count * s->size) &&
	       read_part(fd, r, s->start, to);
}

static bool read_ring(int fd, struct ring *r, bool days)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || st.st_size != sizeof(*r))
		return false;
	if (days)
		return read_part(fd, r, 0, sizeof(*r));
	return read_part(fd, r, 0, offsetof(struct ring, loss)) &&
	       read_last(fd, r, &ring_losses, r->losses, SNAPSHOT_LOSSES) &&
	       read_last(fd, r, &ring_seconds, r->seconds_end + 1, SNAPSHOT_SECONDS);
}

/* It may be written to meanwhile, so what the clock says is asked afterwards. */
static void take_ring(struct facts *f, int dir_fd, const char *name, bool days)
{
	const int fd = openat(dir_fd, name, O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_RDONLY);
	struct ring *r = fd < 0 ? NULL : calloc(1, sizeof(*r));

	if (r && read_ring(fd, r, days) && ring_is_sound(r, clock_boot_ms()))
		list_add(&f->rings)->ring = r;
	else
		free(r);
	if (fd >= 0)
		close(fd);
}

static bool is_ring(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && !strcmp(dot, RING_SUFFIX);
}

static void take_rings(struct facts *f, bool days)
{
	DIR *dir = opendir(RUNFILE_DIR);
	const struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (is_ring(entry->d_name))
			take_ring(f, dirfd(dir), entry->d_name, days);
	closedir(dir);
}

/* The kernel */

static void take_link(const struct nlmsghdr *msg, void *context)
{
	struct facts *f = context;
	const struct ifinfomsg *body = mnl_nlmsg_get_payload(msg);
	struct ifinfo info;
	struct facts_link *l;

	if (ifinfo_parse(&info, msg) < 0)
		return;
	l = list_add(&f->links);
	l->info = info;
	l->ppp = body->ifi_type == ARPHRD_PPP;
	l->ethernet = body->ifi_type == ARPHRD_ETHER && !(body->ifi_flags & IFF_LOOPBACK);
	l->running = info.up && body->ifi_flags & IFF_RUNNING;
}

static void take_address(const struct nlmsghdr *msg, void *context)
{
	struct facts *f = context;
	struct netinfo_address a;

	if (netinfo_parse_address(&a, msg))
		*list_add(&f->addresses) = a;
}

static bool has_route(const struct facts *f, const struct netinfo_route *r)
{
	for (size_t i = 0; i < f->routes.count; i++)
		if (netinfo_same_route(&f->routes.items[i], r))
			return true;
	return false;
}

/* Ours in table main come twice. */
static void take_route(const struct nlmsghdr *msg, void *context)
{
	struct facts *f = context;
	struct netinfo_route r;

	if (netinfo_parse_default(&r, msg) &&
	    (r.table == RT_TABLE_MAIN || r.protocol == ROUTE_PROTOCOL) && !has_route(f, &r))
		*list_add(&f->routes) = r;
}

typedef void visitor(const struct nlmsghdr *msg, void *context);

struct request {
	_Alignas(struct nlmsghdr) char bytes[REQUEST_SIZE];
	int len;
	size_t *count; /* of the list that the answer goes to */
};

/* A list that changes while it is read is read again, and after that taken as it is. */
static int dump(struct netlink *n, struct request *q, visitor *visit, void *context)
{
	const size_t before = *q->count;
	int err = -EINTR;

	for (int i = 0; i < DUMP_TRIES && err == -EINTR; i++) {
		*q->count = before;
		((struct nlmsghdr *)q->bytes)->nlmsg_seq = n->seq;
		err = netlink_dump(n, q->bytes, (size_t)q->len, visit, context);
	}
	return err == -EINTR ? 0 : err;
}

/* A table that is not there, or an IP version that the kernel has not, is no error. */
static int dump_routes(struct netlink *n, struct facts *f, uint8_t family, uint8_t protocol,
		       uint32_t table)
{
	struct request q = { .count = &f->routes.count };
	int err;

	q.len = netinfo_build_routes(q.bytes, family, protocol, table, n->seq);
	err = dump(n, &q, take_route, f);
	return err == -ENOENT || err == -EOPNOTSUPP ? 0 : err;
}

static int take_routes(struct netlink *n, struct facts *f, uint8_t family)
{
	const int err = dump_routes(n, f, family, 0, RT_TABLE_MAIN);

	return err ? err : dump_routes(n, f, family, ROUTE_PROTOCOL, 0);
}

/* Without this the kernel lists the routes of all tables. */
static void ask_for_filters(struct netlink *n)
{
	int on = 1;

	mnl_socket_setsockopt(n->socket, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
}

static int take_links(struct netlink *n, struct facts *f)
{
	struct request q = { .count = &f->links.count };

	q.len = ifinfo_build_list(q.bytes, n->seq);
	return dump(n, &q, take_link, f);
}

static int take_addresses(struct netlink *n, struct facts *f)
{
	struct request q = { .count = &f->addresses.count };

	q.len = netinfo_build_addresses(q.bytes, n->seq);
	return dump(n, &q, take_address, f);
}

static int take_network(struct facts *f)
{
	struct netlink n = { 0 };
	int err = netlink_open(&n, NETLINK_ROUTE);

	if (err)
		return err;
	ask_for_filters(&n);
	err = take_links(&n, f);
	if (!err)
		err = take_addresses(&n, f);
	if (!err)
		err = take_routes(&n, f, AF_INET);
	if (!err)
		err = take_routes(&n, f, AF_INET6);
	netlink_close(&n);
	return err;
}

static void take_table(const struct nlmsghdr *msg, void *context)
{
	struct facts *f = context;
	struct clamp_table t;

	if (clamp_parse_table(&t, msg) && t.ours)
		list_add(&f->clamps)->table = t;
}

static void take_rule(const struct nlmsghdr *msg, void *context)
{
	clampinfo_take_rule(context, msg);
}

/* A table that goes meanwhile has no rules. */
static int take_rules(struct netlink *n, struct clampinfo *c)
{
	size_t none = 0;
	struct request q = { .count = &none };
	int err;

	q.len = clampinfo_build_query(q.bytes, &c->table, n->seq);
	err = dump(n, &q, take_rule, c);
	return err == -ENOENT ? 0 : err;
}

static int take_clamps(struct facts *f)
{
	struct request q = { .count = &f->clamps.count };
	struct netlink n = { 0 };
	int err = netlink_open(&n, NETLINK_NETFILTER);

	if (err)
		return err;
	q.len = clamp_build_list(q.bytes, n.seq);
	err = dump(&n, &q, take_table, f);
	for (size_t i = 0; !err && i < f->clamps.count; i++)
		err = take_rules(&n, &f->clamps.items[i]);
	netlink_close(&n);
	return err;
}

/* The file comes with the kernel's module: without it there is no session. */
static int take_sessions(struct facts *f)
{
	FILE *file = fopen("/proc/net/pppoe", "re");
	struct sessions_entry e;
	char line[128];

	if (!file)
		return errno == ENOENT ? 0 : -errno;
	while (fgets(line, sizeof(line), file))
		if (sessions_parse(&e, line))
			*list_add(&f->sessions) = e;
	fclose(file);
	return 0;
}

static uint64_t wall_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

static int take(struct facts *ret, bool days)
{
	*ret = (struct facts){ .netns = iface_namespace() };
	facts_set_time(ret, clock_boot_ms(), wall_ms());
	ret->records_error = take_records(ret);
	take_rings(ret, days);
	ret->clamps_error = take_clamps(ret);
	ret->sessions_error = take_sessions(ret);
	return take_network(ret);
}

int snapshot_take(struct facts *ret)
{
	return take(ret, false);
}

int snapshot_take_days(struct facts *ret)
{
	return take(ret, true);
}
