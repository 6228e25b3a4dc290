/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Series of measured values, and what a table says of them. */
#ifndef STATS_H
#define STATS_H

#include <stddef.h>

struct series {
	double *values;
	size_t count;
};

struct spread {
	double median;
	double low;
	double high;
};

/* Out of memory ends the program, here and below. */
void series_add(struct series *s, double value);
void series_free(struct series *s);

/* The quartiles around the median, or the 90th percentile and the maximum. All zero for an empty series. */
struct spread series_quartiles(const struct series *s);
struct spread series_tail(const struct series *s);

/* The quartiles of the values of one series less, or divided by, those of the same rounds of another. */
struct spread series_differences(const struct series *s, const struct series *base);
struct spread series_ratios(const struct series *s, const struct series *base);

#endif
