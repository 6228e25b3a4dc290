#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sessions of more than 1500 bytes, where the interface, the concentrator and the
# path allow it: proved like 1500, although pppd cannot send or read as much.
#
# Depends on the version of pppd.

. ./lib.sh

world
ip link set lan0 mtu 9000
lan ip link set eth0 mtu 9000
ac ip link set eth1 mtu 9000
server ip link set eth0 mtu 9000
ac ip link set eth0 mtu 9008
# pppd at the other end cannot answer such echoes; the stock plugin stops at 1500.
take_echo_requests
printf '%s\n' 'pppoe-mtu-verify off' 'clamp-mss off' >>/tmp/ac/pppoe-server-options
start_jumbo_ac() { # OPTION...
	start_our_ac --max-payload 8000 --plugin "$PLUGIN" "$@"
}
start_jumbo_ac --echo-data 9000
peers_basic 1600 'mtu 1600' 'mru 1600' 'failover-metric 100'
peers_basic off 'mtu 1600' 'mru 1600' 'failover-metric 100' 'pppoe-mtu-verify off'
peers_basic 9000 'mtu 9000' 'mru 9000' 'failover-metric 100'
peers_basic keep 'mtu 9000' 'mru 9000' 'failover-metric 100' 'pppoe-parent-mtu keep'
remember_state

comes_up() { # PEERS
	: >/tmp/log
	forget_path_mtus
	pppd call "$1" && poll_until 30 both_up ppp0
}
carries() { # PEERS BYTES
	check "$1: the link has $2 at both ends" poll_until 5 both_have "$2"
	check "$1: the clamp knows it" poll_until 5 clamped_to $(($2 - 40)) $(($2 - 60))
	watch_wire 'pppoes and ip'
	check "$1: packets of it pass both ways" pings_both_ways "$2"
	end_wire
	check "$1: on the wire from the client" frames_of router eth1 $(($2 + 22)) request
	check "$1: and back" frames_of ac eth0 $(($2 + 22)) reply
	check "$1: requests of the server" frames_of ac eth0 $(($2 + 22)) request
	check "$1: and back" frames_of router eth1 $(($2 + 22)) reply
}
frames_of() { # SENDER INTERFACE LENGTH KIND
	on_wire "^[^ ]+ $("$1" cat "/sys/class/net/$2/address") > .*length $3: .* ICMP echo $4"
}
proves() { # PEERS BYTES
	check "$1: the link comes up" comes_up "$1"
	check "$1: the path is proved" poll_until 10 logged "carries $2 bytes both ways"
	carries "$1" "$2"
	check "$1: pppd reads without errors" reads_well
	check "$1: it ends" ends
	check "$1: nothing is left" nothing_left
}
reads_well() { ! grep -E ' read( /dev/ppp)?: ' /tmp/log; }
ends() {
	poff -a
	ends_within 15 && poll_until 10 ac_idle
}

# To the client, with so many bytes behind PPP's protocol field.
send_unknown() { # BYTES
	local session
	session=$(sed -n 's/.*PPP session is //p' /tmp/log)
	frame "$(</sys/class/net/eth1/address)" "$(ac cat /sys/class/net/eth0/address)" 8864 1100 \
		"$(printf '%04x%04x' "$session" $(($1 + 2)))" 4001 "$(printf '%0*d' $((2 * $1)) 0)" |
		ac socat -u - INTERFACE:eth0
}

proves 1600 1600
proves 9000 8000
ip link set eth1 mtu 1550
remember_state
proves keep 1542
ip link set eth1 mtu 1500
remember_state

check 'off: the link comes up' comes_up off
carries off 1600
check_not 'off: without a proof' logged 'The path carries'
watch_wire pppoes
check 'off: a packet that nobody knows arrives' send_unknown 1500
# Fails without compat_limit_rejects(): 1506 bytes and the protocol in a buffer for 1500.
check 'off: and is rejected, as far as pppd can' poll_until 5 on_wire 'Prot-Reject.*, length 1502$'
end_wire
check 'off: it ends' ends

falls_back() { # WHY
	check "$1: the link comes up" comes_up 1600
	check "$1: noticed" poll_until 10 logged 'does not carry 1600 bytes.*going on with 1492'
	check "$1: 1492 at both ends" poll_until 10 both_have 1492
	check "$1: packets of it pass both ways" poll_until 10 pings_both_ways 1492
	check "$1: it ends" ends
	rm /run/pppoe-clamp/eth1.*
}
lose_large router 1600
falls_back 'the answers are lost'
nft delete table netdev lossy
kill "$ac_pid"
wait "$ac_pid"
start_jumbo_ac --echo-data 1500 --echo-false-length
falls_back 'the answers claim more than they have'
done_testing
