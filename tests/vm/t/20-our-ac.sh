#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tests' own access concentrator (ac/): what the tests that use it rely on.

. ./lib.sh

mtu_is() { # MTU; on both ends of the session
	echo "router: $(cat /sys/class/net/ppp0/mtu), concentrator: $(ac ip -o link show ppp0)"
	[ "$(</sys/class/net/ppp0/mtu)" = "$1" ] && ac ip link show ppp0 | grep -q "mtu $1 "
}
passes() { # MTU: packets of this size, unfragmented, both ways
	local unfragmented=(-c 2 -i 0.2 -W 2 -M 'do' -s $(($1 - 28)))
	ping "${unfragmented[@]}" 10.67.15.1 && ac ping "${unfragmented[@]}" "$(session_address)"
}
session_address() { ip -4 -o address show dev ppp0 | sed 's/.*inet \([0-9.]*\).*/\1/'; }
up_with() { # PEERS
	pppd call "$1" && poll_until 30 up4 ppp0
}
kill_client() {
	kill -9 "$(router_pppds)"
	poll_until 5 gone ppp0
}
send_padt() { # SESSION
	local to from
	to=$(ac cat /sys/class/net/eth0/address)
	from=$(</sys/class/net/eth1/address)
	frame "$to" "$from" 8863 11a7 "000$1" 0000 | socat -u - INTERFACE:eth1
}
ac_alone() { ! ac grep ppp /proc/net/dev; }
closed_by() { poll_until 30 ac_logged "^session $1 closed: $2\$"; } # SESSION WHY
ac_ends() { ! kill -0 "$ac_pid" 2>/dev/null; }

world
jumbo_wire
sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 1/; s/^lcp-echo-failure.*/lcp-echo-failure 4/' \
	/tmp/ac/pppoe-server-options
peers_basic ours
PLUGIN=rp-pppoe.so peers_basic stock 'mtu 1500' 'mru 1500'
PLUGIN=rp-pppoe.so peers_basic persistent persist 'maxfail 0'
remember_state

start_our_ac --max-payload 1500 --one-session refuse
check 'the stock plugin comes up' up_with stock
check 'at 1500' mtu_is 1500
check 'packets of 1500 bytes pass both ways' passes 1500
check 'a PADT of the client goes out' send_padt 1
check 'and closes its session' closed_by 1 PADT
check 'and ends its pppd' ac_alone
kill_client

check 'our plugin comes up' up_with ours
check 'at 1492' mtu_is 1492
check 'packets of 1492 bytes pass both ways' passes 1492
kill -9 "$(ac_pppd)"
check 'a lost pppd of the concentrator closes the session' closed_by 2 'pppd ended'
check 'its PADT ends ours' ends_within 5

check 'a third session' up_with stock
kill_client
check 'a second one of the same client' pppd call persistent
check 'is refused' poll_until 30 ac_logged '^refused .*: only one session'
check 'while the first lives' ac_pppd
check 'until the concentrator misses its echoes' closed_by 3 'pppd ended'
check 'then it works' poll_until 30 up4 ppp0

kill -9 "$ac_pid"
check 'the concentrator vanishes with its sessions' poll_until 5 ac_alone
check 'without a PADT' exists ppp0
kill_client
start_our_ac --lcp-again 30 --sid 7
check 'a session whose PADS came after LCP' up_with ours
kill "$ac_pid"
check 'the concentrator ends' poll_until 5 ac_ends
check 'with a PADT that ends ours' ends_within 5
check 'nothing is left' nothing_left
done_testing
