#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Routes and addresses that somebody else takes from a link that is up.
#
# Depends on the version of pppd.

. ./lib.sh

world
start_ac
serve_connects server 80
peers_basic line 'failover-metric 100' persist 'maxfail 0'
remember_state

ours4='default dev ppp0 proto 168 scope link metric 100'
ours6='default dev ppp0 proto 168 metric 100'

addresses() { ip -o address show dev ppp0 | sed 's/^[0-9]*: *//; s/  */ /g; s/\\.*//' | sort; }
routes() {
	ip -4 route show table all dev ppp0 | sed 's/ linkdown//; s/ *$//' | sort
	ip -6 route show table all dev ppp0 | sed 's/ pref medium//; s/ linkdown//; s/ *$//' | sort
}
picture() { addresses; routes; }
as_before() { picture >/tmp/now; diff /tmp/picture /tmp/now; }
lines_said() { grep -c 'Somebody takes\|Somebody took\|Somebody has' /tmp/log; }
reaches() { lan ping -c 1 -W 1 "$server4" && lan ping -c 1 -W 1 "$server6"; }
complete() { both_up ppp0 && one_route_each; }

# COMMAND takes something; 100 ms later all is as before, the LAN reaches the
# server, pppd is the same, and LINES lines have said it.
survives() { # NAME LINES COMMAND...
	local before
	before=$(lines_said)
	check "$1: done" "${@:3}"
	check "$1: as before within 100 ms" by_ms 100 as_before
	check "$1: the LAN reaches the server" reaches
	check "$1: pppd went on" test "$(router_pppds)" = "$pid"
	check "$1: $2 line" test "$(($(lines_said) - before))" = "$2"
	[ "$(($(lines_said) - before))" = "$2" ] || tail -n 5 /tmp/log | sed 's/^/# /'
}
# Only what COMMAND waits for counts here, and starting ip takes longer than that.
by_ms() { # MS COMMAND...
	local ms=$1
	shift
	sleep "0.$ms"
	"$@"
}
# With a new link three removals in a minute are put back again.
start() {
	poll_until 10 ac_idle
	check 'the link is up' pon line updetach
	check 'with both IP versions' poll_until 30 complete
	check 'the LAN reaches the server' poll_until 10 reaches
	pid=$(router_pppds)
	picture >/tmp/picture
	: >/tmp/log
}
stop() {
	: >/tmp/log
	check 'its end' poff line
	check 'comes' ends_within 15
	check 'its own removals are no loss' test "$(lines_said)" = 0
}

start
sed 's/^/# /' /tmp/picture
# shellcheck disable=SC2086 # a route is a list of words
{
	survives 'the IPv4 default route' 1 ip -4 route del $ours4
	survives 'the IPv6 default route' 1 ip -6 route del $ours6
}
check 'the log says which' logged 'Somebody took from ppp0: IPv6 default route; it is back'
stop
start
survives 'the IPv4 address' 1 ip -4 address flush dev ppp0
survives 'all addresses' 1 ip address flush dev ppp0
survives 'all IPv4 routes' 1 ip -4 route flush dev ppp0
stop
start
survives 'all IPv6 routes' 1 ip -6 route flush dev ppp0
down_and_up() { printf 'link set ppp0 %s\n' down up | ip -batch -; }
for time in once twice 'three times' 'four times'; do
	survives "down and up, $time" 1 down_and_up
done

: >/tmp/log
check 'down' ip link set ppp0 down
check 'the log says so' poll_until 2 logged 'Somebody has set ppp0 down'
sleep 3
check 'no route is added to a link that is down' no_routes
check 'no error is logged' test "$(grep -c 'default route: add' /tmp/log)" = 0
is_down() { [ -z "$(ip link show up dev ppp0)" ]; }
check 'it stays down' is_down
check 'up' ip link set ppp0 up
check 'all is as before' poll_until 1 as_before
check 'the LAN reaches the server' reaches

check 'IPv6 is off' sysctl -q net.ipv6.conf.ppp0.disable_ipv6=1
sleep 3
check 'and on again' sysctl -q net.ipv6.conf.ppp0.disable_ipv6=0
# Fails without RTMGRP_IPV6_IFINFO: the kernel makes no address for PPP by itself.
check 'all is as before' poll_until 1 as_before
check 'the LAN reaches the server' reaches

stop
start
: >/tmp/log
take() { ip -4 route del default dev ppp0 metric 100; }
for time in first second third; do
	check "the $time removal in a minute" take
	check 'is undone' by_ms 100 one_route_each
done
check 'the fourth' take
sleep 1
check 'is not' test -z "$(our_routes -4)"
check 'the log says so' logged 'Somebody takes from ppp0 again and again: IPv4 default route; left away for 300 s'
check 'in one line' test "$(lines_said)" = 4
stop
start

check 'a VRF' ip link add red type vrf table 10
ip link set red up
picture >/tmp/picture
check 'the link belongs to it' ip link set ppp0 master red
in_table_10() {
	[ "$(ip -4 route show table 10 proto 168)" = 'default dev ppp0 scope link metric 100 ' ] &&
		ip -6 route show table 10 proto 168 | grep -q '^default dev ppp0 metric 100'
}
check 'the routes are in its table' poll_until 1 in_table_10
check 'and nowhere else' one_route_each
check 'so is what is taken there' ip -4 route del default dev ppp0 table 10
check 'and comes back there' by_ms 100 in_table_10
check 'it leaves the VRF' ip link set ppp0 nomaster
check 'the routes are back in main' poll_until 1 as_before
ip link del red
ip -4 rule del pref 1000
ip -6 rule del pref 1000

check 'another name' eval 'ip link set ppp0 down && ip link set ppp0 name wan && ip link set wan up'
check 'the clamp follows' poll_until 1 clamps wan
check 'so do the routes' poll_until 1 one_route_each
check 'and back' eval 'ip link set wan down && ip link set wan name ppp0 && ip link set ppp0 up'
check 'all is as before' poll_until 1 as_before

stop
check 'nothing is left' nothing_left
done_testing
