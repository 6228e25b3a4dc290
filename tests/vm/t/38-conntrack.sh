#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# failover-conntrack: translated connections follow the routes of a session.

. ./lib.sh

world
start_ac
peers_basic line 'failover-metric 50' 'failover-conntrack yes'
sysctl -qw net.ipv4.ip_forward=1
ip link add clients type dummy
ip link set clients up
ip address add 10.0.0.1/24 dev clients
ip address add 203.0.113.2/32 dev lo # of another uplink

translate() { # ADDRESS PORT
	conntrack -I -p udp -s 10.0.0.2 -d 198.51.100.9 --sport "$2" --dport 7 -t 600 --src-nat "$1"
}
kept() { conntrack -L -p udp 2>/dev/null | grep "sport=$1 "; }

check 'a connection of the other uplink' translate 203.0.113.2 1001
check 'and one of an address that is nobody'"'"'s' translate 203.0.113.99 1002
check 'the link comes up' pon line updetach
check 'the connection of the other uplink is dropped' poll_until 15 eval '! kept 1001'
check 'the other one is not' kept 1002
address=$(ip -4 -o address show dev ppp0 | sed 's/.*inet \([0-9.]*\).*/\1/')
check "a connection of the link's own address" translate "$address" 1003
check 'is there' kept 1003
poff line
check 'the link goes, and its connection with it' poll_until 15 eval '! kept 1003'
check 'the other one is still there' kept 1002
done_testing
