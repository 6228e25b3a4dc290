// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parent.c with interfaces of our own at link time: eth0 (2), and eth0.7 (5) on top
 * of it; maybe eth0.9 (6), too. What real ones do is in tests/netns/parent.sh.
 */
#include "../tap.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "parent.h"
#include "core/ifinfo.h"
#include "sys/netlink.h"
#include "sys/session.h"

static char top[] = "/tmp/test_parent.XXXXXX";

static struct {
	uint32_t mtu[8]; /* by index */
	uint32_t refuses; /* index */
	char sent[256];
	char record[RECORD_TEXT_SIZE]; /* as it was when the first MTU was set */
	int open;
	uint32_t session; /* the interface of a session that has no record, by index */
	unsigned int lists; /* of all sessions, that were read */
} fake;

static const char *const names[] = { [2] = "eth0", [5] = "eth0.7", [6] = "eth0.9" };

static unsigned int flocks; /* one for each record that is looked at, and some for our own */

int flock(int fd, int operation)
{
	flocks++;
	return (int)syscall(SYS_flock, fd, operation);
}

bool session_on_device(uint32_t index)
{
	fake.lists++;
	return index == fake.session;
}

int netlink_open(struct netlink *n, int bus)
{
	is_int(bus, NETLINK_ROUTE);
	n->socket = (struct mnl_socket *)&fake;
	fake.open++;
	return 0;
}

void netlink_close(struct netlink *n)
{
	n->socket = NULL;
	fake.open--;
}

static uint32_t index_of(const struct nlmsghdr *msg)
{
	const struct ifinfomsg *body = mnl_nlmsg_get_payload(msg);

	return (uint32_t)body->ifi_index;
}

int netlink_describe(struct netlink *n, uint32_t ifindex, struct ifinfo *ret)
{
	n->seq++;
	if (!fake.mtu[ifindex])
		return -ENODEV;
	*ret = (struct ifinfo){ .index = ifindex, .mtu = fake.mtu[ifindex] };
	if (ifindex > 2)
		ret->lower = 2;
	strcpy(ret->name, names[ifindex]);
	return 0;
}

static void tell(uint32_t index, void (*visit)(const struct nlmsghdr *msg, void *context),
		 void *context)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *body;
	struct nlattr *info;

	msg->nlmsg_type = RTM_NEWLINK;
	body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));
	body->ifi_index = (int)index;
	mnl_attr_put_strz(msg, IFLA_IFNAME, names[index]);
	mnl_attr_put_u32(msg, IFLA_MTU, fake.mtu[index]);
	if (index > 2) {
		mnl_attr_put_u32(msg, IFLA_LINK, 2);
		info = mnl_attr_nest_start(msg, IFLA_LINKINFO);
		mnl_attr_put_strz(msg, IFLA_INFO_KIND, "vlan");
		mnl_attr_nest_end(msg, info);
	}
	visit(msg, context);
}

int netlink_dump(struct netlink *n, const void *request, size_t len,
		 void (*visit)(const struct nlmsghdr *msg, void *context), void *context)
{
	(void)request, (void)len;
	n->seq++;
	for (uint32_t i = 0; i < sizeof(fake.mtu) / sizeof(fake.mtu[0]); i++)
		if (fake.mtu[i])
			tell(i, visit, context);
	return 0;
}

static void note_record(void)
{
	char path[128];
	size_t len = 0;

	snprintf(path, sizeof(path), "%s/eth0.7.0", top);
	is_int(runfile_load(path, fake.record, sizeof(fake.record) - 1, &len), 0);
	fake.record[len] = '\0';
}

int netlink_talk(struct netlink *n, const void *messages, size_t len,
		 const struct nlmsghdr **ret_failed)
{
	const struct nlattr *attr =
		mnl_nlmsg_get_payload_offset(messages, sizeof(struct ifinfomsg));
	const uint32_t index = index_of(messages), mtu = mnl_attr_get_u32(attr);
	const size_t used = strlen(fake.sent);

	is_int(len, ((const struct nlmsghdr *)messages)->nlmsg_len);
	n->seq++;
	*ret_failed = NULL;
	if (!used)
		note_record();
	snprintf(fake.sent + used, sizeof(fake.sent) - used, "%u=%u ", index, mtu);
	if (index == fake.refuses)
		return -ERANGE;
	fake.mtu[index] = mtu;
	return 0;
}

static struct record fresh(void)
{
	memset(&fake, 0, sizeof(fake));
	fake.mtu[2] = fake.mtu[5] = 1500;
	return (struct record){ .device = "eth0.7", .device_index = 5 };
}

static void sent_is(const char *want, int line)
{
	tap_is_str(fake.sent, want, __FILE__, line, "sent");
	fake.sent[0] = '\0';
	is_int(fake.open, 0);
}
#define sent_is(want) sent_is(want, __LINE__)

static void lower_ones_go_up_first_and_down_last(void)
{
	struct runfile f = { .fd = -1 };
	struct record r = fresh();
	char refused[PARENT_REFUSED_SIZE];

	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), 0);
	sent_is("2=1508 5=1508 ");
	is_int(r.parents[1].original, 1500);
	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), 0);
	sent_is("");
	is_int(parent_restore(&f, top, &r), 0);
	sent_is("5=1500 2=1500 ");
	is_int(r.parents[0].index, 0);
	runfile_close(&f, false);
}

static void the_record_comes_first(void)
{
	struct runfile f = { .fd = -1 };
	struct record r = fresh();
	char refused[PARENT_REFUSED_SIZE];

	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), 0);
	ok(strstr(fake.record, "parent=eth0 2 1500 1508\n") != NULL);
	runfile_close(&f, false);
}

/* Also what was refused: the kernel may have done it, and only its answer be lost. */
static void what_was_raised_goes_back_after_a_refusal(void)
{
	struct runfile f = { .fd = -1 };
	struct record r = fresh();
	char refused[PARENT_REFUSED_SIZE];

	fake.refuses = 5;
	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), -ERANGE);
	is_str(refused, "eth0.7");
	sent_is("2=1508 5=1508 5=1500 2=1500 ");
	is_int(r.parents[0].mtu, 1500);
	is_int(r.parents[1].mtu, 1500);
	note_record();
	ok(strstr(fake.record, "parent=eth0 2 1500 1500\n") != NULL);
	is_int(parent_restore(&f, top, &r), 0);
	sent_is("");
	fake.refuses = 2;
	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), -ERANGE);
	is_str(refused, "eth0");
	sent_is("2=1508 2=1500 ");
	runfile_close(&f, false);
}

static void what_cannot_be_restored_stays_in_the_record(void)
{
	struct runfile f = { .fd = -1 };
	struct record r = fresh();
	char refused[PARENT_REFUSED_SIZE];

	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), 0);
	fake.sent[0] = '\0';
	fake.refuses = 5;
	is_int(parent_restore(&f, top, &r), -ERANGE);
	is_int(r.parents[0].original, 1500);
	runfile_close(&f, false);
}

static void what_vanished_needs_no_restoring(void)
{
	struct runfile f = { .fd = -1 };
	struct record r = fresh();
	char refused[PARENT_REFUSED_SIZE];

	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), 0);
	fake.sent[0] = '\0';
	fake.mtu[5] = 0;
	is_int(parent_restore(&f, top, &r), 0);
	sent_is("2=1500 ");
	runfile_close(&f, false);
}

/* The file beside it, which is to take its place */
static int block_new(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/eth0.7.0.new", top);
	return mkdir(path, 0700) < 0 ? rmdir(path) : 0;
}

/* Fails if a record that cannot be written is taken for one of what is still raised. */
static void a_record_that_cannot_be_written_goes(void)
{
	struct runfile f = { .fd = -1 };
	struct record r = fresh();
	char refused[PARENT_REFUSED_SIZE];

	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), 0);
	is_int(block_new(), 0);
	is_int(parent_restore(&f, top, &r), 0);
	is_int(fake.mtu[5], 1500);
	is_int(f.fd, -1);
	is_int(block_new(), 0);
	is_int(parent_raise(&f, top, &r, 0, NULL, NULL, refused), 0);
	is_str(f.name, "eth0.7.0");
	/* Nor is there anything to give back. */
	is_int(parent_restore(&f, "/proc/none", &r), 0);
	runfile_close(&f, false);
}

/* Fails if only our own records count: the kernel drops the stock plugin's sessions as well. */
static void no_mtu_changes_under_a_session_of_any_program(void)
{
	struct runfile f = { .fd = -1 };
	struct record r = fresh();
	char refused[PARENT_REFUSED_SIZE];

	fake.session = 2;
	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), -EBUSY);
	is_str(refused, "eth0");
	sent_is("");
	fake.session = 0;
	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), 0);
	sent_is("2=1508 5=1508 ");
	fake.session = 2;
	is_int(parent_restore(&f, top, &r), -EBUSY);
	sent_is("5=1500 ");
	is_int(r.parents[1].original, 1500);
	runfile_close(&f, true);

	/* The next start gives back what is left. */
	r = (struct record){ .device = "eth1", .device_index = 2 };
	fake.session = 0;
	is_int(parent_raise(&f, top, &r, 0, NULL, NULL, refused), 0);
	sent_is("2=1500 ");
	runfile_close(&f, false);
}

/*
 * The kernel lowers what stands on an interface with it, and the sessions on that are gone.
 * Fails without lower_mtu().
 */
static void nor_under_what_else_stands_on_it(void)
{
	struct runfile f = { .fd = -1 };
	struct record r = fresh();
	char refused[PARENT_REFUSED_SIZE];

	fake.mtu[6] = 1500;
	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), 0);
	sent_is("2=1508 5=1508 ");
	fake.mtu[6] = 1508;
	is_int(parent_restore(&f, top, &r), -EBUSY);
	sent_is("5=1500 ");
	is_int(r.parents[1].original, 1500);
	/* Fails if what could not be lowered is recorded as if it were. */
	is_int(parent_raise(&f, top, &r, 0, NULL, NULL, refused), 0);
	sent_is("");
	is_int(r.parents[1].mtu, 1508);
	fake.mtu[6] = 1500;
	is_int(parent_restore(&f, top, &r), 0);
	sent_is("2=1500 ");

	/* That of the stack itself, which somebody uses, too. */
	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), 0);
	sent_is("2=1508 5=1508 ");
	fake.session = 5;
	is_int(parent_restore(&f, top, &r), -EBUSY);
	sent_is("");
	runfile_close(&f, false);
}

static void leave_other(struct runfile *f, const struct record *r)
{
	char text[RECORD_TEXT_SIZE];
	struct runfile_dir d;
	const int len = record_format(r, text);

	is_int(runfile_lock(&d, top), 0);
	is_int(runfile_open(f, &d, r->device), 0);
	runfile_unlock(&d);
	is_int(runfile_write(f, text, (size_t)len), 0);
}

/* Fails if names and indices count in whichever namespace they are. */
static void other_namespaces_have_interfaces_of_their_own(void)
{
	struct runfile f = { .fd = -1 }, other_file = { .fd = -1 }, again = { .fd = -1 };
	struct record other = {
		.device = "eth0.7", .device_index = 5, .netns = 2, .session_id = 7
	};
	struct record r = fresh();
	char refused[PARENT_REFUSED_SIZE];

	r.netns = 1;
	leave_other(&other_file, &other);
	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), 0);
	sent_is("2=1508 5=1508 ");
	is_int(parent_restore(&f, top, &r), 0);
	sent_is("5=1500 2=1500 ");
	runfile_close(&other_file, false);

	other.parents[0] = (struct record_parent){ "eth0.7", 5, 1400, 1500 };
	leave_other(&other_file, &other);
	runfile_close(&other_file, true);
	is_int(parent_raise(&f, top, &r, 0, NULL, NULL, refused), 0);
	sent_is("");
	runfile_close(&f, false);
	/* The record is still there, so its slot is not free. */
	leave_other(&again, &other);
	is_str(again.name, "eth0.7.1");
	runfile_close(&again, false);
	r.netns = 2;
	is_int(parent_raise(&f, top, &r, 0, NULL, NULL, refused), 0);
	sent_is("5=1400 ");
	runfile_close(&f, false);
}

static void without_a_record_nothing_changes(void)
{
	struct runfile f = { .fd = -1 };
	struct record r = fresh();
	char refused[PARENT_REFUSED_SIZE];

	is_int(parent_raise(&f, "/proc/none", &r, 1508, NULL, NULL, refused), -ENOENT);
	sent_is("");
	is_int(parent_raise(&f, top, &r, 1508, NULL, NULL, refused), 0);
	fake.sent[0] = '\0';
	runfile_close(&f, false);
	is_int(parent_restore(&f, top, &r), -EBADF);
	sent_is("");
}

#define OTHERS 8
#define OWN_FLOCKS 3 /* of the directory, of a new file and of what takes its place */

/*
 * Hundreds may start at once. Fails if what others need and what is left of them
 * are looked for one after the other, or for each dead one anew, or if all sessions
 * are listed where nothing is to change.
 */
static void each_other_is_looked_at_once(void)
{
	struct record other = fresh(), r = fresh();
	struct runfile f = { .fd = -1 }, others[OTHERS];
	char refused[PARENT_REFUSED_SIZE];

	other.netns = 2; /* so that nobody tidies up */
	for (int i = 0; i < OTHERS; i++)
		leave_other(&others[i], &other);
	r.netns = 1;
	for (int dead = 0; dead <= OTHERS; dead += OTHERS) {
		for (int i = 0; i < dead; i++)
			runfile_close(&others[i], true);
		flocks = 0;
		is_int(parent_raise(&f, top, &r, 0, NULL, NULL, refused), 0);
		is_int(flocks, OTHERS + OWN_FLOCKS);
		is_int(fake.lists, 0);
		/* Fails if is_settled() never is, or always. */
		flocks = 0;
		is_int(parent_raise(&f, top, &r, 0, NULL, NULL, refused), 0);
		is_int(flocks, 0);
		fake.mtu[2] = 1496;
		is_int(parent_raise(&f, top, &r, 0, NULL, NULL, refused), 0);
		is_int(flocks, OTHERS + OWN_FLOCKS - 1);
		fake.mtu[2] = 1500;
		flocks = 0;
		is_int(parent_restore(&f, top, &r), 0);
		is_int(flocks, OWN_FLOCKS - 1);
		runfile_close(&f, false);
	}
	r.netns = 2;
	flocks = 0;
	is_int(parent_raise(&f, top, &r, 0, NULL, NULL, refused), 0);
	is_int(flocks, OTHERS + OWN_FLOCKS);
	runfile_close(&f, false);
}

int main(void)
{
	char command[64];

	if (!mkdtemp(top))
		abort();
	test(lower_ones_go_up_first_and_down_last);
	test(the_record_comes_first);
	test(what_was_raised_goes_back_after_a_refusal);
	test(what_cannot_be_restored_stays_in_the_record);
	test(a_record_that_cannot_be_written_goes);
	test(what_vanished_needs_no_restoring);
	test(no_mtu_changes_under_a_session_of_any_program);
	test(nor_under_what_else_stands_on_it);
	test(other_namespaces_have_interfaces_of_their_own);
	test(without_a_record_nothing_changes);
	test(each_other_is_looked_at_once);
	snprintf(command, sizeof(command), "rm -rf %s", top);
	ok(system(command) == 0);
	return done_testing();
}
