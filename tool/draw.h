/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Charts: in a terminal, by braille dots, and as SVG. No I/O but to `say`, or `file`.
 */
#ifndef DRAW_H
#define DRAW_H

#include <stdio.h>

#include "chart.h"
#include "say.h"

#define DRAW_GUTTER 11 /* columns of a terminal beside the plot */

/* `width` columns in all, 40 at least; the chart has two for each of those of the plot. */
void draw_terminal(const struct say *out, const struct chart *c, unsigned int width);

/* Several of one time, one below the other. */
void draw_svg(FILE *file, const struct chart *charts, size_t count);

#endif
