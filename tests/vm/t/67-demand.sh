#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Dial on demand: interface, address, clamp and IPv4 route are there before the session and
# stay between two of them, so that the packet that dials finds everything. IPCP brings other
# addresses than the interface had, and the kernel then removes every route of it.

. ./lib.sh

world
start_ac
serve_connects server 80
peers_basic line demand noipv6 'idle 4' 'active-filter tcp' '10.99.0.2:10.99.0.1' ipcp-accept-local ipcp-accept-remote \
	persist 'maxfail 0' \
	'failover-metric 100'
remember_state

sessions() { grep -c 'Session .* created' /tmp/ac.log; }
dialled() { [ "$(sessions)" = "$1" ]; } # TIMES
dials() { poll_until 60 connects lan "$server4" 80; }
hung_up() { ac_idle && ! [ "$(sessions)" = 0 ]; }
# Is what tells of routes there already?
listens() { ip route add blackhole 192.0.2.1 && ip route del blackhole 192.0.2.1 && grep -q blackhole /tmp/routes; }
# The kernel does not tell that a route goes with the last address, but that it is back.
kept_route() { cat /tmp/routes; grep -q '^local 10.67' /tmp/routes && ! grep -q default /tmp/routes; }
one_clamp() { [ "$(clamp_tables)" = 1 ] && clamps ppp0; }

check 'pppd starts' pppd call line
check 'the interface is there, with an address' poll_until 30 up4 ppp0
check 'nobody dialled' dialled 0
for dial in 1 2; do
	: >/tmp/routes
	ip -4 monitor route >/tmp/routes &
	monitor=$!
	poll_until 10 listens
	# Fails if clamp and route wait for the link (wanted_of() without `demand`).
	check "dial $dial: a packet dials, its MSS and that of the answer are lowered" \
		leaves $'lan0 S. 1452\nppp0 S 1452' dials
	check "dial $dial: there is a session more" dialled $dial
	# Fails without uplink_hold_routes(): the LAN is told that there is no way.
	check "dial $dial: the address is new, the route the same" poll_until 10 kept_route
	check "dial $dial: no other address is left" test "$(ip -4 -o address show dev ppp0 | wc -l)" = 1
	kill $monitor
	check "dial $dial: nobody is blamed for it" eval '! logged "Somebody"'
	check "dial $dial: one clamp" one_clamp
	# Fails if a route that is wanted again is taken for one that is there.
	check "dial $dial: one IPv4 route" test "$(our_routes -4 | wc -l)" = 1
	check "dial $dial: it hangs up when idle" poll_until 60 hung_up
	check "dial $dial: the interface stays" exists ppp0
	check "dial $dial: one clamp while it is down" one_clamp
	check "dial $dial: the IPv4 route stays" test "$(our_routes -4 | wc -l)" = 1
done
# Fails without may_dial(): the packets of the LAN would wait there, and no backup has them.
routes_are() { [ "$(our_routes -4 | wc -l)" = "$1" ]; } # NUMBER
pull_cable
check 'without a carrier the IPv4 route goes' poll_until 10 routes_are 0
plug_cable
check 'with one it is back' poll_until 10 routes_are 1
check 'and a packet dials' dials
poff line
check 'pppd ends' ends_within 15
check 'nothing is left' poll_until 5 nothing_left
done_testing
