// SPDX-License-Identifier: GPL-2.0-or-later
#include "parent.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/netlink.h>

#include "core/ifinfo.h"
#include "core/stack.h"
#include "sys/netlink.h"
#include "sys/session.h"

/* In it, as long as the directory is locked: what we do, and the way to do it. */
struct work {
	struct runfile_dir dir;
	struct netlink netlink;
};

static int begin(struct work *ret, const char *dir)
{
	struct work w = { .netlink = { 0 } };
	int err = runfile_lock(&w.dir, dir);

	if (err)
		return err;
	err = netlink_open(&w.netlink, NETLINK_ROUTE);
	if (err)
		runfile_unlock(&w.dir);
	else
		*ret = w;
	return err;
}

static void end(struct work *w)
{
	netlink_close(&w->netlink);
	runfile_unlock(&w->dir);
}

static int set_mtu(struct work *w, uint32_t index, uint32_t mtu)
{
	_Alignas(struct nlmsghdr) char msg[IFINFO_MESSAGE_SIZE];
	const struct nlmsghdr *failed;
	int len = ifinfo_build_mtu(msg, index, mtu, w->netlink.seq);

	return len < 0 ? len : netlink_talk(&w->netlink, msg, (size_t)len, &failed);
}

/* From the device down, as far as we can keep. */
static int find_stack(struct work *w, uint32_t index, struct stack *ret)
{
	struct stack s = { 0 };
	struct ifinfo link = { .lower = index };

	do {
		const int err = netlink_describe(&w->netlink, link.lower, &link);

		if (err)
			return err;
	} while (stack_add(&s, &link) && link.lower);
	*ret = s;
	return 0;
}

struct others {
	struct stack *stack;
	const struct record *own;
	const char *except; /* a slot */
};

static bool note_other(const struct runfile_entry *e, void *context)
{
	const struct others *o = context;
	struct record r;

	if (strcmp(e->name, o->except) != 0 && !record_parse(&r, e->text, e->len) &&
	    record_same_netns(&r, o->own))
		stack_note_other(o->stack, &r, e->living);
	return false;
}

static void note_sessions(struct stack *s)
{
	for (int i = 0; i < s->count; i++)
		if (session_on_device(s->devices[i].parent.index))
			stack_note_session(&s->devices[i]);
}

static int note_others(struct work *w, struct stack *s, const struct record *own,
		       const char *except)
{
	struct others o = { s, own, except };
	const int err = runfile_visit(&w->dir, NULL, note_other, &o);

	note_sessions(s);
	return err;
}

static int write_record(struct runfile *f, const struct record *r)
{
	char text[RECORD_TEXT_SIZE];
	const int len = record_format(r, text);

	return len < 0 ? len : runfile_write(f, text, (size_t)len);
}

static void describe_refused(char ret[static PARENT_REFUSED_SIZE], const struct stack_device *d,
			     const char *said)
{
	snprintf(ret, PARENT_REFUSED_SIZE, said[0] ? "%s (%s)" : "%s", d->parent.name, said);
}

/* An interface cannot carry more than the one under it: upwards, and back downwards. */
static int raise_devices(struct work *w, struct stack *s,
			 char ret_refused[static PARENT_REFUSED_SIZE])
{
	int i, err = 0;

	for (i = s->count - 1; !err && i >= 0; i--) {
		struct stack_device *d = &s->devices[i];

		if (d->current < d->parent.mtu)
			err = set_mtu(w, d->parent.index, d->parent.mtu);
		if (err)
			describe_refused(ret_refused, d, w->netlink.said);
	}
	/* Also the last one: what is lost may have been an answer only. */
	for (i = err ? i + 1 : s->count; i < s->count; i++)
		if (s->devices[i].current < s->devices[i].parent.mtu)
			set_mtu(w, s->devices[i].parent.index, s->devices[i].current);
	for (i = 0; err && i < s->count; i++)
		s->devices[i].parent.mtu = s->devices[i].current;
	return err;
}

struct above {
	uint32_t index, mtu;
	bool found;
};

static void judge_above(const struct nlmsghdr *msg, void *context)
{
	struct above *a = context;
	struct ifinfo link;

	if (!ifinfo_parse(&link, msg) && link.lower == a->index && link.mtu > a->mtu)
		a->found = true;
}

/* The kernel lowers what stands on it, too: others have that MTU for a reason, and sessions. */
static int lower_mtu(struct work *w, uint32_t index, uint32_t mtu)
{
	_Alignas(struct nlmsghdr) char msg[IFINFO_MESSAGE_SIZE];
	struct above a = { .index = index, .mtu = mtu };
	const size_t len = (size_t)ifinfo_build_list(msg, w->netlink.seq);
	const int err = netlink_dump(&w->netlink, msg, len, judge_above, &a);

	if (err)
		return err;
	return a.found ? -EBUSY : set_mtu(w, index, mtu);
}

/* What is raised for nobody. One that cannot be lowered stays as it is: then false. */
static bool lower_devices(struct work *w, struct stack *s)
{
	bool lowered = true;

	for (int i = 0; i < s->count; i++) {
		struct stack_device *d = &s->devices[i];

		if (d->current > d->parent.mtu && lower_mtu(w, d->parent.index, d->parent.mtu)) {
			d->parent.mtu = d->current;
			lowered = false;
		}
	}
	return lowered;
}

static int restore_devices(struct work *w, const struct stack *s)
{
	int result = 0;

	for (int i = 0; i < s->count; i++) {
		const struct stack_device *d = &s->devices[i];
		struct ifinfo link;
		uint32_t left;
		int err = netlink_describe(&w->netlink, d->parent.index, &link);

		left = err ? 0 : stack_left_mtu(d, link.mtu);
		if (!err && left != link.mtu)
			err = lower_mtu(w, d->parent.index, left);
		if (!err && stack_is_held(d, link.mtu))
			err = -EBUSY;
		if (err && err != -ENODEV && !result)
			result = err;
	}
	return result;
}

/* Its device has another MTU for its sake. */
static bool has_raised(const struct record *r)
{
	for (int i = 0; i < RECORD_PARENTS; i++)
		if (r->parents[i].mtu != r->parents[i].original)
			return true;
	return false;
}

static int restore_record(struct work *w, const struct record *r, const char *slot)
{
	struct stack s;
	int err;

	if (!has_raised(r))
		return 0;
	stack_from_record(&s, r);
	err = note_others(w, &s, r, slot);
	return err ? err : restore_devices(w, &s);
}

struct pass {
	struct work *work;
	struct stack *stack;
	const struct record *own;
	parent_visitor *visit;
	void *context;
	bool raised; /* a dead one has */
};

static bool tell(const struct pass *p, const struct record *other, bool living)
{
	return !p->visit || p->visit(other, living, p->context);
}

/* Others may be hundreds, so each is read once; what the dead have raised goes back later. */
static bool take_other(const struct runfile_entry *e, void *context)
{
	struct pass *p = context;
	struct record r;

	if (record_parse(&r, e->text, e->len))
		return true;
	if (!record_same_netns(&r, p->own))
		return false;
	stack_note_other(p->stack, &r, e->living);
	if (e->living || !has_raised(&r))
		return tell(p, &r, e->living);
	p->raised = true;
	return false;
}

static bool settle_other(const struct runfile_entry *e, void *context)
{
	const struct pass *p = context;
	bool settled;
	struct record r;

	if (e->living || record_parse(&r, e->text, e->len) || !record_same_netns(&r, p->own) ||
	    !has_raised(&r))
		return false;
	settled = tell(p, &r, false);
	return restore_record(p->work, &r, e->name) != -EBUSY && settled;
}

static int raise_recorded(struct work *w, struct runfile *f, struct record *r, struct stack *s,
			  uint32_t mtu, char ret_refused[static PARENT_REFUSED_SIZE])
{
	const struct stack_device *refused;
	int err;

	stack_note_other(s, r, false); /* ours, of the session before */
	if (!stack_is_right(s, mtu)) /* the list of all sessions is long */
		note_sessions(s);
	refused = stack_plan(s, mtu);
	stack_to_record(s, r);
	err = write_record(f, r);
	if (err)
		return err;
	if (refused) {
		describe_refused(ret_refused, refused, "");
		err = -EBUSY;
	} else {
		err = raise_devices(w, s, ret_refused);
	}
	if (!err && lower_devices(w, s))
		return 0;
	stack_to_record(s, r);
	write_record(f, r);
	return err;
}

static bool is_as_recorded(const struct stack *s, const struct record *r)
{
	for (int i = 0; i < RECORD_PARENTS; i++) {
		const uint32_t index = i < s->count ? s->devices[i].parent.index : 0;

		if (index != r->parents[i].index ||
		    (index && s->devices[i].current != r->parents[i].mtu))
			return false;
	}
	return true;
}

/* Since our last look nobody has changed an MTU, and none is to change: nobody has to be asked. */
static bool is_settled(const struct runfile *f, const struct record *r, uint32_t mtu)
{
	struct work w = { .netlink = { 0 } };
	struct stack s = { 0 };
	bool settled;

	if (f->fd < 0 || netlink_open(&w.netlink, NETLINK_ROUTE))
		return false;
	settled = !find_stack(&w, r->device_index, &s) && is_as_recorded(&s, r);
	netlink_close(&w.netlink);
	stack_note_other(&s, r, false);
	return settled && stack_is_right(&s, mtu);
}

int parent_raise(struct runfile *f, const char *dir, struct record *r, uint32_t mtu,
		 parent_visitor *visit, void *context, char ret_refused[static PARENT_REFUSED_SIZE])
{
	struct work w;
	struct stack s = { 0 };
	struct pass pass = { &w, &s, r, visit, context, false };
	int visited, err;

	ret_refused[0] = '\0';
	if (is_settled(f, r, mtu))
		return 0;
	err = begin(&w, dir);
	if (err)
		return err;
	if (f->fd < 0)
		err = runfile_open(f, &w.dir, r->device);
	if (!err)
		err = find_stack(&w, r->device_index, &s);
	visited = runfile_visit(&w.dir, f->fd < 0 ? NULL : f, take_other, &pass);
	if (!err)
		err = visited;
	if (!err)
		err = raise_recorded(&w, f, r, &s, mtu, ret_refused);
	if (pass.raised)
		runfile_visit(&w.dir, f->fd < 0 ? NULL : f, settle_other, &pass);
	end(&w);
	return err;
}

int parent_restore(struct runfile *f, const char *dir, struct record *r)
{
	struct work w;
	int err = f->fd < 0 ? -EBADF : begin(&w, dir);

	if (err)
		return has_raised(r) ? err : 0;
	err = restore_record(&w, r, f->name);
	if (!err) {
		memset(r->parents, 0, sizeof(r->parents));
		if (write_record(f, r) < 0)
			runfile_close(f, false); /* what it says is no longer true */
	}
	end(&w);
	return err;
}
