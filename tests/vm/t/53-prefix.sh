#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A prefix that the provider delegates, from the line to a host of the LAN with SLAAC, by each
# of Debian's clients: systemd-networkd, dhcp6c, and dhcpcd.
# After a reconnect, with another prefix, the host has an address that works within
# seconds, and none that does not for what begins, as it fetches something each 20 ms. A line
# that was lost for a moment keeps its prefix. Then what the host goes through beside an uplink
# without IPv6, and beside one that has a prefix of its own.
#
# Depends on the version of pppd.

. ./lib.sh
. ./failover-lib.sh
. ./prefix-lib.sh

prefix_world
second_path
# A mobile router, which has IPv4 only.
ip route add default via "$lns4" metric 1000
server ip route replace 192.168.1.0/24 via 192.0.2.2
bridge_wire 1500
start_our_ac
serve_connects server 80
peers_basic line persist 'maxfail 0' 'failover-metric 100'

is_new() {
	local number=
	{ read -r number </sys/class/net/ppp0/ifindex; } 2>/dev/null
	[ "${number:-$index}" != "$index" ] && up6 ppp0
}
new_session() {
	index=$(index_of ppp0)
	kill -HUP "$(router_pppds)"
	start_clock
	in_time 30000 is_new || return
	dialled=$took
	start_clock
}
asks_nobody() { [ "$(leases)" = "$before" ]; }
leaves_by_nothing() { # N: what a host sends from this prefix
	ip -6 route get "$server6" from "$(prefix_number "$1"):9" iif lan0 2>&1 | grep 'No route to host'
}
# A connection would hear of it while it holds its socket, as nothing takes time here.
refused_in() { # MS
	start_clock
	lan ping -c 1 -W 5 "$server6" | grep -i 'no route'
	read_clock
	[ "$took" -le "$1" ]
}

# The seconds that an address of PREFIX has left: to be preferred, and to be valid.
lifetimes() { # PREFIX
	host_addresses | sed -n "s/.*inet6 $1.* valid_lft \([0-9]*\)sec preferred_lft \([0-9]*\)sec/\2 \1/p"
}
longest=5400 # as RFC 9096 has it
lives() { # PREFIX LEAST MOST: and be valid for no more than the longest
	local for valid
	read -r for valid < <(lifetimes "$1")
	echo "preferred for $for s, valid for $valid s"
	[ "$for" -ge "$2" ] && [ "$for" -le "$3" ] &&
		[ "$valid" -gt 0 ] && [ "$valid" -le "$longest" ]
}
# The host uses one for what begins, and not the other.
host_is_on_line() { host_prefers "$n" && second_is deprecated; }
host_is_elsewhere() { host_avoids "$n" && second_is preferred; }

# It asks, and who advertises here answers with what the client has. A second later it hears of the
# other prefix, of which it then tries an address.
comes_anew() {
	lan sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
	lan sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0
	poll_until 10 has_heard_of_line && poll_until 6 host_is_elsewhere
}
come_anew() { comes_anew && comes_anew; }
has_heard_of_line() { host_addresses | grep "inet6 $(prefix_number "$n")"; }

# With the prefix number $n, and then the next, of any client. While a prefix must not be used,
# networkd's own advertisement of it is answered within 1 s, and so long the host may be misled.
goes_through() {
	start_fetches "$server6" "$server4"
	pull_cable
	check 'a backup without IPv6: the line is lost' poll_until 10 host_avoids "$n"
	pause 4
	plug_cable
	check 'and back' poll_until 20 host_prefers "$n"
	pause 1
	end_fetches
	# Fails if this is a router for IPv6 still: the kernel refuses few of the packets.
	check 'the host goes on at once, by one IP version or the other' [ "$gap" -le 2000 ]

	second_uplink
	check 'an uplink with IPv6 beside it: the host stays' poll_until 10 host_is_on_line
	count_strays
	check 'its lifetimes' lives "$(prefix_number "$n")" 1 2700
	check 'those of the other' poll_until 10 lives $second_prefix 0 0
	start_fetches "$server6"
	pull_cable
	check 'failover: the host is on the other' poll_until 10 host_is_elsewhere
	pause 4
	end_fetches
	check 'failover: it goes on at once' [ "$gap" -le 2000 ]
	check 'failover: lifetimes of the one' poll_until 10 lives "$(prefix_number "$n")" 0 0
	check 'failover: those of the other' lives $second_prefix 1 2700
	# The second fails if nobody looks whether others advertise.
	check 'failover: two hosts that come are on the other, too' come_anew
	start_fetches "$server6"
	plug_cable
	check 'fail-back: the host is on the line' poll_until 20 host_is_on_line
	pause 1
	end_fetches
	check 'fail-back: it goes on at once' [ "$gap" -le 2000 ]
	n=$((n + 1))
	delegate_from $n
	start_fetches "$server6"
	check 'reconnect: another session' new_session
	check 'reconnect: the host is on its prefix' poll_until 10 host_is_on_line
	pause 1
	end_fetches
	check 'reconnect: it goes on at once' [ "$gap" -le 2000 ]
	check 'reconnect: the old prefix is avoided' host_avoids $((n - 1))
	check 'none left by the uplink of another prefix' no_strays
	end_second_uplink
}

# dhcp6c waits for up to a second, drawn at random, before it asks (RFC 8415, section 18.2.1),
# and the host for up to one before it tries an address for another (RFC 4862, section 5.4.2).
# All else takes some ticks of the clock, of 10 ms.
n=0
clients=(networkd dhcpcd wide)
# Debian's own kernels are in QEMU, whose processor takes time; others' advertisements take a second.
at_once=100
! grep -q Debian /proc/sys/kernel/version || at_once=500
# The networkd of Debian 11 knows other words. Beside dhcpcd, dnsmasq advertises both prefixes, for
# longer, and of that a host keeps two hours (RFC 4862, section 5.5.3).
[ ! -e /srv/dhcpcd5 ] || { clients=(dhcpcd wide) && longest=7200; }
for client in "${clients[@]}"; do
	delegate_from $n
	start_client "$client"
	pppd call line >/dev/null
	check "$client: the link is up" poll_until 20 both_up ppp0
	check "$client: the host has an address" poll_until 10 host_prefers $n
	check "$client: it works" connects lan "$server6" 80

	n=$((n + 1))
	delegate_from $n
	start_fetches "$server6"
	check "$client: another session" new_session
	count_dead $((n - 1))
	# Fails without our own advertisement: dnsmasq's comes a second later, networkd's does not.
	check "$client: the old one is avoided at once" in_time $at_once host_avoids $((n - 1))
	# Fails without `renew`.
	check_by "$client: the host has another address within 3 s" 3050 host_prefers $n
	check "$client: it works" connects lan "$server6" 80
	pause 1
	end_fetches
	note "$dialled ms of that without a session"
	check "$client: the host goes on within as long" [ "$gap" -le $((dialled + 3100)) ]
	check "$client: and loses none after that" [ "$late" = 0 ]
	# Fails without routes by prefix: the line has them.
	check "$client: none left by the line from the old prefix" none_left
	check "$client: it stays avoided" host_avoids $((n - 1))
	check "$client: and leaves by no line" leaves_by_nothing $((n - 1))

	before=$(leases)
	pull_cable
	check "$client: a line that is lost: IPv6 is avoided" poll_until 10 host_avoids $n
	# Fails without the route that refuses, as nothing says that there is no way.
	check "$client: and refused at once" refused_in 500
	check "$client: the host goes on by IPv4" connects lan "$server4" 80
	plug_cable
	check "$client: it is back" poll_until 20 host_prefers $n
	check "$client: and works" poll_until 5 connects lan "$server6" 80
	# Fails if ip-limbo renews.
	check "$client: with the same lease" asks_nobody
	[ "$client" != "${clients[0]}" ] || goes_through
	poff line
	check "$client: pppd ends" ends_within 15
	check "$client: the prefix is avoided" poll_until 10 host_avoids "$n"
	end_client "$client"
	n=$((n + 1))
done
done_testing
