#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The peers file of an AAISP customer, with an interface name of its own and no
# script for the IPv6 default route: failover-metric puts routes of both IP
# versions beside the default routes of another uplink.

. ./lib.sh

world
start_ac
ip -batch - <<-END
	link add lte0 type dummy
	link set lte0 up
	address add 192.0.2.2/24 dev lte0
	route add default via 192.0.2.1 dev lte0 proto dhcp metric 1024
	route add default via fe80::1 dev lte0 proto ra metric 1024
END
peers_file aaisp <<-END
	user user
	plugin PLUGIN eth1
	noipdefault
	defaultroute
	hide-password
	lcp-echo-interval 1
	lcp-echo-failure 4
	noauth
	persist
	maxfail 0
	mtu 1492
	noaccomp
	default-asyncmap
	+ipv6
	ipv6cp-use-ipaddr
	ifname pppoe-aaisp
	failover-metric 100
END
remember_state

has_route() { # -4|-6 DEVICE METRIC PROTOCOL
	ip "$1" -d route show default dev "$2" | grep -E "proto $4 .*metric $3( |\$)"
}

check 'pon starts pppd' pon aaisp
check 'the link comes up under its name' poll_until 30 both_up pppoe-aaisp
check 'IPv4 default route with the metric, ours' poll_until 5 has_route -4 pppoe-aaisp 100 168
check 'IPv6 default route with the metric, ours' poll_until 5 has_route -6 pppoe-aaisp 100 168
check 'one of each' one_route_each
check 'the IPv4 default route of the other uplink stays' has_route -4 lte0 1024 dhcp
check 'the IPv6 default route of the other uplink stays' has_route -6 lte0 1024 ra
check 'the LAN reaches the server by IPv4' poll_until 10 lan ping -c 1 -W 1 "$server4"
check 'the LAN reaches the server by IPv6' poll_until 10 lan ping -c 1 -W 1 "$server6"
check 'the clamp has the name of the interface' clamps pppoe-aaisp

check 'poff ends it' poff aaisp
check 'pppd ends' ends_within 15
check 'our routes are gone' no_routes
check 'only they are gone' nothing_left
done_testing
