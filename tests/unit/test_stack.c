// SPDX-License-Identifier: GPL-2.0-or-later
/* eth0 (2) lies under eth0.7 (5), where our session runs. */
#include "../tap.h"

#include "core/stack.h"

static struct stack with(uint32_t mtu)
{
	const struct ifinfo vlan = { .index = 5, .name = "eth0.7", .mtu = mtu, .lower = 2 };
	const struct ifinfo eth = { .index = 2, .name = "eth0", .mtu = mtu };
	struct stack s = { 0 };

	ok(stack_add(&s, &vlan));
	ok(stack_add(&s, &eth));
	return s;
}

/* Another pppd with a session on `device`, that knows eth0 as it says. */
static void note(struct stack *s, bool living, uint32_t device, uint16_t session_id,
		 uint32_t original, uint32_t mtu)
{
	const struct record other = {
		.device_index = device,
		.session_id = session_id,
		.parents = { { "eth0", 2, original, mtu } },
	};

	stack_note_other(s, &other, living);
}

static void is_parent(const struct stack *s, int i, uint32_t original, uint32_t mtu, int line)
{
	tap_is_int(s->devices[i].parent.original, original, __FILE__, line, "original");
	tap_is_int(s->devices[i].parent.mtu, mtu, __FILE__, line, "mtu");
}
#define is_parent(s, i, original, mtu) is_parent(s, i, original, mtu, __LINE__)

static void raises_what_is_too_low(void)
{
	struct stack s = with(1500);

	s.devices[1].current = s.devices[1].parent.original = 9000;
	ok(!stack_plan(&s, 1508));
	is_parent(&s, 0, 1500, 1508);
	is_parent(&s, 1, 9000, 9000);
}

static void leaves_what_is_wanted_no_more(void)
{
	struct stack s = with(1500);

	ok(!stack_plan(&s, 0));
	is_parent(&s, 0, 1500, 1500);
	is_parent(&s, 1, 1500, 1500);
}

static void lowers_what_the_dead_have_raised(void)
{
	struct stack s = with(1508);

	note(&s, false, 7, 1, 1500, 1508);
	ok(!stack_plan(&s, 0));
	is_parent(&s, 0, 1508, 1508);
	is_parent(&s, 1, 1500, 1500);
	ok(!stack_plan(&s, 1504));
	is_parent(&s, 1, 1500, 1504);
}

static void lowers_nothing_that_is_needed(void)
{
	struct stack s = with(1508);

	note(&s, true, 7, 1, 1500, 1508);
	ok(!stack_plan(&s, 0));
	is_parent(&s, 1, 1500, 1508);
	s = with(1508);
	note(&s, false, 2, 1, 1500, 1508);
	note(&s, true, 2, 1, 1500, 1500);
	ok(!stack_plan(&s, 0));
	is_parent(&s, 1, 1500, 1508);
}

static void learns_how_it_was(void)
{
	for (int living = 0; living < 2; living++) {
		struct stack s = with(1508);

		note(&s, living, 9, 0, 1500, 1508);
		ok(!stack_plan(&s, 1508));
		is_parent(&s, 0, 1508, 1508);
		is_parent(&s, 1, 1500, 1508);
	}
}

static void learns_nothing_after_a_change_by_somebody_else(void)
{
	struct stack s = with(1600);

	note(&s, false, 9, 0, 1500, 1508);
	ok(!stack_plan(&s, 1508));
	is_parent(&s, 1, 1600, 1600);
}

static void a_living_session_keeps_its_mtu(void)
{
	struct stack s = with(1500);

	note(&s, true, 2, 1, 1500, 1500);
	ok(stack_plan(&s, 1508) == &s.devices[1]);
	is_parent(&s, 0, 1500, 1500);
	is_parent(&s, 1, 1500, 1500);
	ok(!stack_plan(&s, 1500));
}

static void others_do_not_occupy(void)
{
	struct stack s = with(1500);

	note(&s, false, 2, 1, 1500, 1500); /* dead */
	note(&s, true, 2, 0, 1500, 1500); /* no session */
	note(&s, true, 8, 1, 1500, 1500); /* on another VLAN */
	ok(!stack_plan(&s, 1508));
	is_parent(&s, 1, 1500, 1508);
}

static void leaves_how_it_was(void)
{
	struct stack s = with(1500);

	stack_plan(&s, 1508);
	is_int(stack_left_mtu(&s.devices[1], 1508), 1500);
	is_int(stack_left_mtu(&s.devices[1], 1600), 1600);
	is_int(stack_left_mtu(&s.devices[1], 1400), 1400);
	is_int(stack_left_mtu(&s.devices[1], 1500), 1500);
}

static void leaves_what_others_need(void)
{
	struct stack s = with(1500);

	stack_plan(&s, 1520);
	note(&s, false, 9, 0, 1500, 1516); /* dead: needs nothing */
	note(&s, true, 9, 0, 1500, 1508);
	note(&s, true, 9, 0, 1500, 1504);
	is_int(stack_left_mtu(&s.devices[1], 1520), 1508);
	note(&s, true, 9, 0, 1500, 9000);
	is_int(stack_left_mtu(&s.devices[1], 1520), 1520);
}

static void leaves_a_living_session_alone(void)
{
	struct stack s = with(1500);

	stack_plan(&s, 1508);
	note(&s, true, 2, 7, 1500, 1500);
	is_int(stack_left_mtu(&s.devices[1], 1508), 1508);
	is_int(stack_left_mtu(&s.devices[0], 1508), 1500);
}

static void goes_through_a_record(void)
{
	struct record r = { .parents = { { "a", 1, 1, 1 }, { "b", 2, 2, 2 }, { "c", 3, 3, 3 } } };
	struct stack s = with(1500), back;

	stack_plan(&s, 1508);
	stack_to_record(&s, &r);
	is_int(r.parents[2].index, 0);
	stack_from_record(&back, &r);
	is_int(back.count, 2);
	is_parent(&back, 1, 1500, 1508);
	is_str(back.devices[0].parent.name, "eth0.7");
}

static void has_an_end(void)
{
	const struct ifinfo link = { .index = 3, .name = "eth9", .mtu = 1500 };
	struct stack s = with(1500);

	ok(stack_add(&s, &link));
	ok(!stack_add(&s, &link));
	is_int(s.count, RECORD_PARENTS);
}

int main(void)
{
	test(raises_what_is_too_low);
	test(leaves_what_is_wanted_no_more);
	test(lowers_what_the_dead_have_raised);
	test(lowers_nothing_that_is_needed);
	test(learns_how_it_was);
	test(learns_nothing_after_a_change_by_somebody_else);
	test(a_living_session_keeps_its_mtu);
	test(others_do_not_occupy);
	test(leaves_how_it_was);
	test(leaves_what_others_need);
	test(leaves_a_living_session_alone);
	test(goes_through_a_record);
	test(has_an_end);
	return done_testing();
}
