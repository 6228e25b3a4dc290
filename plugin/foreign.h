/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Session frames that the kernel has no session for: LCP of the session that is being
 * opened, which is kept for it, and strays, of sessions that nobody here has.
 */
#ifndef FOREIGN_H
#define FOREIGN_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/if_ether.h>

#include "core/early.h"
#include "sys/ethernet.h"

struct foreign {
	struct ethernet tap; /* fd -1 while closed */
	bool strays; /* are looked for */
	uint64_t no_stray_before_ms; /* when the next one is told */
	uint8_t known_src[ETH_ALEN]; /* of a session that was looked up, and is no stray */
	uint16_t known_id;
	uint64_t known_until_ms;
	struct early early; /* of the session that is being opened */
};

struct foreign_stray {
	uint8_t src[ETH_ALEN]; /* whoever believes in the session */
	uint16_t session_id;
};

enum foreign_verdict {
	FOREIGN_NONE, /* nothing to read */
	FOREIGN_TAKEN,
	FOREIGN_STRAY, /* to be answered: at most ten a second are */
};

/* On the interface of `e`; `strays`: all frames are read. Returns 0 or -errno. */
int foreign_open(struct foreign *f, const struct ethernet *e, bool strays);

/* Safe to call twice. */
void foreign_close(struct foreign *f);

/* What poll() is to wait for; -1: nothing. LCP that is early waits until it is asked for. */
int foreign_fd(const struct foreign *f);

/*
 * Takes one frame. A session with `ac` is being opened (NULL: none is), and session
 * `own_id` is ours. With FOREIGN_STRAY it is in *ret.
 */
enum foreign_verdict foreign_receive(struct foreign *f, const uint8_t *ac, uint16_t own_id,
				     struct foreign_stray *ret);

/* Session `own_id` is open: only strays are read from now on. */
void foreign_note_open(struct foreign *f, uint16_t own_id);

#endif
