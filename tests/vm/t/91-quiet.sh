#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Nothing wakes pppd while nothing happens.

. ./lib.sh

world
start_ac
# No LCP echoes: pppd itself has nothing to do then.
peers_basic line 'failover-metric 100' 'failover-detect 0' 'lcp-echo-interval 0'

switches() { # how often it has waited so far
	awk '/^voluntary_ctxt_switches/ { print $2 }' "/proc/$(router_pppds)/status"
}
sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 0/' /tmp/ac/pppoe-server-options
check 'the link is up' pon line updetach
check 'with both IP versions' poll_until 30 both_up ppp0
check 'and a route each' poll_until 10 one_route_each
sleep 40
before=$(switches)
note "$before times until then"
sleep 60
after=$(switches)
# Fails with a timer that goes on for ever.
check 'in a minute it has not waited anew once' test "$after" = "$before"
note "$((after - before)) times"

# A table of routes that changes, addresses and links of others, rules of others
# that do not concern it: what is not ours does not wake it.
ip link add other0 type veth peer name other1
ip link set other0 up
ip address add 203.0.113.1/24 dev other0
for ((i = 0; i < 100; i++)); do
	echo "route add 10.99.$i.0/24 dev other0"
	echo "route add 10.98.$i.0/24 dev ppp0"
done | ip -batch -
ip route flush dev other0
ip route flush 10.98.0.0/16
ip link del other0
check 'two hundred routes of others do not wake it' test "$(switches)" = "$after"
check 'its own does' ip -4 route del default dev ppp0 metric 100
check 'and is back' poll_until 1 one_route_each
check 'the end' poff line
check 'comes' ends_within 15
done_testing
