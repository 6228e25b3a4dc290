/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pppd at this end of a session. It dies with this process. */
#ifndef PPPD_H
#define PPPD_H

#include <signal.h>
#include <stdint.h>
#include <sys/types.h>

#include "options.h"

struct pppd {
	pid_t pid;
	int go; /* it waits for its last options here; 0: it has them */
};

/*
 * Does all that takes a pppd long to begin; it then waits for pppd_go. `mask` is
 * the signal mask to run it with.
 */
void pppd_start(struct pppd *ret, const struct options *opt, const sigset_t *mask, uint16_t sid,
		const uint8_t mac[static ETH_ALEN]);

/* With an MTU and an MRU of so many bytes. */
void pppd_go(struct pppd *p, uint16_t mtu);

/* Nothing more will be asked of it: it has ended. */
void pppd_close(struct pppd *p);

#endif
