#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A path that does not carry 1500 bytes is remembered for as long as
# pppoe-mtu-verify says, even if it is repaired meanwhile, and no longer.

. ./lib.sh

world
small_bridge
start_our_ac --max-payload 1500 --verbose
peers_basic line 'mtu 1500' 'failover-metric 100' 'pppoe-mtu-verify 600'

# So many seconds from now by the clock that the verdict is dated with.
starts_in() { # SECONDS
	: >/tmp/log
	forget_path_mtus
	unshare --time --boottime "$1" --fork pppd call line && poll_until 30 both_up ppp0
}
granted() { grep 'PADS to' /tmp/ac.log | tail -n 1 | grep "payload $1\$"; } # BYTES
verdict_is() { grep -qE "^ac_verdict=[^ ]* $1 " /run/pppoe-clamp/eth1.*; }
ends() {
	poff line
	ends_within 15 && poll_until 10 ac_idle
}
repair_path() {
	ip -n wire link set port0 mtu 1508
	ip -n wire link set port1 mtu 1508
}
finds_out() { # WHEN SECONDS
	check "$1: the link comes up" starts_in "$2"
	check "$1: 1500 was granted" granted 1500
	check "$1: the path does not carry it" poll_until 10 logged 'going on with 1492'
	check "$1: 1492 at both ends" poll_until 10 both_have 1492
	check "$1: it is remembered" verdict_is failed
	check "$1: it ends" ends
}

finds_out 'at first' 0
finds_out 'after the time, still broken' 700
repair_path
check 'repaired, before the time: the link comes up' starts_in 1200
check 'repaired, before the time: no more is asked for' granted 0
check 'repaired, before the time: 1492 at both ends' both_have 1492
check 'repaired, before the time: still remembered' verdict_is failed
check 'repaired, before the time: it ends' ends
check 'repaired, after the time: the link comes up' starts_in 1400
check 'repaired, after the time: 1500 was granted' granted 1500
check 'repaired, after the time: proved' poll_until 10 logged 'carries 1500 bytes both ways'
check 'repaired, after the time: recorded' verdict_is proved
check 'repaired, after the time: 1500 at both ends' both_have 1500
check 'repaired, after the time: packets of it pass both ways' pings_both_ways 1500
check 'repaired, after the time: it ends' ends
check_not 'nothing to remember is left' ls /run/pppoe-clamp/eth1.*
done_testing
