/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one place that says it; tests/lint/options holds debian/changelog against it. */
#ifndef VERSION_H
#define VERSION_H

#define PPPOE_CLAMP_VERSION "0.1"

#endif
