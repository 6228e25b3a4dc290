/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A change of a file as a unified diff, by diff(1), which Debian always has.
 */
#ifndef DIFFER_H
#define DIFFER_H

/* Of two texts, to standard output; NULL: no file. Nothing is written elsewhere. */
void differ_show(const char *path, const char *now, const char *next);

#endif
