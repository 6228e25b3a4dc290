#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# 1500 bytes inside PPPoE (RFC 4638): the parent is raised, the path is proved,
# and the parent gets its MTU back.

. ./lib.sh

world
jumbo_wire ac
start_our_ac --max-payload 1500
peers_basic line 'mtu 1500' 'failover-metric 100'
remember_state

pings() { # SPACE ADDRESS BYTES
	"$1" ping -M 'do' -s $(($3 - 28)) -c 1 -W 2 "$2"
}
mtu_is() { [ "$(cat "/sys/class/net/$1/mtu")" = "$2" ]; }

check 'pppd starts' pppd call line
check 'the link comes up' poll_until 30 both_up ppp0
check 'the parent carries 1508 bytes' mtu_is eth1 1508
check 'the path is proved' poll_until 10 logged 'carries 1500 bytes both ways'
check 'the link has 1500' poll_until 5 mtu_is ppp0 1500
check 'the LAN sends 1500 bytes' pings lan "$server4" 1500
check 'and gets them' pings server "$lan4" 1500
check 'the record says so' grep -qx 'mtu_verdict=proved' /run/pppoe-clamp/eth1.0
poff line
check 'pppd ends' ends_within 15
check 'nothing is left, the parent has its MTU again' nothing_left
done_testing
