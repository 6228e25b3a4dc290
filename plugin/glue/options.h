/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The option table: names, privileges and help; what a value may be is
 * decided in core/config.c.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

/* All options at their defaults, and known to pppd. */
void options_register(void);

#endif
