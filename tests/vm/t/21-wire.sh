#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What lib.sh does to the line between the router and the concentrator, seen
# with bare packets.

. ./lib.sh

# A packet of BYTES passes to the concentrator, and its answer back.
passes() { # BYTES
	ping -c 1 -W 1 -M 'do' -s $(($1 - 28)) 10.0.0.2
}
carrier_is() { [ "$(</sys/class/net/eth1/carrier)" = "$1" ]; }
addresses() {
	ip address add 10.0.0.1/24 dev eth1
	ac ip address add 10.0.0.2/24 dev eth0
}
# Fails if tcpdump is ended before it has seen what waits for it.
is_seen_late() {
	watch_wire icmp
	kill -STOP "$wire_watcher"
	passes 100
	{ pause 1 && kill -CONT "$wire_watcher"; } &
	end_wire
	cat /tmp/wire
	on_wire 'echo request' && on_wire 'echo reply'
}

world
jumbo_wire ac
check 'the concentrator alone is fit for 1508' test "$(</sys/class/net/eth1/mtu)" = 1500
jumbo_wire
addresses
check 'frames of 1508 bytes pass' poll_until 10 passes 1508
check 'and are seen by a tcpdump that is late' is_seen_late
pull_cable
check 'without the cable there is no carrier' poll_until 5 carrier_is 0
plug_cable
check 'with it there is' poll_until 5 carrier_is 1

small_bridge
addresses
check 'frames of 1500 bytes pass a small bridge' poll_until 10 passes 1500
check_not 'but none of 1501' passes 1501
lose_line
check_not 'nothing passes a lost line' passes 100
check 'but there is a carrier' carrier_is 1
restore_line
check 'until it is restored' poll_until 5 passes 100
pull_cable
check 'pulling the cable' poll_until 5 carrier_is 0
check 'leaves the far end up' ac grep -x 1 /sys/class/net/eth0/carrier
plug_cable
check 'until it is plugged in again' poll_until 10 passes 100
done_testing
