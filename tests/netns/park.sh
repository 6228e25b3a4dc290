#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Default routes of others through ppp0: away, and back as they were.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

picture() {
	ip -d -4 route show table all | sort
	ip -d -6 route show table all | grep -v ^multicast | sort
}
as_before() { picture >/run/now; diff /run/picture /run/now; }
are() { # FAMILY ROUTES
	local found
	found=$(ip "$1" route show table all default | sed 's/ *$//; s/ pref medium//')
	echo "found: $found"
	[ "$found" = "$2" ]
}
in_order() { # FAMILY METRIC ROUTES
	local found
	found=$(ip "$1" route show default metric "$2" | sed 's/ *$//; s/ pref medium//')
	echo "found: $found"
	[ "$found" = "$3" ]
}

# An address that comes by itself, some time after its interface, is in no picture.
sysctl -q net.ipv6.conf.default.addr_gen_mode=1 net.ipv6.conf.default.dad_transmits=0
ip -batch - <<-END
	link add eth0 type veth peer name isp0
	link add ppp0 type veth peer name isp1
	link set isp0 up
	link set isp1 up
	link set eth0 up
	link set ppp0 arp off up
	address add 192.0.2.2/24 dev eth0
	address add 10.0.0.2 peer 10.0.0.1/32 dev ppp0
	address add 2001:db8::9/64 dev ppp0
	route add default dev ppp0 scope link proto boot
	route add default via 10.0.0.1 dev ppp0 metric 7 mtu 1400 advmss 1300 src 10.0.0.2 proto static
	route add default dev ppp0 table 77 proto static
	nexthop add id 9 dev ppp0
	route add default nhid 9 metric 9
	nexthop add id 10 via 10.0.0.1 dev ppp0
	route add default nhid 10 metric 10
	route add default via 192.0.2.1 dev eth0 metric 100
	route add 198.51.100.0/24 dev ppp0
END
ip -6 -batch - <<-END
	route add default dev ppp0 metric 1024 proto boot
	nexthop add id 11 dev ppp0
	route add default nhid 11 metric 9
	route add default dev ppp0 metric 512 proto ra
END
has_local() { ip -6 route show table local | grep '^local 2001:db8::9'; }
check 'the address is there' poll_until 10 has_local
start_driver ours
check 'ours' tell ours route4 ppp0 50
picture >/run/picture
check 'they go' tell ours park ppp0
# Fails if change_is_foreign_default() looks at less, or without forget_way().
check 'but for those of other interfaces, and ours' are -4 \
	'default dev ppp0 proto 168 scope link metric 50
default via 192.0.2.1 dev eth0 metric 100'
check 'and that of a router advertisement' are -6 'default dev ppp0 proto ra metric 512'
check 'other routes stay' ip route get 198.51.100.7
check 'they come back' tell ours unpark
check 'as they were' as_before
check 'once' tell ours unpark
check 'only' as_before
check 'they go again' tell ours park ppp0
check 'somebody adds one meanwhile' ip route add default dev ppp0 scope link proto boot
check 'they come back' tell ours unpark
check 'none is there twice' as_before

# Each beside one through another interface, with the same metric.
ip -4 route append default via 10.0.0.1 dev ppp0
check 'they go again' tell ours park ppp0
ip -4 route add default via 192.0.2.1 dev eth0 proto dhcp
ip -6 address add fe80::2/64 dev eth0
ip -6 route add default via fe80::99 dev eth0 metric 1024 proto ra
check 'they come back' tell ours unpark
# Fails if a route of another interface counts as ours, or comes before it.
check 'ahead of what others have added, in their order' in_order -4 0 \
	'default dev ppp0 scope link
default via 10.0.0.1 dev ppp0
default via 192.0.2.1 dev eth0 proto dhcp'
check 'or behind it, as IPv6 has no other way' in_order -6 1024 \
	'default via fe80::99 dev eth0 proto ra
default dev ppp0'
ip -4 route del default proto dhcp
ip -4 route del default via 10.0.0.1 dev ppp0 metric 0
ip -6 route del default via fe80::99 dev eth0 metric 1024
ip -6 address del fe80::2/64 dev eth0
check 'all is as before' as_before

# As the manual says. Fails if such a route goes, which would not come back whole.
several() { # FAMILY
	ip "$1" route show default metric 3000 | grep 'nexthop.* dev ppp0' && ip "$1" route show default metric 3000 | grep 'nexthop.* dev eth0'
}
ip -4 route add default metric 3000 nexthop dev ppp0 nexthop via 192.0.2.1 dev eth0
check 'they go again' tell ours park ppp0
check 'one with several ways stays' several -4
check 'they come back' tell ours unpark
check 'it is the same' several -4
ip -4 route del default metric 3000
check 'all is as before' as_before

check 'they go again' tell ours park ppp0
ip link set ppp0 down
check 'a link that is down takes none' tell ours unpark
check 'that is no fault' are -4 'default via 192.0.2.1 dev eth0 metric 100'
check 'the end' tell ours exit
done_testing
