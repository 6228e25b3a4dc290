#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A peer that answers any LCP Echo-Request with its header and magic number, as
# accel-ppp does, or returns less than it got: what we send arrives, and that is
# all that is recorded. What we do not get does not matter to such an answer.

. ./lib.sh

world
jumbo_wire
take_echo_requests
peers_basic line 'mtu 1500' 'failover-metric 100' 'lcp-echo-interval 1' 'lcp-echo-failure 3'
remember_state

comes_up() {
	: >/tmp/log
	pppd call line && poll_until 30 both_up ppp0
}
recorded() { grep -qx "mtu_verdict=$1" /run/pppoe-clamp/eth1.*; }
replies() { # LENGTH OF THE FRAME
	on_wire "$(ac cat /sys/class/net/eth0/address) > .* length $1: .*LCP, Echo-Reply"
}
ends() {
	poff line
	ends_within 15 && poll_until 10 ac_idle
}
stop_ac() {
	kill "$ac_pid"
	wait "$ac_pid"
}

# Bytes of data behind the magic number, which makes so long a frame.
for bytes in 0 100; do
	start_our_ac --max-payload 1500 --echo-data $bytes
	watch_wire
	check "$bytes bytes of data: the link comes up" comes_up
	check "$bytes bytes of data: one way is proved" poll_until 10 logged \
		'carries 1500 bytes to the peer (it cuts its answers)'
	check "$bytes bytes of data: and recorded" recorded sending-only
	check "$bytes bytes of data: 1500 at both ends" both_have 1500
	check "$bytes bytes of data: packets of it pass both ways" pings_both_ways 1500
	end_wire
	check "$bytes bytes of data: the answer was cut" replies $((30 + bytes))
	check_not "$bytes bytes of data: none was whole" replies 1522
	check "$bytes bytes of data: it ends" ends
	check "$bytes bytes of data: nothing is left" nothing_left
	stop_ac
done

start_our_ac --max-payload 1500 --echo-data 0
lose_large router
check 'nothing large arrives: the link comes up' comes_up
check 'nothing large arrives: not noticed' poll_until 10 recorded sending-only
check_not 'nothing large arrives: hence not claimed' logged 'both ways'
check 'nothing large arrives: it ends' ends
# Where the concentrator does not see it: it answers what its packet filter drops.
nft delete table netdev lossy
tc qdisc add dev eth1 root tbf rate 10mbit burst 1518 limit 100kb # drops what is longer
check 'nothing large gets there: the link comes up' comes_up
check 'nothing large gets there: noticed' poll_until 10 logged 'going on with 1492'
check 'nothing large gets there: recorded' recorded failed
check 'nothing large gets there: 1492 at both ends' poll_until 10 both_have 1492
check 'nothing large gets there: it ends' ends
done_testing
