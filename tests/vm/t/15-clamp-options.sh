#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The clamp's options on a real link: fixed values, off, each backend, and
# values that follow an MTU or a name that somebody changes.

. ./lib.sh

world
start_ac
serve_connects server 80
remember_state

# The router's own connection, too, must be seen on the link.
router_connects() { socat -u /dev/null "TCP:$server4:80,bind=$(own_address),connect-timeout=10"; }
own_address() { ip -4 -o address show ppp0 | sed 's/.*inet \([0-9.]*\).*/\1/'; }

up() { # [LINE...]
	peers_basic line 'failover-metric 100' "$@"
	pon line && poll_until 30 complete && lan_reaches # or a SYN comes twice
}
complete() { both_up ppp0 && one_route_each; }
seen_at_least() { [ "$(syn_lines router | wc -l)" -ge "$1" ]; }
down() { poff line && ends_within 15 && nothing_left; }

# MSS of a forwarded SYN and SYN/ACK behind the clamp, for IPv4 and IPv6.
forwarded() {
	watch_syns
	connects lan "$server4" 80
	connects lan "$server6" 80
	poll_until 10 seen_at_least 8
	end_watch
	syn_lines router | awk '$5 != "correct" { print "wrong" } NR % 2 == 0 { print $4 }' | xargs
}
forwards() { # MSS...
	local got
	got=$(forwarded)
	echo "$got"
	[ "$got" = "$*" ]
}
local_syn() {
	watch_syns
	router_connects
	poll_until 10 seen_at_least 2
	end_watch
	syn_lines router
	syn_lines ac
}
announces() { # MSS
	local_syn >/tmp/local
	cat /tmp/local
	grep -q "eth1 Out S $1 correct" /tmp/local
}

for backend in forward netdev both; do
	check "clamp-backend $backend comes up" up "clamp-backend $backend"
	check 'lowers SYN and SYN/ACK of both IP versions' forwards 1452 1452 1432 1432
	check 'down' down
done

check 'clamp-mss 1412 comes up' up 'clamp-mss 1412'
check 'lowers to 1412, and IPv6 to packets of that size' forwards 1412 1412 1392 1392
counters() { nft list ruleset | grep -o 'counter packets 1 ' | wc -l; }
check 'and counts both SYNs and both SYN/ACKs, each once, as lowered' test "$(counters)" = 4
check 'the router itself announces 1412' announces 1412
session='PPPoE session [0-9]* with lab-ac on eth1'
table() { nft list ruleset | grep "comment \"pppoe-clamp.so: $session; not for nftables.conf\""; }
check 'the table says for whom it is' table
check 'down' down

check 'clamp-mss off comes up' up 'clamp-mss off'
check 'without a table' test "$(clamp_tables)" = 0
check 'every MSS passes' forwards 1460 1460 1440 1440
check 'down' down

check 'auto comes up' up
check 'the router itself announces what its MTU allows' announces 1452
ip link set ppp0 mtu 1400
check 'an MTU changed by hand: the clamp follows' poll_until 5 forwards 1360 1360 1340 1340
ip link set ppp0 down && ip link set ppp0 name dsl && ip link set dsl up
check 'a new name: so does the table' poll_until 5 clamps dsl
check 'and there is one' test "$(clamp_tables)" = 1
check 'down' down

refused() { # LINE TEXT
	peers_basic bad "$1"
	pppd call bad nodetach >/tmp/bad 2>&1 && return 1
	cat /tmp/bad
	grep -q "$2" /tmp/bad
}
check 'clamp-mss 100' refused 'clamp-mss 100' "clamp-mss: '100' is not auto, off, or an MSS of 536 to"
check 'clamp-mss 1453' refused 'clamp-mss 1453' 'clamp-mss: 1453 is more than 1452, which is what fits an MTU of 1492'
check 'clamp-backend x' refused 'clamp-backend x' "clamp-backend: 'x' is not auto, forward, netdev or both"
check 'nothing is left' nothing_left
done_testing
