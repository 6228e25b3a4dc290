// SPDX-License-Identifier: GPL-2.0-or-later
#include "draw.h"

#include <string.h>

#define RTT_ROWS 8
#define RATE_ROWS 4
#define DOTS 4 /* in a row of braille; in a column there are two */
#define MOST_WIDTH (CHART_COLUMNS / 2)

struct canvas {
	unsigned int rows, cells;
	uint8_t dots[RTT_ROWS][MOST_WIDTH];
};

/* x from the left, y from the bottom. */
static void set_dot(struct canvas *c, unsigned int x, unsigned int y)
{
	static const uint8_t bits[2][DOTS] = { { 0x40, 0x04, 0x02, 0x01 },
					       { 0x80, 0x20, 0x10, 0x08 } };
	const unsigned int row = y / DOTS;

	if (row < c->rows && x / 2 < c->cells)
		c->dots[c->rows - 1 - row][x / 2] |= bits[x % 2][y % DOTS];
}

static void put_cell(const struct say *out, uint8_t dots)
{
	if (!out->utf8 || !dots)
		say(out, "%s", dots ? "#" : " ");
	else /* U+2800 and the dots */
		say(out, "\xe2%c%c", 0xa0 | dots >> 6, 0x80 | (dots & 0x3f));
}

static void put_gutter(const struct say *out, const char *label, const char *edge)
{
	say(out, "%*s %s", DRAW_GUTTER - 2, label, out->utf8 ? edge : "|");
}

/* `labels`: of the highest row, and of the one in the middle. */
static void put_canvas(const struct say *out, const struct canvas *c, const char *top,
		       const char *middle)
{
	for (unsigned int row = 0; row < c->rows; row++) {
		const char *label = row == 0 ? top : row == c->rows / 2 ? middle : "";
		unsigned int end = c->cells;

		put_gutter(out, label, *label ? "┤" : "│");
		while (end && !c->dots[row][end - 1])
			end--;
		for (unsigned int i = 0; i < end; i++)
			put_cell(out, c->dots[row][i]);
		say(out, "\n");
	}
}

/* From the bottom up to the median, and a dot for the longest. */
static void plot_rtt(struct canvas *canvas, const struct chart *c, uint32_t top_us)
{
	const unsigned int height = canvas->rows * DOTS;

	for (unsigned int x = 0; x < c->count; x++) {
		const struct span *s = &c->columns[x].span;
		const uint64_t median = (uint64_t)s->median_us * height / top_us;
		const uint64_t most = (uint64_t)s->max_us * height / top_us;

		if (!s->measured)
			continue;
		for (unsigned int y = 0; y <= median && y < height; y++)
			set_dot(canvas, x, y);
		set_dot(canvas, x, most < height ? (unsigned int)most : height - 1);
	}
}

static void put_rtt(const struct say *out, const struct chart *c, unsigned int cells)
{
	struct canvas canvas = { .rows = RTT_ROWS, .cells = cells };
	char top[SAY_TIME_SIZE], middle[SAY_TIME_SIZE];
	uint32_t step_us;
	const uint32_t top_us = chart_rtt_top(c, &step_us);

	plot_rtt(&canvas, c, top_us);
	put_canvas(out, &canvas, say_rtt(top, top_us), say_rtt(middle, top_us / 2));
}

static void put_rate(const struct say *out, const struct chart *c, unsigned int cells)
{
	struct canvas canvas = { .rows = RATE_ROWS, .cells = cells };
	char top[CHART_TEXT_SIZE], middle[CHART_TEXT_SIZE];
	uint64_t step;
	const uint64_t most = chart_rate_top(c, &step);

	for (unsigned int x = 0; x < c->count; x++)
		for (unsigned int y = 0; y < c->columns[x].in * RATE_ROWS * DOTS / most; y++)
			set_dot(&canvas, x, y);
	chart_rate(top, most);
	chart_rate(middle, most / 2);
	strtok(top, "/"); /* "20 Mbit": there is no room for more */
	strtok(middle, "/");
	put_canvas(out, &canvas, top, middle);
}

static bool is_marked(const struct chart_column *c)
{
	return c->down_ms || c->span.lost;
}

/* A mark for each cell in which the network was down, or echoes were lost. */
static void put_marks(const struct say *out, const struct chart *c, unsigned int cells)
{
	size_t end = cells;

	while (end && !is_marked(&c->columns[2 * end - 1]) && !is_marked(&c->columns[2 * end - 2]))
		end--;
	put_gutter(out, "lost", "│");
	for (size_t i = 0; i < end; i++) {
		const struct chart_column *a = &c->columns[2 * i], *b = a + 1;

		if (a->down_ms || b->down_ms)
			say_in(out, SAY_RED, "%s", out->utf8 ? "█" : "X");
		else if (a->span.lost || b->span.lost)
			say_in(out, SAY_YELLOW, "%s", out->utf8 ? "▪" : "x");
		else
			say(out, " ");
	}
	say(out, "\n");
}

static void put_axis(const struct say *out, const struct chart *c, unsigned int cells)
{
	const uint64_t step_s = chart_time_step(c, cells / 9);
	char line[MOST_WIDTH], mark[CHART_TEXT_SIZE];
	size_t used = 0;

	memset(line, ' ', sizeof(line));
	for (uint64_t s = chart_first_mark(c, step_s); s < c->to_s; s += step_s) {
		const size_t at = (s - c->from_s) * cells / (c->to_s - c->from_s);
		const size_t len = strlen(chart_mark(mark, c, s));

		if (at + len > cells)
			break;
		memcpy(line + at, mark, len);
		used = at + len;
	}
	put_gutter(out, "", "└");
	say(out, "%.*s\n", (int)used, line);
}

static void put_title(const struct say *out, const struct chart *c)
{
	char safe[SAY_SAFE_SIZE], from[SAY_TIME_SIZE], to[SAY_TIME_SIZE];

	say_in(out, SAY_BOLD, "%s", say_safe(safe, c->ring->ifname));
	say(out, ": %.16s to %.16s", say_time(from, facts_wall_s(c->facts, c->from_s)),
	    say_time(to, facts_wall_s(c->facts, c->to_s)));
	if (c->ac_name[0])
		say(out, ", %.24s", say_safe(safe, c->ac_name));
	say(out, "\n");
}

void draw_terminal(const struct say *out, const struct chart *c, unsigned int width)
{
	const unsigned int cells = width - DRAW_GUTTER;
	struct chart_fact facts[CHART_FACTS];
	const unsigned int count = chart_say(c, facts);

	put_title(out, c);
	put_rtt(out, c, cells);
	put_marks(out, c, cells);
	if (c->most_in || c->most_out)
		put_rate(out, c, cells);
	put_axis(out, c, cells);
	for (unsigned int i = 0; i < count; i++)
		say(out, "%15s  %s\n", facts[i].label, facts[i].value);
}
