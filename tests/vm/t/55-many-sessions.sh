#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Many sessions on one Ethernet interface begin at once, are lost at once and come
# back at once: each has what is its own, and none asks twice. `make bench
# BENCH=load` has hundreds.

. ./lib.sh
. ./load-lib.sh

tables() { nft list tables | grep -c pppoe-clamp-link; }
have() { # COUNT: clamps, routes, records
	local -a got
	got=("$(tables)" "$(our_routes -4 | wc -l)" "$(find /run/pppoe-clamp -name 'load0.*' | wc -l)")
	echo "${got[*]} clamps, routes, records"
	[ "${got[*]}" = "$1 $1 $1" ]
}
created() { # COUNT
	echo "$(sessions_logged created) sessions"
	[ "$(sessions_logged created)" = "$1" ]
}

sessions_world 16
remember_state
check 'sixteen pppds start' start_sessions
check 'all come up' poll_until 60 are_up 16
# Fails if RUNFILE_SLOTS is 15.
check 'each has a clamp, a route and a record' poll_until 5 have 16
check 'by one session each' created 16
all_are_netdev() { [ "$(nft list tables | grep -c '^table netdev pppoe-clamp-link')" = 16 ]; }
! since 5.16 || check 'so many have it on netdev within half a minute' poll_until 60 all_are_netdev
netdev_is_noted() { [ "$(grep -lx clamp=netdev /run/pppoe-clamp/load0.* | wc -l)" = 16 ]; }
# Fails if the record keeps the backend that the clamp has had.
! since 5.16 || check 'their records say so, too' poll_until 5 netdev_is_noted
cables down
check 'their cable is pulled for longer than a session is kept: all are lost' poll_until 60 are_up 0
pause 10
cables up
check 'it is back: all come up again' poll_until 60 are_up 16
check 'with all that they had' poll_until 5 have 16
check 'by one more session each' created 32
# shellcheck disable=SC2046 # a list of words
kill $(router_pppds)
check 'all end' ends_within 15
check 'nothing is left' nothing_left
done_testing
