/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Series of measured values, and what a table says of them. */
#ifndef STATS_H
#define STATS_H

#include <stddef.h>

struct series {
	double *values;
	size_t count;
};

struct quartiles {
	double low;
	double median;
	double high;
};

/* Out of memory ends the program, here and below. */
void series_add(struct series *s, double value);
void series_free(struct series *s);

/* All zero for an empty series. */
struct quartiles series_quartiles(const struct series *s);

/* The values of one series less, or divided by, those of the same rounds of another. */
struct quartiles series_differences(const struct series *s, const struct series *base);
struct quartiles series_ratios(const struct series *s, const struct series *base);

#endif
