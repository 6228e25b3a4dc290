/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Links that interfaces(5) starts: its stanzas with a provider, which is a peers file. */
#ifndef STANZA_H
#define STANZA_H

#include <stdbool.h>

/* The name of the first that has this provider, which is the caller's; NULL: none has. */
char *stanza_find(const char *provider);

/*
 * Family and method of the interface's first stanza, "inet static" say, or of a later one if that
 * is by DHCP. Of the file `ours` none counts. It is the caller's; NULL: there is none.
 */
char *stanza_of(const char *interface, const char *ours);
#define STANZA_DHCP "inet dhcp"

/* Is it started at boot? */
bool stanza_is_auto(const char *name);

/* Is it up now, as ifup has noted? */
bool stanza_is_up(const char *name);

#endif
