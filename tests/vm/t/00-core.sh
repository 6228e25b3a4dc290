#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A dozen short tests in one machine, of what depends on the kernel and on pppd's
# version: this script runs on every Debian kernel that we claim.

. ./lib.sh

note "Linux $(uname -r), $(pppd --version 2>&1 | head -n 1)"
check_not 'no module of PPPoE was ever loaded' grep -q '^pppoe ' /proc/modules

world
ip link set lan0 mtu 1500
serve_connects server 80
serve_connects lan 80
# The concentrator's own carrier stays: what it sends without one ends its sessions.
bridge_wire 1508
jumbo_wire ac
record_reasons
peers_basic line 'failover-metric 100'
peers_basic netdev 'clamp-backend netdev'
peers_basic auto persist 'maxfail 0' 'holdoff 0' 'failover-metric 100' 'failover-keep 0' 'failover-detect 1000' 'pppoe-max-payload auto' mtu\ 1500
peers_basic demand demand noipv6 'idle 3' 'active-filter tcp' '10.99.0.2:10.99.0.1' ipcp-accept-local \
	ipcp-accept-remote 'failover-metric 100'
remember_state

begins() { # NAME PEER [OPTION...]
	check "$1: pppd starts" pppd call "${@:2}"
	check "$1: the link comes up, with its routes" poll_until 30 eval 'both_up ppp0 && one_route_each'
}
ends() { # NAME PEER
	poff "$2"
	check "$1: pppd ends" ends_within 15
	check "$1: nothing is left" nothing_left
}
one_clamp() { [ "$(clamp_tables)" = 1 ] && clamps ppp0; }
no_clamp() { [ "$(clamp_tables)" = 0 ]; }
another_link() { # INDEX
	[ "$(index_of ppp0)" != "$1" ] && both_up ppp0 && one_route_each && one_clamp
}
dials() { poll_until 30 connects lan "$server4" 80; }

start_ac
begins clamp line
check 'clamp: one table' one_clamp
check 'clamp: both ends connect, and the MSS of the line leaves the router' handshakes ppp0 1452 1432
index=$(index_of ppp0)
pull_cable
check 'limbo: without a carrier the routes go' poll_until 10 no_routes
plug_cable
check 'limbo: with it they are back' poll_until 30 one_route_each
check 'limbo: the session is the same' [ "$(index_of ppp0)" = "$index" ]
check 'limbo: one clamp' one_clamp
session=$(sed -n 's/^session_id=//p' /run/pppoe-clamp/eth1.0)
session+=:$(ac cat /sys/class/net/eth0/address)
check_not 'taken: another pppd that names the session ends' \
	timeout 30 pppd call line pppoe-sess "$session" nodetach
check 'taken: the reason is told' logged 'Another process here has that session on eth1'
# Fails on Linux 5.10 to 6.12 without is_taken() of session.c.
check 'taken: the session carries packets' ping -c 1 -W 2 10.67.15.1
ends clamp line

check 'netdev: pppd starts' pppd call netdev failover-metric 100
check 'netdev: the link comes up' poll_until 30 both_up ppp0
check 'netdev: both ends connect, and the MSS of the line leaves the router' handshakes ppp0 1452 1432
ends netdev netdev

begins killed line
kill -9 "$(router_pppds)"
check 'killed: the interface is gone at once' poll_until 3 gone ppp0
unowned || check 'killed: so is the clamp' poll_until 3 no_clamp
check 'killed: so are the routes' poll_until 3 no_routes
begins 'after it' line
check 'after it: one clamp' one_clamp
ends 'after it' line

check 'demand: pppd starts' pppd call demand
check 'demand: the interface is there' poll_until 30 up4 ppp0
check 'demand: a packet dials, its MSS and that of the answer are lowered' \
	leaves $'lan0 S. 1452\nppp0 S 1452' dials
check 'demand: one clamp' one_clamp
ends demand demand
kill_ac

start_our_ac --max-payload 1500
begins jumbo auto
check 'jumbo: the path is proved' poll_until 10 logged 'carries 1500 bytes both ways'
check 'jumbo: the link has 1500 at both ends' poll_until 5 both_have 1500
check 'jumbo: the parent carries 1508' mtu_is eth1 1508
check 'jumbo: packets of 1500 bytes pass both ways' pings_both_ways 1500
index=$(index_of ppp0)
pull_cable
check 'carrier: without it the link ends' poll_until 10 gone ppp0
check 'carrier: scripts learn why' poll_until 10 reason_is carrier
check 'carrier: no clamp' no_clamp
plug_cable
check 'carrier: with it the link is back, with one clamp and its routes' poll_until 30 another_link "$index"
index=$(index_of ppp0)
kill -HUP "$(router_pppds)"
check 'SIGHUP: the link is back' poll_until 30 another_link "$index"
index=$(index_of ppp0)
kill_ac
start_our_ac --max-payload 1500
check 'a new concentrator that knows nothing: the link is back' poll_until 60 another_link "$index"
check 'it is proved again' poll_until 10 both_have 1500
ends 'all of this' auto
check 'the user asked for it' poll_until 10 reason_is user
done_testing
