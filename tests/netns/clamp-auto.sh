#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Backend auto: forward for few clamps, netdev for many, and one clamp for each
# link at every moment. Each clamp has a process of its own.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

MANY=9 # clamps, of which the last chooses netdev
FEW=4 # left, of which all go back

clamps() { # COMMAND...: told to the processes of the links $links
	for i in $links; do tell "link$i" "$@" || return; done
}

up() { # LINK
	tell "link$1" clamp "ppp$1" 1492
}

backends_are() { # BACKEND...: of the links $links, in order; nothing else is there
	local i want=

	for i in $links; do
		case $1 in
		forward) want+="table inet pppoe-clamp-ppp$i"$'\n' ;;
		netdev) want+="table netdev pppoe-clamp-ppp$i"$'\n' ;;
		both) want+="table inet pppoe-clamp-ppp$i"$'\n'"table netdev pppoe-clamp-ppp$i"$'\n' ;;
		esac
		[ $# = 1 ] || shift
	done
	diff <(printf %s "$want" | sort) <(nft list tables | sort)
}

# Lists in the background what is there as often as it can; each list must have
# one table for each of the links $links.
start_watching() {
	local want

	want=$(for i in $links; do echo "pppoe-clamp-ppp$i"; done | sort)
	: >/run/wrong
	: >/run/lists
	touch /run/watching
	while [ -e /run/watching ]; do
		nft list tables >/run/list
		echo >>/run/lists
		[ "$(sed 's/.* //' /run/list | sort)" = "$want" ] || cat /run/list >>/run/wrong
	done &
	watcher=$!
	poll_until 20 test -s /run/lists
}

listed() { [ "$(wc -l </run/lists)" -gt "$1" ]; } # TIMES
check_slowly() { # so that each move is a moment of its own, with a list after it
	for i in $links; do
		tell "link$i" check && poll_until 20 listed "$(wc -l </run/lists)" || return
	done
}

stop_watching() {
	rm /run/watching
	wait "$watcher"
	echo "$(wc -l </run/lists) lists"
	cat /run/wrong
	[ ! -s /run/wrong ] && [ "$(wc -l </run/lists)" -ge 5 ]
}

check_times() { # COUNT
	for ((n = 0; n < $1; n++)); do clamps check || return; done
}

all=$(seq -s ' ' $MANY)
for i in $all; do
	ip link add "ppp$i" type veth peer name "peer$i"
	start_driver "link$i"
done

for owner in owned unowned; do
	note "$owner tables"
	links=$all
	[ $owner = owned ] || clamps unowned >/dev/null
	first=
	for i in $all; do
		up "$i" >/dev/null
		links=${all%%"$i"*}$i
		[ "$i" = $MANY ] || first+='forward '
		[ "$i" != $((MANY - 1)) ] || check 'few clamps: all forward' backends_are forward
	done
	# Fails if MANY_CLAMPS is another number, if one's own clamp counts, or if nobody counts.
	# shellcheck disable=SC2086 # words
	check 'the ninth: netdev' backends_are $first netdev

	check '29 checks' check_times 29
	# Fails if every check counts.
	# shellcheck disable=SC2086
	check 'nobody has moved' backends_are $first netdev
	start_watching
	check 'one more' check_slowly
	# Fails if the old table is deleted in another transaction than the new one is made.
	check 'at every moment one clamp for each link' stop_watching
	# Fails if netclamp_check does not choose anew.
	check 'all have moved to netdev' backends_are netdev
	check 'the log tells' file_has /run/link1.log \
		'^info: MSS clamp on ppp1: backend netdev from now on$'
	check 'another value' tell link1 clamp ppp1 1480
	# Fails if each change of limits chooses anew.
	check 'changes no backend' backends_are netdev

	for ((i = MANY; i > FEW + 1; i--)); do tell "link$i" unclamp >/dev/null; done
	links=$(seq -s ' ' $((FEW + 1)))
	check 'most are gone, 30 checks' check_times 30
	# Fails if the way back begins where the way there does.
	check 'five stay with netdev' backends_are netdev
	tell "link$((FEW + 1))" unclamp >/dev/null
	links=$(seq -s ' ' $FEW)
	check 'four are left, 29 checks' check_times 29
	start_watching
	check 'one more' check_slowly
	check 'at every moment one clamp for each link' stop_watching
	# Fails if FEW_CLAMPS is another number.
	check 'they are back with forward' backends_are forward
	check '60 checks' check_times 60
	check 'and stay there' backends_are forward
	clamps unclamp >/dev/null
	links=
	check 'nothing is left' backends_are none
done

# ------------------------------------------------------------------- what counts

links='1 2 3 4'
clamps backend both >/dev/null
for i in $links; do up "$i" >/dev/null; done
up 5 >/dev/null
links='1 2 3 4 5'
# Fails if tables count in place of clamps.
check 'four others with backend both are four, not eight' backends_are both both both both forward
clamps unclamp >/dev/null
for i in 1 2 3 4; do tell "link$i" backend auto >/dev/null; done

for ((i = 20; i < 30; i++)); do
	ip link add "ppp$i" type bridge # the table of one that is gone would be cleared away
	nft add table inet "pppoe-clamp-ppp$i"
	nft add table ip "pppoe-clamp-ppp$i"
done
up 1 >/dev/null
# Fails if survey_table() takes a table without our comment for ours.
check 'foreign tables do not count' eval "tail -n 1 /run/link1.log | grep 'backend forward, not owned$'"
check 'and forward it is' eval 'nft list tables | grep -qx "table inet pppoe-clamp-ppp1"'
tell link1 unclamp >/dev/null
nft flush ruleset

links=$all
for backend in forward netdev; do
	clamps backend $backend >/dev/null
	for i in $links; do up "$i" >/dev/null; done
	# Fails if a wish does not count.
	check "backend $backend for any number" backends_are $backend
	check_times 31
	check 'also later' backends_are $backend
	clamps unclamp >/dev/null
done
check 'nobody complained' eval '! grep -E "^(error|warning)" /run/*.log'
done_testing
