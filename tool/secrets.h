/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text of chap-secrets or pap-secrets, as pppd reads it: in a line the client, the
 * server and the secret, then addresses. No I/O.
 */
#ifndef SECRETS_H
#define SECRETS_H

#include <stdbool.h>
#include <stddef.h>

/* Has `client` a secret in it, for some server, or everybody? */
bool secrets_have(const char *text, const char *client);

/* The secret of `client` for any server, in `ret` and cut to fit; false: there is none. */
bool secrets_find(char *ret, size_t size, const char *text, const char *client);

/*
 * The same text (NULL: none) where `secret` is that of `client` for any server: in the place
 * of the first one that it has, or at the end. All else stays. The caller frees it.
 */
char *secrets_set(const char *text, const char *client, const char *secret);

/*
 * The same text with each secret masked, and marked where `other` (NULL: none) has no
 * such line. The caller frees it.
 */
char *secrets_mask(const char *text, const char *other);

/* A peers file with each password masked, and what is behind it in its line. */
char *secrets_mask_options(const char *text);

#endif
