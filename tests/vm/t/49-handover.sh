#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# failover-conntrack sticky: when the line is back, connections that began on the
# backup, translated to its address, stay there until they end, and new ones take
# the line: not a packet is lost or overtaken. Nothing of it outlives pppd, and
# what it leaves when it is killed harms nobody, and is removed by the next one.

. ./lib.sh
. ./failover-lib.sh

world
second_path
bridge_wire 1500
start_our_ac --one-session replace
provider_routes ac
peers_basic line persist 'maxfail 0' 'ifname dsl0' 'failover-metric 100' \
	'failover-conntrack sticky'
peers_basic following 'ifname dsl0' 'failover-metric 100' 'failover-conntrack yes'
backup_route() { ip route "$1" default via $lns4 metric 1000; } # add|del
nft -f - <<-'END'
	table ip nat {
		chain post {
			type nat hook postrouting priority 100
			oifname { "dsl0", "wwan0" } masquerade
		}
		chain pre {
			type nat hook prerouting priority -100
			iifname "wwan0" tcp dport 8080 dnat to 192.168.1.2:7
		}
	}
END

# As a provider does, it takes nothing with the address of another one (BCP 38).
ac nft -f - <<-'END'
	table ip spoofed {
		chain forward {
			type filter hook forward priority 0
			iifname "ppp*" ip saddr != 10.67.0.0/16 drop
		}
	}
END

serve_connections server
serve_connections lan
backup_route add
remember_state

start_stream() {
	: >/tmp/there && : >/tmp/back
	ip netns exec server ./stream.pl serve $server4 9 /tmp/there &
	server_stream=$!
	poll_until 5 eval "server ss -Huln 'sport = :9' | grep -q ."
	ip netns exec lan ./stream.pl send $server4 9 /tmp/back &
	stream=$!
	poll_until 5 test -s /tmp/back
}
# In $there and $back how many were lost and overtaken, on the way there, and there and back.
end_stream() {
	local last
	kill "$stream"
	wait "$stream"
	kill "$server_stream"
	last=$(sed -n 's/^sent //p' /tmp/back)
	there=$(./stream.pl count /tmp/there 1 "$last")
	back=$(./stream.pl count /tmp/back 1 "$last")
	note "of $last packets, lost and overtaken there: $there, there and back: $back"
}
streams_from() { tail -n 1 /tmp/there | grep " $1\$"; } # ADDRESS

follows_line() { streams_from "$(line_address)"; }

rules() { ip rule | grep 'proto 168\|proto pppoe-clamp'; }
marks() { nft list tables | grep 'pppoe-clamp-sticky'; }
copies() { ip route show table all | grep 'table 16800000'; }
sticks() { rules && marks && copies; }
no_rules() { [ -z "$(rules)$(marks)$(copies)" ]; }

check 'a connection by the backup' open_connection old lan $server4 7
check 'has its address' seen_as old 192.0.2.2
check 'one of the router itself' open_connection own router $server4 7
check 'has it, too' seen_as own 192.0.2.2
check 'one that comes in by the backup' open_connection in server 192.0.2.2 "8080,bind=$server4"
start_stream

check 'the line is back' pon line updetach
check 'it carries the LAN' poll_until 5 by dsl0
# Fails if only our route is added.
check 'what began on the backup is kept there' sticks
check 'the connection goes on' still_answers old
check 'that of the router' still_answers own
# Fails without the second rule of the chain.
check 'that which came in' still_answers in
check 'a new one' open_connection new lan $server4 7
check 'has the address of the line' seen_as new "$(line_address)"
check 'the stream goes on, too' streams_from 192.0.2.2
end_stream
# Fails without the marks: masquerade drops one. (That they come before the route: test_link.c.)
check 'not a packet was lost or overtaken on the way there' test "$there" = '0 0'
check 'nor back' test "$back" = '0 0'

# Fails if nobody looks for other uplinks, or connections are not dropped then.
start_stream
backup_route del
check 'the backup has no route any more: nothing is kept' poll_until 5 no_rules
check 'the stream follows' poll_until 5 follows_line
end_stream
backup_route add
check 'it has one again' poll_until 5 sticks
ip link set wwan0 down
check 'it is down' poll_until 5 no_rules
ip link set wwan0 up
backup_route add
check 'and up again' poll_until 5 sticks

kill -9 "$(router_pppds)"
check 'pppd is killed' ends_within 5
unowned || check 'so is every mark' poll_until 5 eval '! marks'
check 'by the backup' poll_until 5 by wwan0
open_connection old lan $server4 7
check 'a connection by it' seen_as old 192.0.2.2
check 'the line is back' pon line updetach
check 'it carries the LAN' poll_until 5 by dsl0
# Fails without clear_dead.
check 'two rules by mark, and two by address' test "$(rules | wc -l)" = 4
check 'and one route' test "$(copies | wc -l)" = 1
check 'the connection goes on' still_answers old

poff line
check 'pppd ends' ends_within 15
check 'the connection goes on' still_answers old
check 'nothing is left' nothing_left

# With `yes`, the stream takes the new address; the far end sees both.
start_stream
check 'the line is back, and connections follow' pon following updetach
check 'the stream does' poll_until 5 follows_line
end_stream
# Fails without holds_flows() some of the time: masquerade drops a packet that comes to the line
# before its entry is deleted.
check 'not a packet was lost or overtaken on the way there' test "$there" = '0 0'
poff following
check 'pppd ends' ends_within 15
done_testing
