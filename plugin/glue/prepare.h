/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has to be so before a link begins: pppd's options, the parent's MTU, and
 * what to ask an AC for.
 */
#ifndef PREPARE_H
#define PREPARE_H

#include <stdbool.h>

#include "../core/config.h"
#include "../dialer.h"

/* Once; what `config` points to may change until the first link begins. */
void prepare_init(const struct config *config);

/* All options are read, and pppd has not looked at them: what dialling on demand needs. */
void prepare_demand(void);

/* pppd has. Returns the MTU that a link may have at most, in bytes. */
int prepare_options(void);

/* Before each link: pppd must not add default routes beside ours. */
void prepare_pppd(void);

/*
 * In each network phase: nor may it begin IPV6CP where there is no IPv6; it would end
 * it at once, and some ACs the session with it.
 */
void prepare_network(void);

/*
 * Before a discovery on `device`, whose MTU we may raise: what to ask for. What was left
 * is told once, so *ret keeps what it has of it until the caller takes that away.
 */
void prepare_discovery(const char *device, bool may_raise, struct dialer_ask *ret);

#endif
