// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads samples, one a line, and prints the table. The fields of a line are
 * separated by tabs:
 *
 *   KIND SECTION ROW VALUE
 *
 * The n-th value of each row of a section belongs to the n-th round, so rows are
 * compared round by round. KIND "plain": the values themselves, and their ratio
 * to the row "ours". KIND "tail": the same, but what is told of the spread is the
 * worst. KIND "added": the section's first row as it is, the others by what they
 * add to it, and the ratio of that to what "ours" adds.
 * Lines that are no samples are left out.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"

#define MAX_ROWS 32
#define MAX_SECTIONS 64
#define NAME_WIDTH 52
#define NO_RATIO 0.0

enum kind {
	PLAIN,
	TAIL,
	ADDED
};

struct row {
	char *name;
	struct series series;
};

struct section {
	char *name;
	enum kind kind;
	size_t count;
	struct row rows[MAX_ROWS];
};

static struct section sections[MAX_SECTIONS];
static size_t section_count;

static void die(const char *text)
{
	fprintf(stderr, "table: %s\n", text);
	exit(1);
}

static char *copy(const char *text)
{
	char *s = strdup(text);

	if (!s)
		die("out of memory");
	return s;
}

static struct section *find_section(const char *name, enum kind kind)
{
	struct section *s = sections;

	while (s < sections + section_count && strcmp(s->name, name) != 0)
		s++;
	if (s < sections + section_count)
		return s;
	if (section_count++ == MAX_SECTIONS)
		die("too many sections");
	s->name = copy(name);
	s->kind = kind;
	return s;
}

static struct row *find_row(struct section *s, const char *name)
{
	struct row *r = s->rows;

	while (r < s->rows + s->count && strcmp(r->name, name) != 0)
		r++;
	if (r < s->rows + s->count)
		return r;
	if (s->count++ == MAX_ROWS)
		die("too many rows");
	r->name = copy(name);
	return r;
}

static enum kind find_kind(const char *name)
{
	return !strcmp(name, "added") ? ADDED : !strcmp(name, "tail") ? TAIL : PLAIN;
}

static void read_line(char *line)
{
	char *fields[4], *end;
	double value;

	for (size_t i = 0; i < 4; i++) {
		fields[i] = strsep(&line, "\t");
		if (!fields[i])
			return;
	}
	value = strtod(fields[3], &end);
	if (end == fields[3])
		return;
	series_add(&find_row(find_section(fields[1], find_kind(fields[0])), fields[2])->series,
		   value);
}

static const struct series *find_ours(const struct section *s)
{
	for (const struct row *r = s->rows; r < s->rows + s->count; r++)
		if (!strncmp(r->name, "ours", 4))
			return &r->series;
	return NULL;
}

static long rounded(double value)
{
	return (long)(value < 0 ? value - 0.5 : value + 0.5);
}

/* NO_RATIO: nothing to compare with; so is a median of 0. */
static void print_row(const char *name, struct spread q, double ratio)
{
	char range[64], times[32] = "";

	snprintf(range, sizeof(range), "[%ld .. %ld]", rounded(q.low), rounded(q.high));
	if (ratio != NO_RATIO && isfinite(ratio))
		snprintf(times, sizeof(times), "%.2f", ratio);
	printf("  %-*s %8ld  %-18s%8s\n", NAME_WIDTH, name, rounded(q.median), range, times);
}

static void print_plain(const struct section *s)
{
	const struct series *ours = find_ours(s);

	for (const struct row *r = s->rows; r < s->rows + s->count; r++)
		print_row(r->name,
			  s->kind == TAIL ? series_tail(&r->series) : series_quartiles(&r->series),
			  ours ? series_ratios(&r->series, ours).median : NO_RATIO);
}

/* A control has nothing to compare: its name begins as the first row's. */
static void print_added(const struct section *s)
{
	const struct row *none = s->rows;
	const struct series *ours = find_ours(s);
	const double unit = ours ? series_differences(ours, &none->series).median : NO_RATIO;

	print_row(none->name, series_quartiles(&none->series), NO_RATIO);
	for (const struct row *r = none + 1; r < s->rows + s->count; r++) {
		const struct spread q = series_differences(&r->series, &none->series);
		const bool control = !strncmp(r->name, none->name, strlen(none->name));
		char name[NAME_WIDTH + 1];

		snprintf(name, sizeof(name), "+ %s", r->name);
		print_row(name, q, control || unit <= 0 ? NO_RATIO : q.median / unit);
	}
}

static void print_section(const struct section *s)
{
	printf("\n%-*s   %8s  %-18s%8s\n", NAME_WIDTH, s->name, "median",
	       s->kind == TAIL ? "[90 % .. maximum]" : "[quartiles]", "x ours");
	if (s->kind == ADDED)
		print_added(s);
	else
		print_plain(s);
	printf("  (%zu rounds)\n", s->rows->series.count);
}

static void forget_section(struct section *s)
{
	for (struct row *r = s->rows; r < s->rows + s->count; r++) {
		free(r->name);
		series_free(&r->series);
	}
	free(s->name);
}

int main(void)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, stdin) >= 0)
		read_line(line);
	free(line);
	for (struct section *s = sections; s < sections + section_count; s++) {
		print_section(s);
		forget_section(s);
	}
	return 0;
}
