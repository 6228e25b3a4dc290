/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Ethernet interface under a session, and those under that: given the MTU
 * that the session needs, and the one they had when the last session ends. Our
 * record is written before anything is changed, so whatever happens to us, the
 * next start knows how it was.
 */
#ifndef PARENT_H
#define PARENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/record.h"
#include "sys/netlink.h"
#include "sys/runfile.h"

#define PARENT_REFUSED_SIZE (IFNAMSIZ + NETLINK_SAID_SIZE + 4)

/*
 * What happens to the record of another pppd in our network namespace; those in
 * others have interfaces of their own. Returns whether that of a dead one may
 * go.
 */
typedef bool parent_visitor(const struct record *other, bool living, void *context);

/*
 * Before each discovery. Opens `f` if it is closed, raises r->device_index and what
 * is under it to at least `mtu` bytes, writes *r with its `parents` filled in,
 * hands every other record to `visit`, and undoes what the dead have raised and
 * nobody needs.
 *
 * Returns 0, or -errno with nothing raised. In ret_refused the interface that
 * it failed at ("": none), and in brackets what the kernel said, if it did: -EBUSY
 * as another session lives on it with a lower MTU, or the kernel's answer.
 * Without a record nothing is changed.
 */
int parent_raise(struct runfile *f, const char *dir, struct record *r, uint32_t mtu,
		 parent_visitor *visit, void *context,
		 char ret_refused[static PARENT_REFUSED_SIZE]);

/*
 * After the session: gives back what nobody else needs. Then r->parents is
 * empty, and `f` says so, or is closed and removed if it cannot be written. After
 * an error it says how it was: to be kept. -EBUSY: a change would end somebody's
 * PPPoE session.
 */
int parent_restore(struct runfile *f, const char *dir, struct record *r);

#endif
