#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What others take from an interface: what we are told, and what we put back.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

picture() {
	ip -o address show dev ppp0 | sort | sed 's/  */ /g; s/\\.*//'
	ip -4 route show table all dev ppp0 | sort
	ip -6 route show table all dev ppp0 | grep -v ^multicast | sort
}
as_before() { picture >/run/now; diff /run/picture /run/now; }
says() { # COMMAND ANSWER
	tell ours "$1"
	echo "wanted: done $2"
	[ "$answer" = "done${2:+ $2}" ]
}
is_told() { check "$1" says changes "$2"; } # NAME CHANGES
restores() { check "$1" says putback "$2"; } # NAME CHANGES

sysctl -q net.ipv6.conf.default.dad_transmits=0
ip -batch - <<-END
	link add ppp0 type veth peer name peer0
	link add ppp1 type veth peer name peer1
	link set peer0 up
	link set peer1 up
	link set ppp0 addrgenmode none arp off
	link set ppp0 up
	link set ppp1 up
	address add 10.0.0.2 peer 10.0.0.1/32 dev ppp0
	address add fe80::2 peer fe80::1/128 dev ppp0 scope link
	address add 10.9.9.9/24 dev ppp0
	address add 2001:db8::9/64 dev ppp0
END
# The kernel adds the routes to addresses of IPv6 in a work queue.
has_locals() { [ "$(ip -6 route show table local dev ppp0 | grep -c '^local')" = 2 ]; }
check 'the addresses are there' poll_until 10 has_locals
# The kernel tells of carriers from a work queue, too, in their order: of ppp0 before its peer.
peer_is() { ip link show peer0 | grep -q "state $1 "; } # STATE
check 'and a carrier' poll_until 10 peer_is UP
start_driver ours
check 'routes' tell ours route4 ppp0 100
check 'of both' tell ours route6 ppp0 100
check 'what is there is kept' tell ours keep4 ppp0 10.0.0.2
check 'of both' tell ours keep6 ppp0
picture >/run/picture
is_told 'nothing has happened' ''

ip -4 route del default dev ppp0 metric 100
is_told 'a route of ours is removed' 'IPv4 default route'
ip -6 route del default dev ppp0 metric 100
is_told 'the other' 'IPv6 default route'
tell ours route4 ppp0 100 >/dev/null
tell ours route6 ppp0 100 >/dev/null
is_told 'to add it is no change' ''
tell ours route4 ppp0 200 >/dev/null
# Fails if the port of our own socket is not looked at.
is_told 'nor is our own removal' ''
tell ours route4 ppp0 100 >/dev/null
tell ours changes >/dev/null

# In the place of ours, which the kernel says with a new route only.
ip -4 route replace default dev ppp1 metric 100
# Fails if only what is removed is looked for.
is_told 'a route of ours is replaced' 'IPv4 default route'
ip -6 route replace default dev ppp1 metric 100
is_told 'the other' 'IPv6 default route'
tell ours route4 ppp0 100 >/dev/null
tell ours route6 ppp0 100 >/dev/null
has_two() { [ "$(ip -4 route show default | wc -l)" = 2 ]; }
check 'ours comes back beside it' has_two
ip -4 route del default dev ppp1 metric 100
ip -6 route del default dev ppp1 metric 100
ip -4 route replace 192.0.2.0/24 dev ppp1 metric 100
ip -4 route del 192.0.2.0/24
is_told 'others may replace what they want' ''
check 'all is as before' poll_until 10 as_before

ip -4 address del 10.0.0.2 peer 10.0.0.1/32 dev ppp0
is_told 'the address is removed, and the route with it' 'IPv4 address, route to the peer'
restores 'both are put back' 'IPv4 address'
check 'as they were' poll_until 10 as_before
is_told 'which is no change' ''
ip -6 address del fe80::2 peer fe80::1/128 dev ppp0
is_told 'of IPv6, too' 'IPv6 address, route to fe80::'
# The kernel adds the route to the address itself in a work queue: we may be sooner.
puts_back_ipv6() { says putback 'IPv6 address' || says_again 'IPv6 address, route to fe80::'; }
says_again() { [ "$answer" = "done $1" ]; }
check 'it is put back' puts_back_ipv6
check 'as it was' poll_until 10 as_before

ip -4 address add 10.9.9.8/24 dev ppp0
ip -4 address del 10.9.9.9/24 dev ppp0
ip -6 address del 2001:db8::9/64 dev ppp0
# Fails if any address is taken for ours.
is_told 'addresses of others are theirs' ''
restores 'nothing to do' ''
ip -4 address flush dev ppp0 to 10.9.9.8
picture >/run/picture

# Another link with the same peer. Fails if a route of another interface counts as ours.
ip -4 address add 10.0.0.3 peer 10.0.0.1/32 dev ppp1
ip -6 address add fe80::3 peer fe80::1/128 dev ppp1
# Fails if the kernel's routes are not kept.
ip -4 route flush dev ppp0
is_told 'all routes of IPv4' 'route to the peer, IPv4 default route'
restores 'the kernel'\''s is put back' 'route to the peer'
tell ours route4 ppp0 100 >/dev/null
check 'as it was' poll_until 10 as_before
ip -6 route flush dev ppp0
is_told 'all routes of IPv6' 'route to fe80::, IPv6 default route'
restores 'the kernel'\''s are put back' 'route to fe80::'
tell ours route6 ppp0 100 >/dev/null
check 'as they were' poll_until 10 as_before

ip link set ppp0 mtu 1400
is_told 'the MTU' 'link'
restores 'nothing to do' ''
ip link set ppp0 down
check 'down' poll_until 10 peer_is LOWERLAYERDOWN
ip link set ppp0 up
check 'up' poll_until 10 peer_is UP
tell ours changes
check 'down and up' test "$answer" = 'done link IPv6 address, route to fe80::, IPv6 default route'
check 'IPv6 has lost its address' puts_back_ipv6
tell ours route4 ppp0 100 >/dev/null
tell ours route6 ppp0 100 >/dev/null
check 'as before' poll_until 10 as_before

sysctl -q net.ipv6.conf.ppp0.disable_ipv6=1
tell ours changes
check 'IPv6 is off' test "$answer" = 'done IPv6 address, route to fe80::, IPv6 default route'
restores 'and its address refused' ''
sysctl -q net.ipv6.conf.ppp0.disable_ipv6=0
# Fails if only links as such are looked at: of an address that the kernel has not made
# itself nothing says that it could be there again.
is_told 'IPv6 is on' 'link'
check 'its address is put back' puts_back_ipv6
tell ours route6 ppp0 100 >/dev/null
check 'as before' poll_until 10 as_before

# Of others nothing gets into the queue. Fails without the filter of the socket.
tell ours changes >/dev/null
ip link add br0 type bridge
ip link set ppp1 master br0
ip link set ppp1 nomaster
for version in 4 6; do # nor of a default route with another metric than ours
	ip "-$version" route add default dev ppp1 metric 200
	ip "-$version" route replace default dev ppp1 metric 200 mtu 1400
done
ip link set ppp1 down
ip route add 192.0.2.0/24 dev ppp0 proto bgp
ip route del 192.0.2.0/24 dev ppp0
queued() { # of sockets that are in the group of IPv6 routes, in bytes
	awk '$2 == 0 && $4 ~ /d51$/ { print $5 }' /proc/net/netlink
}
check 'what others do on their own is not queued' test "$(queued)" = 0

check 'no VRF' says 'vrf ppp0' 0
ip link set ppp0 master br0
check 'a bridge is none' says 'vrf ppp0' 0
if ip link add red type vrf table 1000 2>/dev/null; then
	ip link set red up
	ip link set ppp0 master red
	check 'a VRF' says 'vrf ppp0' 1000
else
	skip 'a VRF' 'this kernel has none'
fi
check 'the end' tell ours exit
done_testing
