// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "core/wanted.h"

static const struct config failover = { .failover = true, .failover_metric = 100 };
static const struct wanted_facts up = {
	.open = true, .ipv4 = true, .ipv6 = true, .ifindex = 7, .mtu = 1492
};

static void all_of_a_link_that_is_up(void)
{
	const struct wanted w = wanted_of(&failover, &up);

	ok(w.clamp && !w.clamp_local && w.route_ipv4 && w.route_ipv6);
	is_int(w.mss_ipv4, 1452);
	is_int(w.mss_ipv6, 1432);
	is_int(w.route.ifindex, 7);
	is_int(w.route.metric, 100);
}

static void nothing_without_an_interface(void)
{
	struct wanted_facts f = up;
	struct wanted w;

	f.ifindex = 0;
	w = wanted_of(&failover, &f);
	ok(!w.clamp && !w.route_ipv4 && !w.route_ipv6);
}

static void nothing_of_a_link_that_is_down(void)
{
	struct wanted_facts f = up;
	struct wanted w;

	f.open = false;
	w = wanted_of(&failover, &f);
	ok(!w.clamp && !w.route_ipv4 && !w.route_ipv6);
}

static void on_demand_the_clamp_stays_and_what_dials(void)
{
	struct wanted_facts f = { .demand = true, .dial_ipv4 = true, .ifindex = 7, .mtu = 1492 };
	struct wanted w = wanted_of(&failover, &f);

	ok(w.clamp && w.route_ipv4 && !w.route_ipv6);
	f.dial_ipv4 = false;
	f.dial_ipv6 = true;
	w = wanted_of(&failover, &f);
	ok(w.clamp && !w.route_ipv4 && w.route_ipv6);
}

static void no_routes_in_limbo(void)
{
	struct wanted_facts f = up;
	struct wanted w;

	f.limbo = true;
	w = wanted_of(&failover, &f);
	ok(w.clamp && !w.route_ipv4 && !w.route_ipv6);
	f.demand = f.dial_ipv4 = f.dial_ipv6 = true;
	w = wanted_of(&failover, &f);
	ok(!w.route_ipv4 && !w.route_ipv6);
}

static void no_routes_without_failover(void)
{
	const struct config c = { .failover = false };
	const struct wanted w = wanted_of(&c, &up);

	ok(w.clamp && !w.route_ipv4 && !w.route_ipv6);
}

static void no_clamp_if_it_is_off(void)
{
	struct config c = failover;
	struct wanted w;

	c.clamp_off = true;
	w = wanted_of(&c, &up);
	ok(!w.clamp && w.route_ipv4);
}

static void a_lower_mss_is_for_this_machine_too(void)
{
	struct config c = failover;
	struct wanted w;

	c.clamp_mss_ipv4 = 1400;
	w = wanted_of(&c, &up);
	ok(w.clamp_local);
	is_int(w.mss_ipv4, 1400);
	is_int(w.mss_ipv6, 1380);
}

static void no_ipv6_on_a_small_link(void)
{
	struct wanted_facts f = up;

	f.mtu = 1279;
	ok(!wanted_of(&failover, &f).route_ipv6);
}

static void a_worse_metric_while_nothing_answers(void)
{
	struct wanted_facts f = up;

	f.lost_ipv4 = true;
	is_int(wanted_of(&failover, &f).route.metric, 100100);
	f.lost_ipv6 = true;
	is_int(wanted_of(&failover, &f).route.metric, 100100);
	ok(wanted_of(&failover, &f).route_ipv4 && wanted_of(&failover, &f).route_ipv6);
}

static void no_route_while_nothing_answers(void)
{
	struct config c = failover;
	struct wanted_facts f = up;
	struct wanted w;

	c.probe_lost = CONFIG_PROBE_LOST_WITHDRAW;
	f.lost_ipv6 = true;
	w = wanted_of(&c, &f);
	ok(w.clamp && w.route_ipv4 && !w.route_ipv6);
	is_int(w.route.metric, 100);
	f.lost_ipv4 = true;
	w = wanted_of(&c, &f);
	ok(w.clamp && !w.route_ipv4 && !w.route_ipv6);
	f.lost_ipv6 = false;
	w = wanted_of(&c, &f);
	ok(!w.route_ipv4 && w.route_ipv6);
}

static void a_vrf_has_a_table_unless_the_user_names_one(void)
{
	struct config c = failover;
	struct wanted_facts f = up;

	f.vrf_table = 10;
	is_int(wanted_of(&c, &f).route.table, 10);
	c.failover_table = 7;
	is_int(wanted_of(&c, &f).route.table, 7);
}

/* Fails if those of a link that is to be in a VRF are for everybody while it is not. */
static void no_routes_outside_the_vrf(void)
{
	struct config c = failover;
	struct wanted_facts f = up;
	struct wanted w;

	strcpy(c.vrf, "red");
	w = wanted_of(&c, &f);
	ok(w.clamp && !w.route_ipv4 && !w.route_ipv6);
	f.vrf_table = 10;
	w = wanted_of(&c, &f);
	ok(w.route_ipv4 && w.route_ipv6);
	f.vrf_table = 0;
	c.failover_table = 20;
	w = wanted_of(&c, &f);
	ok(w.route_ipv4 && w.route_ipv6);
}

int main(void)
{
	test(all_of_a_link_that_is_up);
	test(nothing_without_an_interface);
	test(nothing_of_a_link_that_is_down);
	test(on_demand_the_clamp_stays_and_what_dials);
	test(no_routes_in_limbo);
	test(no_routes_without_failover);
	test(no_clamp_if_it_is_off);
	test(a_lower_mss_is_for_this_machine_too);
	test(no_ipv6_on_a_small_link);
	test(a_worse_metric_while_nothing_answers);
	test(no_route_while_nothing_answers);
	test(a_vrf_has_a_table_unless_the_user_names_one);
	test(no_routes_outside_the_vrf);
	return done_testing();
}
