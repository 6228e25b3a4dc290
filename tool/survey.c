// SPDX-License-Identifier: GPL-2.0-or-later
#include "survey.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "list.h"
#include "say.h"
#include "snapshot.h"
#include "sys/clock.h"
#include "wire.h"

#define CARRIER_WAIT_MS 5000 /* of an interface that we have set up */
#define CARRIER_EVERY_MS 50
#define PARTS 4 /* of the time: one for each round, and the rest for the last */
#define LAST_PARTS (PARTS - (SEARCH_ROUNDS - 1))
#define BURST 64 /* PADIs in a millisecond */

static volatile sig_atomic_t stopped;

static void stop(int number)
{
	(void)number;
	stopped = 1;
}

void survey_add_vlan(uint16_t vlan, void *context)
{
	struct survey *s = context;

	for (size_t i = 0; i < s->vlans.count; i++)
		if (s->vlans.items[i] == vlan)
			return;
	*list_add(&s->vlans) = vlan;
}

/* Interfaces */

static bool have_carrier(const struct survey *s)
{
	for (size_t i = 0; i < s->ports.count; i++)
		if (s->ports.items[i].set_up && !wire_has_carrier(s->ports.items[i].ifname))
			return false;
	return true;
}

/* Those that were down take a moment, all the same one. */
static void wait_for_carrier(const struct survey *s)
{
	const uint64_t until_ms = clock_now_ms() + CARRIER_WAIT_MS;

	while (!stopped && clock_now_ms() < until_ms && !have_carrier(s))
		poll(NULL, 0, CARRIER_EVERY_MS);
}

static int open_port(struct survey *s, const struct facts_link *l)
{
	struct survey_port *p = list_add(&s->ports);
	int err = 0;

	memcpy(p->ifname, l->info.name, sizeof(p->ifname));
	p->ethernet.fd = -1;
	if (!l->info.up) {
		err = ethernet_set_up(p->ifname, true);
		p->set_up = !err;
	}
	if (!err)
		err = wire_open(&p->ethernet, p->ifname, s->vlans.count > 0);
	if (err)
		return err;
	search_add(&s->search, p->ifname, p->ethernet.mac, 0);
	for (size_t i = 0; i < s->vlans.count; i++)
		search_add(&s->search, p->ifname, p->ethernet.mac, s->vlans.items[i]);
	return 0;
}

static int refuse(const char *ifname, int err)
{
	char safe[SAY_SAFE_SIZE];

	say_error("%s: %s%s", say_safe(safe, ifname), strerror(-err),
		  err == -EPERM || err == -EACCES ? ": only root may send a PADI" : "");
	return SAY_FAILED;
}

static int open_named(struct survey *s, const char *name)
{
	const struct facts_link *l = facts_link_named(&s->facts, name);
	int err;

	if (!l || !l->ethernet)
		return say_bad_value("discover", name,
				     l ? "an Ethernet interface" : "an interface that is there");
	err = open_port(s, l);
	return err ? refuse(name, err) : SAY_WELL;
}

/* What is down, or a part of a bridge or bond, was not meant. */
static int open_all(struct survey *s)
{
	for (size_t i = 0; i < s->facts.links.count; i++) {
		const struct facts_link *l = &s->facts.links.items[i];
		const int err = l->ethernet && l->info.up && !l->info.master ? open_port(s, l) : 0;

		if (err)
			return refuse(l->info.name, err);
	}
	if (s->ports.count)
		return SAY_WELL;
	say_error("no Ethernet interface is up: expected the name of one, which is then set up");
	return SAY_FAILED;
}

static void close_ports(struct survey *s)
{
	for (size_t i = 0; i < s->ports.count; i++) {
		struct survey_port *p = &s->ports.items[i];

		ethernet_close(&p->ethernet);
		if (p->set_up)
			wire_set_down(p->ifname);
	}
	list_free(&s->ports);
}

/* The search */

static const struct survey_port *port_of(const struct survey *s, const char *ifname)
{
	for (size_t i = 0; i < s->ports.count; i++)
		if (!strcmp(s->ports.items[i].ifname, ifname))
			return &s->ports.items[i];
	return NULL;
}

/* An interface without carrier does not send; that is told in the end. Many VLANs take a moment. */
static void ask_everywhere(struct survey *s, unsigned int round)
{
	uint8_t frame[SEARCH_FRAME_MAX];

	for (size_t i = 0; i < s->search.places.count; i++) {
		const struct survey_port *p = port_of(s, s->search.places.items[i].ifname);
		const int len = search_ask(&s->search, i, round, clock_now_ms(), frame);

		ethernet_send(&p->ethernet, frame, (size_t)len);
		if (i % BURST == BURST - 1)
			poll(NULL, 0, 1);
	}
}

static void receive(struct survey *s, const struct survey_port *p)
{
	uint8_t frame[PACKET_FRAME_MAX];
	uint16_t vlan;
	ssize_t len;

	while ((len = wire_receive(&p->ethernet, frame, sizeof(frame), &vlan)) > 0 ||
	       len == -EMSGSIZE)
		if (len > 0)
			search_take(&s->search, vlan, frame, (size_t)len, clock_now_ms());
}

/* One for each of the ports, in their order */
struct pollfds {
	struct pollfd *items;
	size_t count;
};

static void listen_until(struct survey *s, const struct pollfds *fds, uint64_t until_ms)
{
	uint64_t now_ms;

	while (!stopped && (now_ms = clock_now_ms()) < until_ms) {
		if (poll(fds->items, fds->count, (int)(until_ms - now_ms)) <= 0)
			continue;
		for (size_t i = 0; i < fds->count; i++)
			if (fds->items[i].revents)
				receive(s, &s->ports.items[i]);
	}
}

/*
 * A PADI at the start, after a quarter of the time and after half of it: some are slow. The time
 * to ask does not count: of thousands of places a slow machine would not hear one.
 */
static void search(struct survey *s)
{
	const uint64_t part_ms = (uint64_t)s->timeout_s * 1000 / PARTS;
	struct pollfds fds = { 0 };

	for (size_t i = 0; i < s->ports.count; i++)
		*list_add(&fds) =
			(struct pollfd){ .fd = s->ports.items[i].ethernet.fd, .events = POLLIN };
	for (unsigned int round = 0; round < SEARCH_ROUNDS && !stopped; round++) {
		const bool last = round == SEARCH_ROUNDS - 1;

		ask_everywhere(s, round);
		listen_until(s, &fds, clock_now_ms() + (last ? LAST_PARTS : 1) * part_ms);
	}
	list_free(&fds);
}

static int take_facts(struct survey *s)
{
	const int err = snapshot_take(&s->facts);

	if (err)
		say_error("the kernel does not list its interfaces: %s", strerror(-err));
	return err ? SAY_FAILED : SAY_WELL;
}

static int open_ports(struct survey *s, int count, char *const *names)
{
	int status = count ? SAY_WELL : open_all(s);

	for (int i = 0; i < count && !status; i++) {
		if (!port_of(s, names[i]))
			status = open_named(s, names[i]);
		if (s->goes_on)
			status = SAY_WELL;
	}
	if (s->search.places.count > SEARCH_PLACES_MAX)
		return say_bad_value("--vlans", "too many for so many interfaces",
				     "fewer of one of them");
	return status;
}

static int survey(struct survey *s, int count, char *const *names)
{
	int status = take_facts(s);

	s->search.seed = clock_entropy64();
	if (!status)
		status = open_ports(s, count, names);
	if (!status) {
		wait_for_carrier(s);
		search(s);
		facts_free(&s->facts);
		status = take_facts(s);
	}
	close_ports(s);
	return status;
}

int survey_run(struct survey *s, int count, char *const *names)
{
	static const int ends[] = { SIGHUP, SIGINT, SIGTERM };
	const struct sigaction end = { .sa_handler = stop };
	struct sigaction before[sizeof(ends) / sizeof(ends[0])];
	int status;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		sigaction(ends[i], &end, &before[i]);
		if (ends[i] == SIGHUP && before[i].sa_handler == SIG_IGN) /* nohup(1) */
			sigaction(ends[i], &before[i], NULL);
	}
	status = survey(s, count, names);
	s->interrupted = stopped;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		sigaction(ends[i], &before[i], NULL);
	return status;
}

void survey_free(struct survey *s)
{
	search_free(&s->search);
	facts_free(&s->facts);
	list_free(&s->vlans);
}
