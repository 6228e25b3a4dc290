// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "command.h"
#include "core/text.h"
#include "list.h"
#include "offers.h"
#include "say.h"
#include "search.h"
#include "snapshot.h"
#include "sys/clock.h"
#include "sys/ethernet.h"
#include "wire.h"

#define TIMEOUT_S 4
#define TIMEOUT_MOST_S 60
#define CARRIER_WAIT_MS 5000 /* of an interface that we have set up */
#define CARRIER_EVERY_MS 50
#define ROUND_PARTS 4
#define BURST 64 /* PADIs in a millisecond */

/* An interface that is asked on. */
struct port {
	char ifname[IFNAMSIZ];
	struct ethernet ethernet;
	bool set_up; /* by us: it is set down again */
};

struct vlans {
	uint16_t *items;
	size_t count;
};

struct discover {
	struct vlans vlans;
	bool json;
	uint32_t timeout_s;
	struct offers_tried tried;
	struct facts facts;
	struct search search;
	struct {
		struct port *items;
		size_t count;
	} ports;
};

static volatile sig_atomic_t stopped;

static void stop(int number)
{
	(void)number;
	stopped = 1;
}

static void add_vlan(uint16_t vlan, void *context)
{
	struct vlans *v = context;

	for (size_t i = 0; i < v->count; i++)
		if (v->items[i] == vlan)
			return;
	*list_add(v) = vlan;
}

/* Interfaces */

static void wait_for_carrier(const char *ifname)
{
	const uint64_t until_ms = clock_now_ms() + CARRIER_WAIT_MS;

	while (!stopped && clock_now_ms() < until_ms && !wire_has_carrier(ifname))
		poll(NULL, 0, CARRIER_EVERY_MS);
}

static int open_port(struct discover *d, const struct facts_link *l)
{
	struct port *p = list_add(&d->ports);
	int err = 0;

	memcpy(p->ifname, l->info.name, sizeof(p->ifname));
	p->ethernet.fd = -1;
	if (!l->info.up) {
		err = ethernet_set_up(p->ifname, true);
		p->set_up = !err;
	}
	if (p->set_up)
		wait_for_carrier(p->ifname);
	if (!err)
		err = wire_open(&p->ethernet, p->ifname, d->vlans.count > 0);
	if (err)
		return err;
	search_add(&d->search, p->ifname, p->ethernet.mac, 0);
	for (size_t i = 0; i < d->vlans.count; i++)
		search_add(&d->search, p->ifname, p->ethernet.mac, d->vlans.items[i]);
	return 0;
}

static int refuse(const char *ifname, int err)
{
	char safe[SAY_SAFE_SIZE];

	say_error("%s: %s%s", say_safe(safe, ifname), strerror(-err),
		  err == -EPERM || err == -EACCES ? ": only root may send a PADI" : "");
	return SAY_FAILED;
}

static int open_named(struct discover *d, const char *name)
{
	const struct facts_link *l = facts_link_named(&d->facts, name);
	int err;

	if (!l || !l->ethernet)
		return say_bad_value("discover", name,
				     l ? "an Ethernet interface" : "an interface that is there");
	err = open_port(d, l);
	return err ? refuse(name, err) : SAY_WELL;
}

/* What is down, or a part of a bridge or bond, was not meant. */
static int open_all(struct discover *d)
{
	for (size_t i = 0; i < d->facts.links.count; i++) {
		const struct facts_link *l = &d->facts.links.items[i];
		const int err = l->ethernet && l->info.up && !l->info.master ? open_port(d, l) : 0;

		if (err)
			return refuse(l->info.name, err);
	}
	if (d->ports.count)
		return SAY_WELL;
	say_error("no Ethernet interface is up: expected the name of one, which is then set up");
	return SAY_FAILED;
}

static void close_ports(struct discover *d)
{
	for (size_t i = 0; i < d->ports.count; i++) {
		struct port *p = &d->ports.items[i];

		ethernet_close(&p->ethernet);
		if (p->set_up)
			wire_set_down(p->ifname);
	}
	list_free(&d->ports);
}

/* The search */

static const struct port *port_of(const struct discover *d, const char *ifname)
{
	for (size_t i = 0; i < d->ports.count; i++)
		if (!strcmp(d->ports.items[i].ifname, ifname))
			return &d->ports.items[i];
	return NULL;
}

/* An interface without carrier does not send; that is told in the end. Many VLANs take a moment. */
static void ask_everywhere(struct discover *d, unsigned int round)
{
	uint8_t frame[SEARCH_FRAME_MAX];

	for (size_t i = 0; i < d->search.places.count; i++) {
		const struct port *p = port_of(d, d->search.places.items[i].ifname);
		const int len = search_ask(&d->search, i, round, clock_now_ms(), frame);

		ethernet_send(&p->ethernet, frame, (size_t)len);
		if (i % BURST == BURST - 1)
			poll(NULL, 0, 1);
	}
}

static void receive(struct discover *d, const struct port *p)
{
	uint8_t frame[PACKET_FRAME_MAX];
	uint16_t vlan;
	ssize_t len;

	while ((len = wire_receive(&p->ethernet, frame, sizeof(frame), &vlan)) > 0 ||
	       len == -EMSGSIZE)
		if (len > 0)
			search_take(&d->search, vlan, frame, (size_t)len, clock_now_ms());
}

static void listen_until(struct discover *d, struct pollfd *fds, uint64_t until_ms)
{
	uint64_t now_ms;

	while (!stopped && (now_ms = clock_now_ms()) < until_ms) {
		if (poll(fds, d->ports.count, (int)(until_ms - now_ms)) <= 0)
			continue;
		for (size_t i = 0; i < d->ports.count; i++)
			if (fds[i].revents)
				receive(d, &d->ports.items[i]);
	}
}

/* A PADI at the start, after a quarter of the time and after half of it: some are slow. */
static void search(struct discover *d)
{
	const uint64_t start_ms = clock_now_ms(), all_ms = (uint64_t)d->timeout_s * 1000;
	struct pollfd *fds = calloc(d->ports.count, sizeof(*fds));

	if (!fds)
		exit(say_no_memory());
	for (size_t i = 0; i < d->ports.count; i++)
		fds[i] = (struct pollfd){ .fd = d->ports.items[i].ethernet.fd, .events = POLLIN };
	for (unsigned int round = 0; round < SEARCH_ROUNDS && !stopped; round++) {
		const uint64_t part_ms = all_ms / ROUND_PARTS * (round + 1);
		const bool last = round == SEARCH_ROUNDS - 1;

		ask_everywhere(d, round);
		listen_until(d, fds, start_ms + (last ? all_ms : part_ms));
	}
	free(fds);
}

static int print(const struct discover *d)
{
	const struct say out = say_stdout();
	json_t *json;

	if (!d->json) {
		offers_show(&out, &d->search, &d->facts, &d->tried);
		return d->search.offers.count ? SAY_WELL : SAY_NOT_WELL;
	}
	json = offers_json(&d->search, &d->facts);
	if (!json)
		exit(say_no_memory());
	json_dumpf(json, stdout, JSON_INDENT(2));
	fputc('\n', stdout);
	json_decref(json);
	return d->search.offers.count ? SAY_WELL : SAY_NOT_WELL;
}

static int take_facts(struct discover *d)
{
	const int err = snapshot_take(&d->facts);

	if (err)
		say_error("the kernel does not list its interfaces: %s", strerror(-err));
	return err ? SAY_FAILED : SAY_WELL;
}

static int open_ports(struct discover *d, int argc, char **argv)
{
	int status = argc ? SAY_WELL : open_all(d);

	for (int i = 0; i < argc && !status; i++)
		if (!port_of(d, argv[i]))
			status = open_named(d, argv[i]);
	if (d->search.places.count > SEARCH_PLACES_MAX)
		return say_bad_value("--vlans", "too many for so many interfaces",
				     "fewer of one of them");
	return status;
}

static int discover(struct discover *d, int argc, char **argv)
{
	const struct sigaction end = { .sa_handler = stop };
	int status = take_facts(d);

	d->tried.all_interfaces = !argc;
	d->search.seed = clock_entropy64();
	sigaction(SIGINT, &end, NULL);
	sigaction(SIGTERM, &end, NULL);
	if (!status)
		status = open_ports(d, argc, argv);
	if (!status) {
		search(d);
		facts_free(&d->facts);
		status = take_facts(d);
	}
	close_ports(d);
	return status ? status : print(d);
}

static int parse(struct discover *d, int argc, char **argv)
{
	static const struct option options[] = {
		{ "vlans", required_argument, NULL, 'v' },
		{ "json", no_argument, NULL, 'j' },
		{ "timeout", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "v:jt:h", options, NULL)) != -1)
		switch (c) {
		case 'v':
			if (!search_parse_vlans(optarg, add_vlan, &d->vlans))
				return say_bad_value("--vlans", optarg,
						     "'common', or numbers from 1 to 4094 such as "
						     "'7,35,100-103'");
			d->tried.vlans = true;
			break;
		case 'j':
			d->json = true;
			break;
		case 't':
			if (!text_parse_number(&d->timeout_s, optarg, 1, TIMEOUT_MOST_S))
				return say_bad_value("--timeout", optarg, "1 to 60 seconds");
			break;
		case 'h':
			command_usage("discover");
			exit(SAY_WELL);
		default:
			return command_refuse("discover");
		}
	return SAY_WELL;
}

int discover_run(int argc, char **argv)
{
	struct discover d = { .timeout_s = TIMEOUT_S };
	int status = parse(&d, argc, argv);

	if (!status)
		status = discover(&d, argc - optind, argv + optind);
	search_free(&d.search);
	facts_free(&d.facts);
	list_free(&d.vlans);
	return status;
}
