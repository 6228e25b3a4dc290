#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# SIGKILL, SIGTERM, SIGHUP, SIGSEGV or a power cut at each point of a link's life
# (tests/life), which is the first call of each kind in each of its stages: what the
# kernel owned for it is gone at once, and the next life leaves nothing of it: no rule,
# route, table, MTU, record, session of the AC. The points are in tests/life/kills.md.
# `make kills` has all five at each of them, and at random calls some thousand times.
#
# Fails without netsticky_clear_leftovers(), and without leftovers in the records.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

table=$here/../life/kills.md
now=$programs/kills.md

points() { "$here/../life/setup.sh" "$programs/lives" points 0 1; }
# Those of one stage in a row, as "STAGE: CALL" is read
rows() {
	awk -F ': ' '
		!($1 in calls) { order[++stages] = $1 }
		{ calls[$1] = calls[$1] (number[$1]++ ? "; " : "") $2 }
		END {
			for (i = 1; i <= stages; i++)
				printf "| %s | %d | %s |\n", order[i], number[order[i]], calls[order[i]]
		}' /run/points
}
are_named() {
	points >/run/points && { sed '/^| [a-zA-Z-]* | [0-9]/d' "$table" && rows; } >"$now"
	echo "now, in $now: $(wc -l </run/points) points"
	cut -d '|' -f 2,3 "$now" | grep '[0-9]'
	[ "$(wc -l </run/points)" -ge 60 ]
}
has_stages() {
	for stage in discovery LCP up limbo hand-over end pause; do
		grep "^$stage: " /run/points || return
	done >/dev/null
}
lives() { "$here/../life/share" "$programs/lives" kills; }

check 'a life has more than 60 points that have a name' are_named
check 'also in limbo, and where the line takes over again' has_stages
check 'a signal or a power cut at each of them: nothing is left after the next life' lives
done_testing
