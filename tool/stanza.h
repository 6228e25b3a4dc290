/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Links that interfaces(5) starts: its stanzas with a provider, which is a peers file. */
#ifndef STANZA_H
#define STANZA_H

#include <stdbool.h>

/* The name of the first that has this provider, which is the caller's; NULL: none has. */
char *stanza_find(const char *provider);

/* Is it started at boot? */
bool stanza_is_auto(const char *name);

/* Is it up now, as ifup has noted? */
bool stanza_is_up(const char *name);

#endif
