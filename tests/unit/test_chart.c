// SPDX-License-Identifier: GPL-2.0-or-later
/* A day of a line: what a chart has of it, and the screen that shows it. */
#include "../tap.h"

#include <stdlib.h>

#include "draw.h"

#define NOW_S 1000000ULL /* 2023-11-14 22:13:20 */
#define FROM_S (NOW_S - RING_SECONDS + 1)

static struct facts facts = { .now_s = NOW_S, .wall_s = 1700000000 };
static struct ring ring;
static struct chart chart;

#define MIDNIGHT_S (NOW_S - 80000) /* 22:13:20 before */

/* 8 ms, and 16 in the evening; a loss in the night, one by hand, one that goes on. */
static void begin(void)
{
	ring_format(&ring, "ppp0", "eth1", 1, FROM_S * 1000);
	ring_begin_up(&ring, FROM_S * 1000, RING_NEW_PPPD);
	for (uint64_t s = FROM_S; s <= NOW_S; s++) {
		const uint64_t age = NOW_S - s;

		if (age == 40000)
			ring_begin_loss(&ring, s * 1000, "carrier", 8000);
		if (age == 39400)
			ring_begin_up(&ring, s * 1000, RING_NEW_SESSION);
		if (age == 30000)
			ring_begin_loss(&ring, s * 1000, "user", 8000);
		if (age == 26400)
			ring_begin_up(&ring, s * 1000, RING_NEW_PPPD);
		if (age == 30)
			ring_begin_loss(&ring, s * 1000, "dead", 8000);
		if (!ring.up)
			continue;
		ring_ask(&ring, s * 1000);
		if (age != 7000 && age != 6999)
			ring_answer(&ring, s, age < 10800 ? 16000 : 8000);
		if (s % 60 == 59)
			ring_count(&ring, s * 1000, age < 10800 ? 75000000 : 7500000, 750000);
	}
}

static void make(unsigned int columns)
{
	begin();
	chart_make(&chart, &facts, &ring, FROM_S, NOW_S + 1, columns);
}

static void losses_of_a_chart(void)
{
	make(100);
	is_int(chart.losses, 2);
	is_int(chart.asked_for, 1);
	is_int(chart.down_ms, 631000); /* to the end of the chart */
	is_int(chart.longest.lasted_ms, 600000);
	is_str(chart.longest.reason, "carrier");
	is_int(chart.all.lost, 2);
	is_int(chart.all.median_us, 8000);
	is_int(chart.all.max_us, 16000);
	is_int(chart.worst.lost, 2);
	is_int(chart.worst_s, (NOW_S - 7000) / 60 * 60);
	is_int(chart.most_in, 9996424); /* as the ring keeps it */
	is_int(chart.columns[99].down_ms, 31000);
	is_int(chart.columns[99].off_ms, 0);
}

/* A loss that began before, and one that ended before. */
static void what_is_within(void)
{
	begin();
	chart_make(&chart, &facts, &ring, NOW_S - 39700, NOW_S - 30100, 10);
	is_int(chart.losses, 1);
	is_int(chart.down_ms, 300000);
	is_int(chart.asked_for, 0);
	chart_make(&chart, &facts, &ring, NOW_S - 20000, NOW_S - 10000, 10);
	is_int(chart.losses, 0);
	is_int(chart.all.asked, 10000);
}

static void facts_of_a_chart(void)
{
	static const struct chart_fact want[CHART_FACTS] = {
		{ "round trip", "8.0 ms median, 8.0 ms least, 16.0 ms most" },
		{ "echoes", "2 of 82169 lost (0.002 %)" },
		{ "losses", "2, 10 min 31 s of 1 d 0 h in all (up 99.27 %); 1 on purpose" },
		{ "longest loss", "10 min 0 s from 2023-11-14 11:06:40 (carrier)" },
		{ "worst minute", "2023-11-14 20:16, 2 of 60 echoes lost, up to 16.0 ms" },
		{ "busiest minute", "10 Mbit/s in, 100 kbit/s out" },
	};
	struct chart_fact got[CHART_FACTS];

	make(100);
	is_int(chart_say(&chart, got), CHART_FACTS);
	for (int i = 0; i < CHART_FACTS; i++) {
		is_str(got[i].label, want[i].label);
		is_str(got[i].value, want[i].value);
	}
}

/* A ring that has nothing yet. */
static void facts_of_nothing(void)
{
	struct chart_fact got[CHART_FACTS];
	uint32_t step_us;

	ring_format(&ring, "ppp0", "eth1", 1, NOW_S * 1000);
	chart_make(&chart, &facts, &ring, NOW_S - 600, NOW_S, 30);
	is_int(chart_say(&chart, got), 3);
	is_str(got[0].value, "not known, no echo was answered");
	is_str(got[1].value, "0 of 0 lost (0.0 %)");
	is_str(got[2].value, "none in 10 min 0 s");
	is_int(chart_rtt_top(&chart, &step_us), 1500);
}

static void axes_end_at_round_numbers(void)
{
	char text[CHART_TEXT_SIZE];
	uint64_t step;
	uint32_t step_us;

	make(1000);
	is_int(chart_rtt_top(&chart, &step_us), 20000);
	is_int(step_us, 5000);
	is_int(chart_rate_top(&chart, &step), 10000000);
	is_int(step, 5000000);
	is_int(chart_time_step(&chart, 13), 7200);
	is_int(chart_first_mark(&chart, 7200), MIDNIGHT_S);
	is_str(chart_mark(text, &chart, MIDNIGHT_S + 79200), "22:00");
	is_str(chart_mark(text, &chart, MIDNIGHT_S), "Nov 14");
	is_str(chart_rate(text, 999), "999 bit/s");
	is_str(chart_rate(text, 92440000), "92.4 Mbit/s");
	is_str(chart_rate(text, 2500000000), "2.5 Gbit/s");
}

static void a_screen(void)
{
	static const char want[] =
		"ppp0: 2023-11-13 22:13 to 2023-11-14 22:13, ac-one\n"
		"  20.0 ms ┤\n"
		"          │                                                            ⢤⣤⣤⣤⣤⣤⣤⣤⣤\n"
		"          │                                                            ⢸⣿⣿⣿⣿⣿⣿⣿⣿\n"
		"          │                                                            ⢸⣿⣿⣿⣿⣿⣿⣿⣿\n"
		"  10.0 ms ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡀ ⢀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣸⣿⣿⣿⣿⣿⣿⣿⣿\n"
		"          │⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⡇ ⢸⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿\n"
		"          │⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⡇ ⢸⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿\n"
		"          │⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⡇ ⢸⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿\n"
		"     lost │                                     █                         ▪    █\n"
		"  10 Mbit ┤                                                            ⣶⣶⣶⣶⣶⣶⣶⣶⣶\n"
		"          │                                                            ⣿⣿⣿⣿⣿⣿⣿⣿⣿\n"
		"   5 Mbit ┤                                                            ⣿⣿⣿⣿⣿⣿⣿⣿⣿\n"
		"          │⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡀ ⢀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣿⣿⣿⣿⣿⣿⣿⣿⣿\n"
		"          └     Nov 14     04:00       08:00      12:00       16:00      20:00\n"
		"     round trip  8.0 ms median, 8.0 ms least, 16.0 ms most\n"
		"         echoes  2 of 82169 lost (0.002 %)\n"
		"         losses  2, 10 min 31 s of 1 d 0 h in all (up 99.27 %); 1 on purpose\n"
		"   longest loss  10 min 0 s from 2023-11-14 11:06:40 (carrier)\n"
		"   worst minute  2023-11-14 20:16, 2 of 60 echoes lost, up to 16.0 ms\n"
		" busiest minute  10 Mbit/s in, 100 kbit/s out\n";
	char *text = NULL;
	size_t len;
	struct say out = { .file = open_memstream(&text, &len), .utf8 = true };

	make(2 * (80 - DRAW_GUTTER));
	chart.ac_name = "ac-one";
	draw_terminal(&out, &chart, 80);
	fclose(out.file);
	is_str(text, want);
	free(text);
}

/* Fails if a name, of which the AC chooses its own, ends the element that it is in. */
static void names_in_a_picture(void)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	make(100);
	chart.ac_name = "</text><script>&\033";
	draw_svg(file, &chart, 1);
	fclose(file);
	ok(strstr(text, "&lt;/text&gt;&lt;script&gt;&amp;\\x1b</tspan>"));
	ok(!strstr(text, "<script>"));
	ok(strstr(text, ">99.27 %") == NULL && strstr(text, "(up 99.27 %)"));
	free(text);
}

int main(void)
{
	setenv("TZ", "UTC", 1);
	test(losses_of_a_chart);
	test(what_is_within);
	test(facts_of_a_chart);
	test(facts_of_nothing);
	test(axes_end_at_round_numbers);
	test(a_screen);
	test(names_in_a_picture);
	return done_testing();
}
