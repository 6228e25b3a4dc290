#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each kind of system call and netlink message of a link's life fails, once and for good:
# tests/life. No crash, no hang, no descriptor or memory is left, nothing on the machine
# either; what failed once is tried again and the link has all that it has to have; and what
# fails for good is said. All of that is the table tests/life/faults.md.
#
# Fails without try_all() in uplink.c (a route that could not be added once), without
# remove_with() in runfile.c, and if netsticky.c removes its rules though the list of routes
# that tells of the copies has failed. `make faults` has each error and each call.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

lives() {
	"$here/../life/share" "$programs/lives" faults >/run/said || {
		grep -v '^|' /run/said
		return 1
	}
}
is_true() { "$here/../life/told" /run/said "$programs/faults.md"; }

check "whatever fails, nothing is left of it, and the link is up as soon as it can be" lives
check "tests/life/faults.md says what the user sees" is_true
done_testing
