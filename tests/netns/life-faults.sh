#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each kind of system call and netlink message of a link's life fails, once and for good:
# tests/life. No crash, no hang, no descriptor or memory is left, nothing on the machine
# either; what failed once is tried again and the link has all that it has to have; and what
# fails for good is said. All of that is the table tests/life/faults.md.
#
# Fails without try_all() in uplink.c (a route that could not be added once), and without
# remove_with() in runfile.c.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

table=$here/../life/faults.md
now=$programs/faults.md

lives() {
	"$here/../life/share" "$programs/lives" faults >/run/said || {
		grep -v '^|' /run/said
		return 1
	}
}
# What this kernel does not have may be missing in it.
is_true() {
	{
		sed '/^| /,$d' "$table"
		echo '| call | error | once | for good |'
		echo '|---|---|---|---|'
		grep '^| ' /run/said | LC_ALL=C sort
	} >"$now"
	echo "now, in $now:"
	! grep '^| ' "$now" | grep -vxF -f "$table"
}

check "whatever fails, nothing is left of it, and the link is up as soon as it can be" lives
check "tests/life/faults.md says what the user sees" is_true
done_testing
