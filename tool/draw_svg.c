// SPDX-License-Identifier: GPL-2.0-or-later
#include "draw.h"

#include <stddef.h>
#include <time.h>

#include "version.h"

/* In pixels */
#define WIDTH 1200
#define LEFT 84
#define PLOT_WIDTH (WIDTH - LEFT - 24)
#define TITLE_HEIGHT 40
#define RTT_HEIGHT 180
#define GAP 14
#define RATE_HEIGHT 72
#define AXIS_HEIGHT 26
#define FACT_HEIGHT 20
#define FACT_COLUMNS 2
#define FACTS_HEIGHT 60 /* of three rows */
#define CHART_HEIGHT \
	(TITLE_HEIGHT + RTT_HEIGHT + GAP + RATE_HEIGHT + AXIS_HEIGHT + FACTS_HEIGHT + 22)
#define FOOTER_HEIGHT 30
#define MARKS 13

/* Told apart by those who see no difference of red and green, too. */
#define INK "#1f2937"
#define GREY "#6b7280"
#define GRID "#e5e7eb"
#define RANGE "#9ecae9"
#define MEDIAN "#1b4f91"
#define LOST "#d9480f"
#define DOWN "#f8a98a"
#define OFF "#e5e7eb"
#define IN "#5aae8c"
#define OUT "#7b3294"

/* One plot of a chart */
struct plot {
	FILE *file;
	const struct chart *c;
	double y, height; /* of its upper edge; both in pixels */
	double top; /* what the upper edge stands for */
};

static void put_escaped(FILE *file, const char *text)
{
	char safe[SAY_SAFE_SIZE];

	for (const char *p = say_safe(safe, text); *p; p++)
		switch (*p) {
		case '&':
			fputs("&amp;", file);
			break;
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		default:
			fputc(*p, file);
		}
}

static double x_of(const struct chart *c, unsigned int column)
{
	return LEFT + (double)PLOT_WIDTH * column / c->count;
}

static double y_of(const struct plot *p, double value)
{
	return p->y + p->height * (1 - (value < p->top ? value / p->top : 1));
}

static void put_text(FILE *file, double x, double y, const char *attributes, const char *text)
{
	fprintf(file, "<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, attributes);
	put_escaped(file, text);
	fputs("</text>\n", file);
}

static void put_rect(FILE *file, double x, double y, double width, double height, const char *fill)
{
	fprintf(file, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n",
		x, y, width, height, fill);
}

static void put_line(FILE *file, double x1, double y1, double x2, double y2, const char *stroke)
{
	fprintf(file, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n", x1,
		y1, x2, y2, stroke);
}

/* Bands over the whole height where the network was down; those that are seen are a pixel wide. */
static void put_bands(const struct plot *p, size_t offset, const char *fill)
{
	const struct chart *c = p->c;

	for (unsigned int i = 0, end; i < c->count; i = end) {
		end = i + 1;
		if (!*(const uint32_t *)((const char *)&c->columns[i] + offset))
			continue;
		while (end < c->count &&
		       *(const uint32_t *)((const char *)&c->columns[end] + offset))
			end++;
		put_rect(p->file, x_of(c, i), p->y, x_of(c, end) - x_of(c, i) + 0.5, p->height,
			 fill);
	}
}

static void put_grid(const struct plot *p, double step, void (*tell)(char *ret, double value))
{
	char label[CHART_TEXT_SIZE];

	for (unsigned int i = 0; i * step < p->top + step / 2; i++) {
		const double value = i * step;

		put_line(p->file, LEFT, y_of(p, value), LEFT + PLOT_WIDTH, y_of(p, value), GRID);
		tell(label, value);
		put_text(p->file, LEFT - 8, y_of(p, value) + 4,
			 "text-anchor=\"end\" fill=\"" GREY "\"", label);
	}
}

static void say_us(char *ret, double value)
{
	if (value < 1000 && value > 0)
		snprintf(ret, CHART_TEXT_SIZE, "%.0f us", value);
	else
		snprintf(ret, CHART_TEXT_SIZE, "%g ms", value / 1000);
}

static void say_bits(char *ret, double value)
{
	chart_rate(ret, (uint64_t)value);
}

/* Where the next run of columns with a round trip ends; *begin is where it begins. */
static unsigned int next_run(const struct chart *c, unsigned int *begin)
{
	unsigned int end;

	while (*begin < c->count && !c->columns[*begin].span.measured)
		++*begin;
	for (end = *begin; end < c->count && c->columns[end].span.measured; end++)
		;
	return end;
}

#define NO_STEP (-1.0)

/* To the height `y`, and there to `x`; what the next step goes on with is left to that. */
static void put_step(FILE *file, double y, double next_y, double x)
{
	if ((long)(y * 10 + 0.5) != (long)(next_y * 10 + 0.5))
		fprintf(file, "V%.1fH%.1f", y, x);
}

/* From the least to the longest of each column. */
static void put_range(const struct plot *p, unsigned int begin, unsigned int end)
{
	const struct chart *c = p->c;

	fprintf(p->file, "M%.1f %.1f", x_of(c, begin), y_of(p, c->columns[begin].span.min_us));
	for (unsigned int i = begin; i < end; i++)
		put_step(p->file, y_of(p, c->columns[i].span.max_us),
			 i + 1 < end ? y_of(p, c->columns[i + 1].span.max_us) : NO_STEP,
			 x_of(c, i + 1));
	for (unsigned int i = end; i-- > begin;)
		put_step(p->file, y_of(p, c->columns[i].span.min_us) + 0.5,
			 i > begin ? y_of(p, c->columns[i - 1].span.min_us) + 0.5 : NO_STEP,
			 x_of(c, i));
	fputs("Z", p->file);
}

static void put_median(const struct plot *p, unsigned int begin, unsigned int end)
{
	const struct chart *c = p->c;

	fprintf(p->file, "M%.1f %.1f", x_of(c, begin), y_of(p, c->columns[begin].span.median_us));
	for (unsigned int i = begin; i < end; i++)
		put_step(p->file, y_of(p, c->columns[i].span.median_us),
			 i + 1 < end ? y_of(p, c->columns[i + 1].span.median_us) : NO_STEP,
			 x_of(c, i + 1));
}

static void put_path(const struct plot *p, const char *attributes,
		     void (*put)(const struct plot *p, unsigned int begin, unsigned int end))
{
	fputs("<path d=\"", p->file);
	for (unsigned int begin = 0, end; begin < p->c->count; begin = end) {
		end = next_run(p->c, &begin);
		if (begin < end)
			put(p, begin, end);
	}
	fprintf(p->file, "\" %s/>\n", attributes);
}

/* From above, as much of the height as was lost of the column's echoes, and 4 pixels at least. */
static void put_lost(const struct plot *p)
{
	for (unsigned int i = 0; i < p->c->count; i++) {
		const struct span *s = &p->c->columns[i].span;
		const double height = s->lost ? p->height * s->lost / s->asked : 0;
		const double width = x_of(p->c, i + 1) - x_of(p->c, i);

		if (s->lost)
			put_rect(p->file, x_of(p->c, i), p->y, width < 2 ? 2 : width,
				 height < 4 ? 4 : height, LOST);
	}
}

static void put_rtt(FILE *file, const struct chart *c, double y)
{
	struct plot p = { file, c, y, RTT_HEIGHT, 0 };
	uint32_t step;

	p.top = chart_rtt_top(c, &step);
	put_bands(&p, offsetof(struct chart_column, off_ms), OFF);
	put_bands(&p, offsetof(struct chart_column, down_ms), DOWN);
	put_grid(&p, step, say_us);
	put_path(&p, "fill=\"" RANGE "\"", put_range);
	put_path(&p, "fill=\"none\" stroke=\"" MEDIAN "\" stroke-width=\"1.3\"", put_median);
	put_lost(&p);
}

static void put_in(const struct plot *p)
{
	const struct chart *c = p->c;

	fprintf(p->file, "<path d=\"M%d %.1f", LEFT, p->y + p->height);
	for (unsigned int i = 0; i < c->count; i++)
		put_step(p->file, y_of(p, (double)c->columns[i].in),
			 i + 1 < c->count ? y_of(p, (double)c->columns[i + 1].in) : NO_STEP,
			 x_of(c, i + 1));
	fprintf(p->file, "V%.1fZ\" fill=\"" IN "\"/>\n", p->y + p->height);
}

static void put_out(const struct plot *p)
{
	const struct chart *c = p->c;

	fprintf(p->file, "<path d=\"M%d %.1f", LEFT, y_of(p, (double)c->columns[0].out));
	for (unsigned int i = 0; i < c->count; i++)
		put_step(p->file, y_of(p, (double)c->columns[i].out),
			 i + 1 < c->count ? y_of(p, (double)c->columns[i + 1].out) : NO_STEP,
			 x_of(c, i + 1));
	fputs("\" fill=\"none\" stroke=\"" OUT "\" stroke-width=\"1.2\"/>\n", p->file);
}

static void put_rate(FILE *file, const struct chart *c, double y)
{
	struct plot p = { file, c, y, RATE_HEIGHT, 0 };
	uint64_t step;

	p.top = (double)chart_rate_top(c, &step);
	if (!c->most_in && !c->most_out) {
		put_line(file, LEFT, y + RATE_HEIGHT, LEFT + PLOT_WIDTH, y + RATE_HEIGHT, GRID);
		put_text(file, LEFT + 8, y + RATE_HEIGHT - 8, "fill=\"" GREY "\"",
			 "throughput was not counted");
		return;
	}
	put_grid(&p, (double)step, say_bits);
	put_in(&p);
	put_out(&p);
}

static void put_marks(FILE *file, const struct chart *c, double top, double bottom)
{
	const uint64_t step_s = chart_time_step(c, MARKS);
	char mark[CHART_TEXT_SIZE];

	for (uint64_t s = chart_first_mark(c, step_s); s <= c->to_s; s += step_s) {
		const double x = LEFT + (double)PLOT_WIDTH * (double)(s - c->from_s) /
						(double)(c->to_s - c->from_s);

		put_line(file, x, top, x, bottom, GRID);
		put_text(file, x, bottom + 16, "text-anchor=\"middle\" fill=\"" GREY "\"",
			 chart_mark(mark, c, s));
	}
}

static void put_title(FILE *file, const struct chart *c, double y)
{
	char from[SAY_TIME_SIZE], to[SAY_TIME_SIZE], range[2 * SAY_TIME_SIZE + 16];
	const time_t wall = (time_t)facts_wall_s(c->facts, c->to_s);
	struct tm tm = { 0 };

	localtime_r(&wall, &tm);
	snprintf(range, sizeof(range), "%.16s to %.16s %s",
		 say_time(from, facts_wall_s(c->facts, c->from_s)),
		 say_time(to, facts_wall_s(c->facts, c->to_s)), tm.tm_zone ? tm.tm_zone : "");
	fprintf(file, "<text x=\"%d\" y=\"%.1f\" font-size=\"17\"><tspan font-weight=\"bold\">",
		LEFT, y + 22);
	put_escaped(file, c->ring->ifname);
	fputs("</tspan><tspan dx=\"6\" font-size=\"14\" fill=\"" GREY "\">on ", file);
	put_escaped(file, c->device);
	if (c->ac_name[0])
		fputs(", to ", file);
	put_escaped(file, c->ac_name);
	fputs("</tspan></text>\n", file);
	put_text(file, LEFT + PLOT_WIDTH, y + 22, "text-anchor=\"end\" fill=\"" GREY "\"", range);
}

static void put_facts(FILE *file, const struct chart *c, double y)
{
	struct chart_fact facts[CHART_FACTS];
	const unsigned int count = chart_say(c, facts);

	for (unsigned int i = 0; i < count; i++) {
		const double x = LEFT + (double)PLOT_WIDTH / FACT_COLUMNS * (i % FACT_COLUMNS);
		const unsigned int row = i / FACT_COLUMNS;
		const double line = y + FACT_HEIGHT * (row + 1.0);

		put_text(file, x, line, "fill=\"" GREY "\"", facts[i].label);
		put_text(file, x + 104, line, "", facts[i].value);
	}
}

static void put_chart(FILE *file, const struct chart *c, double y)
{
	const double rtt = y + TITLE_HEIGHT, rate = rtt + RTT_HEIGHT + GAP;

	fputs("<g>\n", file);
	put_title(file, c, y);
	put_marks(file, c, rtt, rate + RATE_HEIGHT);
	put_rtt(file, c, rtt);
	put_rate(file, c, rate);
	put_facts(file, c, rate + RATE_HEIGHT + AXIS_HEIGHT);
	fputs("</g>\n", file);
}

static void put_legend(FILE *file, double y)
{
	static const struct {
		const char *fill, *text;
		double width;
	} items[] = {
		{ MEDIAN, "median round trip", 142 },
		{ RANGE, "least to longest", 130 },
		{ LOST, "echoes lost, from above", 176 },
		{ DOWN, "no network", 98 },
		{ OFF, "off on purpose", 118 },
		{ IN, "bytes in", 78 },
		{ OUT, "bytes out", 78 },
	};
	double x = LEFT;

	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		put_rect(file, x, y - 9, 10, 10, items[i].fill);
		put_text(file, x + 15, y, "fill=\"" GREY "\"", items[i].text);
		x += items[i].width;
	}
	put_text(file, LEFT + PLOT_WIDTH, y, "text-anchor=\"end\" fill=\"" GREY "\"",
		 "LCP echoes, by pppoe-clamp " PPPOE_CLAMP_VERSION);
}

void draw_svg(FILE *file, const struct chart *charts, size_t count)
{
	const double height = (double)count * CHART_HEIGHT + FOOTER_HEIGHT + 12;

	fprintf(file,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" "
		"viewBox=\"0 0 %d %.0f\" font-family=\"DejaVu Sans, Verdana, sans-serif\" "
		"font-size=\"12\" fill=\"" INK "\">\n<rect width=\"100%%\" height=\"100%%\" "
		"fill=\"#ffffff\"/>\n",
		WIDTH, height, WIDTH, height);
	for (size_t i = 0; i < count; i++)
		put_chart(file, &charts[i], 12 + (double)i * CHART_HEIGHT);
	put_legend(file, height - 14);
	fputs("</svg>\n", file);
}
