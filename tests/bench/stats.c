// SPDX-License-Identifier: GPL-2.0-or-later
#include "stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *p)
{
	if (!p) {
		fputs("out of memory\n", stderr);
		exit(1);
	}
	return p;
}

void series_add(struct series *s, double value)
{
	s->values = must(reallocarray(s->values, s->count + 1, sizeof(*s->values)));
	s->values[s->count++] = value;
}

void series_free(struct series *s)
{
	free(s->values);
	*s = (struct series){ 0 };
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Between the two nearest values, in proportion. */
static double quantile(const struct series *sorted, double q)
{
	const double at = q * (double)(sorted->count - 1);
	const size_t below = (size_t)at;
	const size_t above = below + 1 < sorted->count ? below + 1 : below;

	return sorted->values[below] +
	       (at - (double)below) * (sorted->values[above] - sorted->values[below]);
}

static struct spread find_spread(const struct series *s, double low, double high)
{
	struct series sorted = { .count = s->count };
	struct spread found = { 0 };

	if (!s->count)
		return found;
	sorted.values = must(reallocarray(NULL, s->count, sizeof(*s->values)));
	memcpy(sorted.values, s->values, s->count * sizeof(*s->values));
	qsort(sorted.values, sorted.count, sizeof(*sorted.values), compare);
	found.median = quantile(&sorted, 0.5);
	found.low = quantile(&sorted, low);
	found.high = quantile(&sorted, high);
	series_free(&sorted);
	return found;
}

struct spread series_quartiles(const struct series *s)
{
	return find_spread(s, 0.25, 0.75);
}

struct spread series_tail(const struct series *s)
{
	return find_spread(s, 0.9, 1);
}

static double subtract(double a, double b)
{
	return a - b;
}

static double divide(double a, double b)
{
	return a / b;
}

static struct spread pairwise(const struct series *s, const struct series *base,
			      double (*operation)(double a, double b))
{
	struct series results = { 0 };
	struct spread q;

	for (size_t i = 0; i < s->count && i < base->count; i++)
		series_add(&results, operation(s->values[i], base->values[i]));
	q = series_quartiles(&results);
	series_free(&results);
	return q;
}

struct spread series_differences(const struct series *s, const struct series *base)
{
	return pairwise(s, base, subtract);
}

struct spread series_ratios(const struct series *s, const struct series *base)
{
	return pairwise(s, base, divide);
}
