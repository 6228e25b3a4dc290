#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Default routes of several ways, and those that name a nexthop object.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

for link in dsl0 lte0 wwan0 eth7; do add_link $link; done
ip address add 192.0.2.2/24 dev wwan0
ip address add 198.51.100.2/24 dev dsl0
only() { # ROUTE...: is the only default route, and pppd cannot say why
	fresh
	kill_pppd
	ip "$@" || return
	link_down dsl0
	failover check
}

only route add default metric 50 nexthop dev eth7 nexthop dev dsl0
check 'one way of two is by the link: it works' not_called
only route add default metric 50 nexthop via 198.51.100.1 dev dsl0 weight 2 nexthop dev eth7
check 'with a gateway, too' not_called
only -6 route add default metric 50 nexthop via fe80::7 dev eth7 nexthop via fe80::1 dev dsl0
check 'IPv6, too' not_called
ip -6 route del default metric 50
only route add default metric 50 nexthop dev eth7 nexthop dev wwan0
check 'no way is by the link: the backup is started' called 'pon lte'

only route add default metric 50 nexthop dev eth7 nexthop dev dsl0
ip link set peer-dsl0 down
# A worker of the kernel marks the way, in its own time.
is_marked() { ip route show default | grep 'dev dsl0 .*linkdown'; }
poll_until 20 is_marked >/dev/null
failover check
# Fails if the flags of a way are not looked at.
check 'its way has no carrier: the backup is started' called 'pon lte'
ip link set peer-dsl0 up

fresh 'lost-metric 1000'
link_down dsl0
ip route add default metric 1100 nexthop dev eth7 nexthop dev dsl0
failover check
# Fails if a way has no metric.
check 'the metric is that of the route: lost' called 'pon lte'
fresh 'lost-metric 1000'
link_down dsl0
ip route add default dev wwan0 metric 2000
ip route add default metric 900 nexthop dev eth7 nexthop dev dsl0
failover check
check 'and of its own route only' not_called

# Of a prefix, see hooks/prefix: it goes a moment after the link's own.
fresh
link_down dsl0
ip -6 route add default from 2001:db8:1::/64 dev dsl0 metric 100 proto 169
failover check
kill_pppd
failover check
# Fails if a route for a prefix counts.
check 'a route for a prefix only: lost' called 'pon lte'
ip -6 route del default from 2001:db8:1::/64 dev dsl0
only -6 route add default from 2001:db8:1::/64 metric 50 \
	nexthop via fe80::7 dev eth7 nexthop via fe80::1 dev dsl0
# Fails if that is looked for in the line of a way.
check 'one of several ways for a prefix only: lost' called 'pon lte'
ip -6 route del default from 2001:db8:1::/64 metric 50

# Of a router advertisement: pppd does not take it away while it keeps a session.
with_advertised() {
	fresh
	ip -6 route replace default via fe80::1 dev dsl0 proto ra metric 1024
	link_down dsl0
	down dsl0 dead
}
with_advertised
check 'that of a router advertisement, by Ethernet: it works' not_called
echo 512 >/run/type
mount --bind /run/type /sys/class/net/dsl0/type
with_advertised
# Fails if it counts for a PPP link.
check 'by PPP: the backup is started' called 'pon lte'
umount /sys/class/net/dsl0/type
ip -6 route del default proto ra

via_is() { # GATEWAY: of the server's route
	failover start
	ip route show 203.0.113.9
	[ "$(ip -N route show 203.0.113.9)" = "203.0.113.9 via $1 dev wwan0 proto 168 " ]
}
with_server() {
	fresh 'server 203.0.113.9 dev wwan0'
	link_down dsl0
}
with_server
ip route add default metric 300 nexthop dev eth7 nexthop via 192.0.2.7 dev wwan0
check "the gateway of the way by the server's interface" via_is 192.0.2.7
ip route del 203.0.113.9
with_server
ip nexthop add id 5 via 192.0.2.8 dev wwan0
ip route add default nhid 5 metric 300
# Fails if `via` is looked for after "default" only.
check 'the gateway of a nexthop object' via_is 192.0.2.8
ip route del 203.0.113.9
with_server
ip -4 route add default via inet6 fe80::9 dev wwan0 metric 300
# Fails if "inet6" is taken for the gateway, or the gateway's family for the route's.
check 'an IPv6 gateway of IPv4 routes' via_is 'inet6 fe80::9'
ip route del 203.0.113.9
fresh 'server 203.0.113.9 via fe80::8 dev wwan0'
link_down dsl0
# Fails if ip is not told of the other family.
check 'one that the configuration names' via_is 'inet6 fe80::8'

# An interface may be named like a word of `ip route`.
is_seen() { # METRIC: of a default route by the primary, which is $name; and that it is gone
	fresh 'lost-metric 1000'
	kill_pppd
	sed -i "s/dsl0/$name/" "$conf"
	link_down dsl0
	ip route add default dev "$name" metric "$1"
	failover check
	not_called && ip route del default dev "$name" && failover check && called 'pon lte'
}
for name in dead from linkdown nexthop metric via dev table; do
	add_link $name
	# Fails if a name is looked for among the words of a route, or the other way round.
	check "an uplink '$name' works, and is lost" is_seen 0
	check 'with a metric, too' is_seen 100
done
has_no_gateway() {
	fresh 'server 203.0.113.9 dev via'
	ip route replace default dev via metric 300
	link_down dsl0
	failover start
	ip route show 203.0.113.9
	[[ $(ip route show 203.0.113.9) == '203.0.113.9 dev via proto '* ]]
}
ip route del 203.0.113.9
# Fails if the word behind its name is a gateway.
check "a route by the interface 'via' has no gateway" has_no_gateway
done_testing
