/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MTU of the path: what LCP may ask for, the proof that full frames pass, and
 * 1492 bytes where they do not.
 */
#ifndef PATH_H
#define PATH_H

#include <stdbool.h>

#include "../core/config.h"
#include "../core/record.h"
#include "../dialer.h"

/* Called at the end of a proof that has an answer. With RECORD_MTU_FAILED path_limit_lcp is due. */
typedef void path_done(enum record_verdict verdict);

/* Once; what `config` points to may change until the first link begins. */
void path_init(const struct config *config, path_done *done);

/* There is a session: LCP is limited to what its line and its AC allow. Both stay the caller's. */
void path_begin_session(const struct dialer *d, int fd);

/* Limits LCP to what is known now, from its next start on. */
void path_limit_lcp(void);

/* LCP has opened: proves that more than 1492 bytes pass, if there is a session of ours. */
void path_begin_proof(void);

/* Has the peer answered no echo of a proof in this session, nor any since? */
bool path_is_mute(void);

/* It has answered one. */
void path_note_reply(void);

/* The session is over. */
void path_end_session(void);

#endif
