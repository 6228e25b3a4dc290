/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links as Prometheus reads them (text format 0.0.4). No I/O but to `file`.
 */
#ifndef METRICS_H
#define METRICS_H

#include <stdio.h>

#include "view.h"

void metrics_print(FILE *file, const struct facts *f, const struct view_list *l);

#endif
