// SPDX-License-Identifier: GPL-2.0-or-later
/* What is shown of records and kernel: one line that is up, and what can be wrong with it. */
#include "../tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <linux/rtnetlink.h>
#include <jansson.h>

#include "core/route.h"
#include "history.h"
#include "list.h"
#include "metrics.h"
#include "show.h"
#include "view.h"

#define NOW_S 20000

static struct facts facts;
static struct view_list views;

static void add_link(const char *name, uint32_t index, uint32_t mtu, bool ppp)
{
	struct facts_link *l = list_add(&facts.links);

	snprintf(l->info.name, sizeof(l->info.name), "%s", name);
	l->info.index = index;
	l->info.mtu = mtu;
	l->info.up = l->running = true;
	l->ppp = ppp;
}

static void add_address(int family, uint32_t ifindex, const char *address, const char *peer)
{
	struct netinfo_address *a = list_add(&facts.addresses);

	*a = (struct netinfo_address){ .ifindex = ifindex, .family = (uint8_t)family };
	a->prefix = family == AF_INET ? 32 : 10;
	is_int(inet_pton(family, address, a->address), 1);
	a->has_peer = peer;
	if (peer)
		is_int(inet_pton(family, peer, a->peer), 1);
}

static void add_route(int family, uint32_t ifindex, uint32_t metric, uint32_t table)
{
	*list_add(&facts.routes) = (struct netinfo_route){ .family = (uint8_t)family,
							   .protocol = ROUTE_PROTOCOL,
							   .ifindex = ifindex,
							   .metric = metric,
							   .table = table };
}

static void add_clamp(const char *ifname, uint16_t ipv4, uint16_t ipv6)
{
	struct clampinfo *c = list_add(&facts.clamps);

	snprintf(c->table.ifname, sizeof(c->table.ifname), "%s", ifname);
	c->table.ours = c->table.owned = true;
	c->mss[CLAMPINFO_IPV4] = ipv4;
	c->mss[CLAMPINFO_IPV6] = ipv6;
	c->count[CLAMPINFO_OUT][CLAMPINFO_IPV4] = (struct clampinfo_count){ 200, 10 };
	c->count[CLAMPINFO_OUT][CLAMPINFO_IPV6] = (struct clampinfo_count){ 100, 0 };
	c->count[CLAMPINFO_IN][CLAMPINFO_IPV4] = (struct clampinfo_count){ 30, 25 };
}

static struct record *add_record(void)
{
	static const uint8_t mac[ETH_ALEN] = { 0, 0, 0x5e, 0, 0x53, 2 };
	struct facts_record *r = list_add(&facts.records);

	*r = (struct facts_record){ .living = true,
				    .record = { .device = "eth1",
						.ifname = "ppp0",
						.netns = 1,
						.ac_name = "ac-one",
						.session_id = 522,
						.mtu = 1500,
						.mru = 1500,
						.mtu_verdict = RECORD_MTU_PROVED,
						.clamp = "forward",
						.state = "up",
						.state_since_s = NOW_S - 11520,
						.session_since_s = NOW_S - 11521,
						.pid = 77,
						.parents = { { "eth1", 2, 1500, 1508 } } } };
	memcpy(r->record.ac_mac, mac, ETH_ALEN);
	return &r->record;
}

/* All is well; each test breaks something of it. */
static void set_up(void)
{
	facts = (struct facts){ .now_s = NOW_S, .wall_s = 1700000000, .netns = 1 };
	add_link("eth1", 2, 1508, false);
	add_link("ppp0", 5, 1500, true);
	add_link("wwan0", 6, 1500, false);
	add_address(AF_INET, 5, "203.0.113.5", "203.0.113.1");
	add_address(AF_INET6, 5, "fe80::1", NULL);
	add_route(AF_INET, 5, 100, RT_TABLE_MAIN);
	add_route(AF_INET6, 5, 100, RT_TABLE_MAIN);
	add_clamp("ppp0", 1460, 1440);
	add_record();
	*list_add(&facts.sessions) =
		(struct sessions_entry){ 522, { 0, 0, 0x5e, 0, 0x53, 2 }, "eth1" };
}

static void look(void)
{
	list_free(&views);
	views = view_all(&facts);
}

static void tear_down(void)
{
	list_free(&views);
	facts_free(&facts);
}

static char *shown(const struct view *v)
{
	char *text = NULL;
	size_t len;
	struct say out = { .file = open_memstream(&text, &len) };

	show_link(&out, &facts, v);
	show_missing(&out, &facts);
	fclose(out.file);
	return text;
}

static void shows(const char *want)
{
	char *text;

	look();
	is_int(views.count, 1);
	text = shown(&views.items[0]);
	is_str(text, want);
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		ok(strcspn(line, "\n") <= 80);
	free(text);
	tear_down();
}

/* One thing is wrong, and this is said of it. */
static void remarks(const char *want)
{
	look();
	is_int(views.items[0].remark_count, 1);
	is_str(views.items[0].remarks[0], want);
	ok(!view_is_well(&views.items[0]));
	tear_down();
}

static void a_link_that_is_up(void)
{
	set_up();
	look();
	ok(view_is_well(&views.items[0]));
	shows("ppp0: up, for 3 h 12 min\n"
	      "  session  522 with ac-one (00:00:5E:00:53:02) on eth1, for 3 h 12 min\n"
	      "  address  203.0.113.5, peer 203.0.113.1\n"
	      "  address  fe80::1\n"
	      "  MTU      1500, proved both ways; eth1 has 1508 for it, and 1500 without\n"
	      "  clamp    MSS 1460 by IPv4, 1440 by IPv6, both ways; backend forward\n"
	      "  SYNs     out 300, lowered 290; in 30, lowered 5\n"
	      "  route    default by IPv4, metric 100: packets take it\n"
	      "  route    default by IPv6, metric 100: packets take it\n");
}

/* Fails if the first of the tables that are found is taken for all. */
static void a_clamp_of_two_tables(void)
{
	set_up();
	add_clamp("ppp0", 1460, 1440);
	facts.clamps.items[1].table.backend = CLAMP_NETDEV;
	snprintf(facts.records.items[0].record.clamp, RECORD_WORDS_SIZE, "both");
	look();
	ok(view_is_well(&views.items[0]));
	ok(views.items[0].clamp == &facts.clamps.items[0]);
	is_str(clamp_backend_text(views.items[0].backend), "both");
	tear_down();
}

static void a_link_that_backs_up(void)
{
	set_up();
	add_route(AF_INET, 6, 50, RT_TABLE_MAIN);
	facts.routes.items[2].protocol = RTPROT_DHCP;
	facts.routes.items[1].table = 77;
	facts.addresses.count = 1;
	facts.clamps.count = 0;
	facts.records.items[0].record.clamp[0] = '\0';
	facts.records.items[0].record.parents[0].index = 0;
	shows("ppp0: up, for 3 h 12 min\n"
	      "  session  522 with ac-one (00:00:5E:00:53:02) on eth1, for 3 h 12 min\n"
	      "  address  203.0.113.5, peer 203.0.113.1\n"
	      "  MTU      1500, proved both ways\n"
	      "  route    default by IPv4, metric 100: packets take wwan0, metric 50\n"
	      "  route    default by IPv6, metric 100, table 77\n");
}

/* A route whose interface is down carries nothing. */
static void dead_routes_carry_nothing(void)
{
	set_up();
	add_route(AF_INET, 6, 50, RT_TABLE_MAIN);
	facts.routes.items[2].dead = true;
	ok(facts_default(&facts, AF_INET) == &facts.routes.items[0]);
	ok(!facts_default(&facts, AF_PACKET));
	tear_down();
}

static void a_link_without_a_session(void)
{
	struct record *r;

	set_up();
	r = &facts.records.items[0].record;
	snprintf(r->state, sizeof(r->state), "down");
	r->state_since_s = NOW_S - 7;
	r->session_id = 0;
	r->clamp[0] = r->ifname[0] = '\0';
	facts.clamps.count = facts.routes.count = facts.addresses.count = 0;
	facts.records.items[0].record.parents[0].index = 0;
	shows("eth1: no session, looking for an access concentrator, for 7 s\n");
}

static void a_link_in_limbo(void)
{
	struct record *r;

	set_up();
	r = &facts.records.items[0].record;
	snprintf(r->state, sizeof(r->state), "limbo");
	r->state_since_s = NOW_S - 12;
	facts.addresses.count = 1;
	facts.routes.count = facts.clamps.count = 0;
	r->clamp[0] = '\0';
	r->parents[0].index = 0;
	look();
	ok(!view_is_well(&views.items[0]));
	is_str(view_state_text(views.items[0].state), "limbo");
	shows("ppp0: in limbo, the line is lost and the session kept, for 12 s\n"
	      "  session  522 with ac-one (00:00:5E:00:53:02) on eth1, for 3 h 12 min\n"
	      "  address  203.0.113.5, peer 203.0.113.1\n"
	      "  MTU      1500, proved both ways\n");
}

static void a_pppd_that_was_killed(void)
{
	set_up();
	facts.records.items[0].living = false;
	facts.clamps.count = facts.routes.count = facts.addresses.count = 0;
	facts.links.count = 1;
	shows("ppp0: left over\n"
	      "  session  522 with ac-one (00:00:5E:00:53:02) on eth1\n"
	      "  but      pppd has ended without tidying up; the next one on eth1 will\n");
}

static void what_root_alone_may_see(void)
{
	set_up();
	facts.records.count = facts.clamps.count = facts.routes.count = 0;
	facts.records_error = -EACCES;
	facts.clamps_error = -EPERM;
	shows("ppp0: up\n"
	      "  address  203.0.113.5, peer 203.0.113.1\n"
	      "  address  fe80::1\n"
	      "  MTU      1500\n"
	      "Missing: states, ACs, sessions: cannot read the records: Permission denied\n"
	      "Missing: clamps: cannot read the rules of nftables: Operation not permitted\n"
	      "Root sees all of it.\n");
}

/* An L2TP tunnel, or any link while /run cannot be written */
static void a_link_without_a_record(void)
{
	set_up();
	facts.records.count = 0;
	facts.addresses.count = 0;
	facts.routes.count = 1;
	shows("ppp0: up\n"
	      "  MTU      1500\n"
	      "  clamp    MSS 1460 by IPv4, 1440 by IPv6, both ways; backend forward\n"
	      "  SYNs     out 300, lowered 290; in 30, lowered 5\n"
	      "  route    default by IPv4, metric 100: packets take it\n");
}

static void record_and_kernel_disagree(void)
{
	set_up();
	facts.sessions.count = 0;
	remarks("the record has session 522 with 00:00:5E:00:53:02, the kernel has not");
	set_up();
	facts.links.items[1].info.mtu = 1492;
	facts.clamps.items[0].mss[CLAMPINFO_IPV4] = 1452;
	facts.clamps.items[0].mss[CLAMPINFO_IPV6] = 1432;
	remarks("the record has an MTU of 1500, the interface of 1492");
	set_up();
	facts.links.items[1].info.up = false;
	remarks("the record says that it is up, the interface is set down");
	set_up();
	facts.addresses.count = 0;
	remarks("the record says that it is up, the interface has no address");
	set_up();
	snprintf(facts.links.items[1].info.name, IFNAMSIZ, "ppp9");
	remarks("the record says that it is up, the kernel has no interface ppp0");
	set_up();
	facts.clamps.count = 0;
	remarks("the record has a clamp (forward), nftables has no table of it");
	set_up();
	facts.records.items[0].record.clamp[0] = '\0';
	remarks("nftables has a clamp that the record does not have");
	set_up();
	snprintf(facts.records.items[0].record.clamp, RECORD_WORDS_SIZE, "both");
	remarks("the record has a clamp (both), nftables has another (forward)");
	set_up();
	facts.clamps.items[0].mss[CLAMPINFO_IPV6] = 1441;
	remarks("the clamp lets an MSS of 1441 pass by IPv6, the MTU of 1500 takes 1440");
	set_up();
	facts.links.items[0].info.mtu = 1500;
	remarks("eth1 was given an MTU of 1508, and has 1500");
	set_up();
	facts.links.items[0].info.index = 22;
	remarks("eth1, which the session needs, is gone");
	set_up();
	facts.records.items[0].torn = true;
	remarks("its record cannot be read");
}

/* Nothing of it is known here: so there is nothing to disagree with. */
static void another_network_namespace(void)
{
	set_up();
	facts.netns = 2;
	facts.links.count = facts.clamps.count = facts.routes.count = facts.sessions.count = 0;
	shows("ppp0: up, for 3 h 12 min, in another network namespace\n"
	      "  session  522 with ac-one (00:00:5E:00:53:02) on eth1, for 3 h 12 min\n");
}

/* The record of before a reboot, in a /run that has outlived it. */
static void times_that_cannot_be_are_left_out(void)
{
	set_up();
	facts.now_s = 5;
	look();
	is_int(view_state_age_s(&views.items[0], facts.now_s), 0);
	is_int(view_session_age_s(&views.items[0], facts.now_s), 0);
	tear_down();
}

/* Fails if both clocks are cut to seconds: they do not begin one at the same moment. */
static void a_time_stays_the_same(void)
{
	struct facts f = { 0 };

	for (uint64_t ms = 0; ms < 2000; ms++) {
		facts_set_time(&f, 20000000 + ms, 1700000000400 + ms);
		is_int(f.now_s, 20000 + ms / 1000);
		is_int(facts_wall_s(&f, 19000), 1699999000);
	}
}

static void a_link_by_either_name(void)
{
	set_up();
	look();
	ok(view_named(&views, "ppp0") == &views.items[0]);
	ok(view_named(&views, "eth1") == &views.items[0]);
	ok(!view_named(&views, "eth2"));
	tear_down();
}

/* Records of which the first two are no link that anybody means: killed, and elsewhere. */
static void set_up_namesakes(void)
{
	set_up();
	*add_record() = facts.records.items[0].record;
	add_record();
	facts.records.items[0].living = false;
	snprintf(facts.records.items[0].record.device, IFNAMSIZ, "eth0");
	facts.records.items[1].record.netns = 2;
	look();
	is_int(views.count, 3);
}

/* Fails if the first one counts: `down ppp0` would end a link in another namespace. */
static void of_several_with_a_name_the_one_here(void)
{
	set_up_namesakes();
	ok(view_named(&views, "ppp0") == &views.items[2]);
	ok(view_named(&views, "eth1") == &views.items[2]);
	ok(view_named(&views, "eth0") == &views.items[0]);
	facts.records.items[2].living = false;
	look();
	ok(view_named(&views, "ppp0") == &views.items[0]);
	facts.records.items[2].living = true;
	facts.records.items[1].record.ifname[0] = '\0'; /* it looks for an AC on its own eth1 */
	look();
	is_str(views.items[1].name, "eth1");
	ok(view_named(&views, "eth1") == &views.items[2]);
	tear_down();
}

/* Fails if an interface's name, which may hold any byte, reaches the terminal as it is. */
static void names_are_escaped(void)
{
	char *text;

	set_up();
	facts.records.count = facts.clamps.count = 0;
	snprintf(facts.links.items[1].info.name, IFNAMSIZ, "\033[2Jx");
	look();
	text = shown(&views.items[0]);
	ok(!strncmp(text, "\\x1b[2Jx: up\n", 13));
	free(text);
	tear_down();
}

static void json_has_the_schema_of_the_manual(void)
{
	static const char *const want =
		"{\"schema\":1,\"complete\":true,\"links\":[{\"mtu\":1500,\"mru\":1500,"
		"\"proof\":\"proved\",\"name\":\"ppp0\",\"state\":\"up\",\"state_age_s\":11520,"
		"\"here\":true,\"device\":\"eth1\",\"pid\":77,\"session\":{\"id\":522,"
		"\"ac_mac\":\"00:00:5E:00:53:02\",\"ac_name\":\"ac-one\",\"age_s\":11521},"
		"\"addresses\":[{\"family\":\"ipv4\",\"address\":\"203.0.113.5\",\"prefix\":32,"
		"\"peer\":\"203.0.113.1\"},{\"family\":\"ipv6\",\"address\":\"fe80::1\","
		"\"prefix\":10,\"peer\":null}],\"parents\":[{\"name\":\"eth1\",\"mtu\":1508,"
		"\"original\":1500}],\"clamp\":{\"backend\":\"forward\",\"owned\":true,"
		"\"stripped\":0,\"ipv4\":{\"mss\":1460,\"out\":{\"seen\":200,\"lowered\":190},"
		"\"in\":{\"seen\":30,\"lowered\":5}},\"ipv6\":{\"mss\":1440,"
		"\"out\":{\"seen\":100,\"lowered\":100},\"in\":{\"seen\":0,\"lowered\":0}}},"
		"\"routes\":[{\"family\":\"ipv4\",\"metric\":100,\"table\":254,\"ours\":true,"
		"\"taken\":true},{\"family\":\"ipv6\",\"metric\":100,\"table\":254,\"ours\":true,"
		"\"taken\":true}],\"line\":null,\"disagreements\":[]}],"
		"\"default\":{\"ipv4\":\"ppp0\",\"ipv6\":\"ppp0\"}}";
	json_t *json;
	char *text;

	set_up();
	look();
	json = show_json(&facts, &views, NULL);
	text = json_dumps(json, JSON_COMPACT);
	is_str(text, want);
	free(text);
	json_decref(json);
	tear_down();
}

static void json_of_what_is_not_known(void)
{
	json_t *json, *link;

	set_up();
	facts.records.count = facts.clamps.count = facts.addresses.count = 0;
	facts.records_error = -EACCES;
	look();
	json = show_json(&facts, &views, &views.items[0]);
	ok(json_is_false(json_object_get(json, "complete")));
	link = json_array_get(json_object_get(json, "links"), 0);
	ok(json_is_null(json_object_get(link, "session")));
	ok(json_is_null(json_object_get(link, "clamp")));
	ok(json_is_null(json_object_get(link, "device")));
	ok(json_is_null(json_object_get(link, "state_age_s")));
	json_decref(json);
	tear_down();
}

/* A line that was lost three times, and answers each second in 8 ms, but for two. */
static struct ring *add_ring(void)
{
	struct ring *r = list_add(&facts.rings)->ring = calloc(1, sizeof(*r));

	ring_format(r, "ppp0", "eth1", 1, 1000ULL * (NOW_S - 7200));
	ring_begin_up(r, 1000ULL * (NOW_S - 7200), RING_NEW_PPPD);
	ring_begin_loss(r, 1000ULL * (NOW_S - 3600), "carrier", 11200);
	ring_begin_up(r, 1000ULL * (NOW_S - 3600) + 2040, RING_KEPT);
	ring_begin_loss(r, 1000ULL * (NOW_S - 1800), "dead", 0);
	ring_begin_up(r, 1000ULL * (NOW_S - 1046), RING_NEW_SESSION);
	for (uint64_t s = NOW_S - 70; s < NOW_S; s++) {
		ring_ask(r, 1000 * s);
		if (s != NOW_S - 30 && s != NOW_S - 1)
			ring_answer(r, s, s == NOW_S - 10 ? 24000 : 8000);
	}
	return r;
}

static char *told(void (*tell)(const struct say *out))
{
	char *text = NULL;
	size_t len;
	struct say out = { .file = open_memstream(&text, &len), .utf8 = true };

	tell(&out);
	fclose(out.file);
	return text;
}

static void tell_history(const struct say *out)
{
	history_show(out, &facts, facts.rings.items[0].ring);
}

static void tell_link(const struct say *out)
{
	show_link(out, &facts, &views.items[0]);
}

static void losses_of_a_link(void)
{
	json_t *json;
	char *text;

	set_up();
	ring_begin_loss(add_ring(), 1000ULL * (NOW_S - 1), "hangup", 8000);
	text = told(tell_history);
	is_str(text, "ppp0: 3 losses since 2023-11-14 20:13:20\n"
		     "  2023-11-14 21:13:20  carrier  2.0 s, session kept; rtt 11.2 ms\n"
		     "  2023-11-14 21:43:20  dead     12 min 34 s, new session\n"
		     "  2023-11-14 22:13:19  hangup   goes on; rtt 8.0 ms\n");
	free(text);
	json = history_json(&facts, facts.rings.items[0].ring);
	text = json_dumps(json, JSON_COMPACT);
	is_str(text, "{\"schema\":1,\"name\":\"ppp0\",\"since\":1699992800,\"count\":3,\"losses\":["
		     "{\"start\":1699996400,\"lasted_ms\":2040,\"reason\":\"carrier\","
		     "\"did\":\"kept\",\"rtt_us\":11200},"
		     "{\"start\":1699998200,\"lasted_ms\":754000,\"reason\":\"dead\","
		     "\"did\":\"session\",\"rtt_us\":null},"
		     "{\"start\":1699999999,\"lasted_ms\":null,\"reason\":\"hangup\","
		     "\"did\":null,\"rtt_us\":8000}]}");
	free(text);
	json_decref(json);
	tear_down();
}

static void the_last_of_many_losses(void)
{
	struct ring *r;
	char *text;

	set_up();
	r = add_ring();
	for (unsigned int i = 0; i < 25; i++) {
		ring_begin_loss(r, 1000ULL * (NOW_S - 500 + i), "peer", 0);
		ring_begin_up(r, 1000ULL * (NOW_S - 500 + i) + 100, RING_NEW_SESSION);
	}
	text = told(tell_history);
	ok(strstr(text, "ppp0: 27 losses since 2023-11-14 20:13:20, the last 20:\n") == text);
	is_int(strlen(strchr(text, '\n') + 1) % HISTORY_SHOWN, 0); /* lines of one length */
	free(text);
	tear_down();
}

/* What was sent in the last two seconds may still be answered: it is not lost. */
static void the_line_of_a_link(void)
{
	char *text;
	json_t *json, *line;

	set_up();
	facts.clamps.count = facts.routes.count = facts.addresses.count = 0;
	facts.records.items[0].record.parents[0].index = 0;
	facts.records.items[0].record.clamp[0] = '\0';
	add_ring();
	look();
	views.items[0].remark_count = 0;
	text = told(tell_link);
	is_str(text, "ppp0: up, for 3 h 12 min\n"
		     "  session  522 with ac-one (00:00:5E:00:53:02) on eth1, for 3 h 12 min\n"
		     "  MTU      1500, proved both ways\n"
		     "  line     ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃×▃▃▃▃▃▃▃▃▃█▃▃▃ 8.0 ms, 1 of 60 echoes lost\n"
		     "  loss     2023-11-14 21:13:20  carrier  2.0 s, session kept; rtt 11.2 ms\n"
		     "  loss     2023-11-14 21:43:20  dead     12 min 34 s, new session\n");
	free(text);
	json = show_json(&facts, &views, NULL);
	line = json_object_get(json_array_get(json_object_get(json, "links"), 0), "line");
	is_int(json_integer_value(json_object_get(line, "lost")), 1);
	is_int(json_integer_value(json_object_get(line, "losses")), 2);
	is_int(json_integer_value(json_object_get(json_object_get(line, "rtt_us"), "max")), 24000);
	json_decref(json);
	tear_down();
}

static void rings_by_name_and_namespace(void)
{
	struct ring *r;

	set_up();
	r = add_ring();
	ok(facts_ring_of(&facts, "ppp0", 1) == r);
	ok(facts_ring_of(&facts, "eth1", 0) == r);
	ok(!facts_ring_of(&facts, "ppp0", 2));
	ok(!facts_ring_of(&facts, "ppp1", 1));
	r = list_add(&facts.rings)->ring = calloc(1, sizeof(*r));
	ring_format(r, "ppp1", "eth1", 1, 1000ULL * NOW_S);
	ok(facts_ring_of(&facts, "eth1", 1) == r);
	tear_down();
}

/* Fails if the one that was killed has it, too: trace would find two links. */
static void a_name_that_went_to_another_pppd(void)
{
	struct ring *r;

	set_up_namesakes();
	r = add_ring();
	look();
	ok(!views.items[0].link && !views.items[0].clamp && !views.items[0].ring);
	ok(views.items[2].link && views.items[2].clamp && views.items[2].ring == r);
	facts.records.items[2].record.netns = 2;
	look();
	ok(views.items[0].clamp && views.items[0].ring == r);
	tear_down();
}

static char *metrics(void)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	look();
	metrics_print(file, &facts, &views);
	fclose(file);
	return text;
}

/* Every line without the name's beginning, which is always the same. */
static void metrics_of_a_link(void)
{
	static const char *const want[] = {
		"# TYPE pppoe_clamp_complete gauge\npppoe_clamp_complete 1\n",
		"# TYPE pppoe_clamp_up gauge\npppoe_clamp_up{link=\"ppp0\"} 1\n",
		"pppoe_clamp_disagreements{link=\"ppp0\"} 0\n",
		"pppoe_clamp_info{link=\"ppp0\",device=\"eth1\",ac=\"ac-one\",state=\"up\"} 1\n",
		"pppoe_clamp_session_start_time_seconds{link=\"ppp0\"} 1699988479\n",
		"pppoe_clamp_mtu_bytes{link=\"ppp0\"} 1500\n",
		"pppoe_clamp_mtu_proved{link=\"ppp0\"} 1\n",
		"pppoe_clamp_mss_bytes{link=\"ppp0\",ip=\"6\"} 1440\n",
		"# TYPE pppoe_clamp_syns_total counter\n",
		"pppoe_clamp_syns_total{link=\"ppp0\",direction=\"out\",ip=\"4\"} 200\n",
		"pppoe_clamp_syns_lowered_total{link=\"ppp0\",direction=\"in\",ip=\"4\"} 5\n",
		"# TYPE pppoe_clamp_losses_total counter\npppoe_clamp_losses_total{link=\"ppp0\"} 2\n",
		"pppoe_clamp_lost_seconds_total{link=\"ppp0\"} 756.04\n",
		"pppoe_clamp_echoes_sent_total{link=\"ppp0\"} 70\n",
		"pppoe_clamp_echoes_answered_total{link=\"ppp0\"} 68\n",
		"pppoe_clamp_round_trip_seconds{link=\"ppp0\"} 0.008\n",
		"pppoe_clamp_round_trip_most_seconds{link=\"ppp0\"} 0.024\n",
		"pppoe_clamp_carries_default{link=\"ppp0\",ip=\"6\"} 1\n",
	};
	char *text;

	set_up();
	add_ring();
	text = metrics();
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		if (!ok(strstr(text, want[i])))
			printf("# no %s", want[i]);
	free(text);
	tear_down();
}

/* A label is in quotes, and a backslash begins an escape in it. */
static void labels_are_quoted(void)
{
	char *text;

	set_up();
	snprintf(facts.records.items[0].record.ac_name, 16, "a\"b\\x1bc");
	text = metrics();
	ok(strstr(text, ",ac=\"a\\\"b\\\\x1bc\","));
	free(text);
	tear_down();
}

/* Fails if there are two: the textfile collector refuses the whole file then. */
static void metrics_have_a_link_once(void)
{
	const char *first;
	char *text;

	set_up_namesakes();
	text = metrics();
	first = strstr(text, "pppoe_clamp_up{link=\"ppp0\"} 1\n");
	ok(first && !strstr(first + 1, "pppoe_clamp_up{"));
	free(text);
	facts.records.items[1].record.ifname[0] = '\0'; /* eth1 is its own name, and no other's */
	look();
	text = metrics();
	ok(strstr(text, "pppoe_clamp_up{link=\"eth1\"}") != NULL);
	free(text);
	tear_down();
}

/* Prometheus takes a family without a line, and none of what is not known. */
static void metrics_of_what_is_not_known(void)
{
	char *text;

	set_up();
	facts.records.count = facts.clamps.count = 0;
	facts.clamps_error = -EPERM;
	text = metrics();
	ok(strstr(text, "pppoe_clamp_complete 0\n"));
	ok(strstr(text, "pppoe_clamp_up{link=\"ppp0\"} 1\n"));
	ok(!strstr(text, "pppoe_clamp_session_start_time_seconds{"));
	ok(!strstr(text, "pppoe_clamp_mss_bytes{"));
	free(text);
	tear_down();
}

int main(void)
{
	setenv("TZ", "UTC", 1);
	test(a_link_that_is_up);
	test(a_clamp_of_two_tables);
	test(a_link_that_backs_up);
	test(dead_routes_carry_nothing);
	test(a_link_without_a_session);
	test(a_link_in_limbo);
	test(a_pppd_that_was_killed);
	test(what_root_alone_may_see);
	test(a_link_without_a_record);
	test(record_and_kernel_disagree);
	test(another_network_namespace);
	test(times_that_cannot_be_are_left_out);
	test(a_time_stays_the_same);
	test(a_link_by_either_name);
	test(of_several_with_a_name_the_one_here);
	test(names_are_escaped);
	test(json_has_the_schema_of_the_manual);
	test(json_of_what_is_not_known);
	test(losses_of_a_link);
	test(the_last_of_many_losses);
	test(the_line_of_a_link);
	test(rings_by_name_and_namespace);
	test(a_name_that_went_to_another_pppd);
	test(metrics_of_a_link);
	test(labels_are_quoted);
	test(metrics_have_a_link_once);
	test(metrics_of_what_is_not_known);
	return done_testing();
}
