#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# SIGKILL, and one of SIGTERM, SIGHUP and SIGSEGV, at the first call of each kind that a
# link makes in its life (tests/life): what the kernel owned for it is gone at once, and
# the next life leaves nothing of it: no rule, route, table, MTU, record, session of the AC.
# `make kills` does it at random, with power cuts, some thousand times.
#
# Fails without netsticky_clear_leftovers(), and without leftovers in the records.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

lives() {
	"$here/../life/share" "$programs/lives" kills
}
check "a signal at each kind of call: nothing is left after the next life" lives
done_testing
