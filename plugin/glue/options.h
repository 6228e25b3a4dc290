/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The option table: names, privileges and help; what a value may be is
 * decided in core/config.c.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "../core/config.h"

/* pppd's callback for a word that may be a device. */
typedef int options_device(char *word, char **argv, int doit);

/*
 * All options at their defaults, and known to pppd. `set` takes the device's
 * name and leaves it in `device`. What is returned changes as options are read.
 */
const struct config *options_register(options_device *set, char *device);

/* The last one was read. */
void options_complete(void);

#endif
