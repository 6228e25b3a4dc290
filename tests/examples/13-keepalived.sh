#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/keepalived: two routers, one of which has the LAN's address and the session.
# The other takes both over when the first is stopped, has lost its line, or dies; soon
# after that there is one of each again: session, clamp and master.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

second() { nsenter --target "$second" --mount --pid --net --uts "$@"; }

# lan0 and eth1 of both routers, each on a switch.
two_routers() {
	bridge_wire 1504
	ip link del lan0
	ip netns add second
	ip netns add switch
	ip link add eth1 netns second type veth peer name port2 netns wire
	ip link add lan0 type veth peer name first netns switch
	ip link add lan0 netns second type veth peer name second netns switch
	ip -n lan link add eth0 type veth peer name host netns switch
	ip -n wire link set port2 master bridge0 up
	ip -n switch link add lan type bridge
	for port in first second host lan; do
		[ $port = lan ] || ip -n switch link set $port master lan
		ip -n switch link set $port up
	done
	ip -n lan -batch - <<-END
		link set eth0 up
		address add $lan4/24 dev eth0
		address add $lan6/64 dev eth0
		route add default via 192.168.1.1
		route add default via 2001:db8:1::1
	END
	lan ethtool -K eth0 tx off >/dev/null
}
# With a /run of its own, the files of the first, and its own address.
start_second() {
	ip netns exec second unshare --mount --pid --fork --kill-child --mount-proc --uts sh -ec '
		hostname second
		mount -t tmpfs run /run
		mkdir -p /run/network /run/lock
		ip link set lo up
		ip address add 192.168.1.252/24 dev lan0
		ip link set lan0 up
		ip link set eth1 up
		sysctl -q -p /etc/sysctl.d/router.conf
		nft -f /etc/nftables.conf
		mkdir /run/dnsmasq
		dnsmasq --conf-file=/dev/null --conf-dir=/etc/dnsmasq.d --user=nobody \
			--pid-file=/run/dnsmasq/dnsmasq.pid --dhcp-leasefile=/run/dnsmasq/leases
		exec keepalived --dont-fork' >>/tmp/second.log 2>&1 &
	second=
	poll_until 10 second_runs $!
}
second_runs() { second=$(pgrep -P "$1") && second true; } # PID
second_ended() { ! kill -0 "$second"; }

sessions() { echo $(($(sessions_logged created) - $(sessions_logged closed))); }
has_one_session() { [ "$(sessions)" = 1 ]; }
# Address, interface of the line, link and clamp: all, and once; or nothing.
picture() { # [second]
	"$@" ip -o address show | grep -oE '(192\.168\.1\.1/24|2001:db8:1::1/64)'
	"$@" ip -o link show | grep -oE ' (line0|ppp[0-9])'
	"$@" nft list tables | grep -o 'pppoe-clamp-.*'
}
has_all() { # [second]
	picture "$@" | tr -d ' ' |
		diff - <(printf '%s\n' 192.168.1.1/24 2001:db8:1::1/64 line0 ppp0 pppoe-clamp-ppp0)
}
has_nothing() { [ -z "$(picture "$@")" ]; } # [second]
first_only() { has_all && has_nothing second && has_one_session; }
second_only() { has_all second && has_nothing && has_one_session; }
# The offers of both routers
offers_name_master() {
	lan python3 - <<-'END'
		import socket
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
		s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth0")
		s.bind(("", 68))
		s.settimeout(10)
		s.sendto(bytes.fromhex("010106000000000100008000") + bytes(16) + bytes.fromhex("020000000007") + bytes(202) +
			bytes.fromhex("63825363350101ff"), ("255.255.255.255", 67))
		offers = s.recv(600), s.recv(600)
		assert all(b"\3\4\xc0\xa8\1\1" in o and b"\6\4\xc0\xa8\1\1" in o for o in offers), offers
	END
}
line_is_gone() { ! picture | grep -E 'line0|ppp'; }
reaches() { lan ping -q -n -c 1 -W 0.2 "$server4"; }
takes_over() { # WHO
	check_by 'the LAN reaches the server again' 8000 reaches
	check "$1 has it all, the other nothing, and the AC one session" poll_until 30 "${1}_only"
	check 'the LAN fetches by IPv4, translated' poll_until 5 download "$server4" 81
	check 'and by IPv6' poll_until 5 download "$server6" 81
	# Fails without dnsmasq in start.
	check 'and knows names' poll_until 10 knows_name lan
}

example_world
two_routers
echo first >/etc/hostname
start_our_ac --one-session replace
start_example gateway keepalived
start_second
start_clock
takes_over first
# What it advertises, and what the second does later
begin_tcpdump /tmp/advertised ip netns exec lan tcpdump -s 2000 -i eth0 --immediate-mode -l -nvv 'icmp6 and ip6[40] == 134'
# Fails without keepalived.conf in dnsmasq.d: one of them names the second.
check 'whichever answers a new host, its router and name server are the master' offers_name_master

start_clock
# Fails without `notify`: the session stays where it is.
check 'the first is stopped' in_debian systemctl stop keepalived
takes_over second
check 'and started' in_debian systemctl start keepalived
check 'it gets everything back' poll_until 30 first_only
advertised() { grep -ac 'rdnss.*addr: ' /tmp/advertised; }
advertised_more() { [ "$(advertised)" -gt "$1" ]; }
# Fails without it, too: hosts would go on to ask the router that is no longer master.
check 'the same for whom an advertisement tells' poll_until 30 advertised_more 1
check_not 'and never another' eval "grep -a 'rdnss.*addr: ' /tmp/advertised | grep -v 'addr: 2001:db8:1::1$'"

pull_cable
start_clock
# Fails without `track_interface`.
takes_over second
plug_cable
check 'the line of the first is back, and so is everything else' poll_until 30 first_only

# Without a word on the line, or in the LAN.
ip -n wire link set port0 down
ip -n switch link set first down
in_debian systemctl kill --signal=KILL keepalived
start_clock
check_by 'the first dies: the LAN reaches the server again' 8000 reaches
check 'the second has it all' poll_until 5 has_all second
# Fails if each router has an address of its own on the line.
check 'the AC has one session' poll_until 5 has_one_session
# Fails without ExecStopPost.
check 'keepalived of the first died alone: nothing of the line stays' poll_until 10 line_is_gone
kill "$second"
check 'the second is stopped' poll_until 15 second_ended
check 'the AC has no session' poll_until 5 ac_idle
done_testing
