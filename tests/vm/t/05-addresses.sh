#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each of the two addresses is either fixed or a wildcard: a fixed one is what
# the negotiation must end with, a wildcard takes what the peer suggests.

. ./lib.sh

world
start_ac -N 1 # one address to give
remember_state

comes_up_with() { # NAME LOCAL PEER OPTION...
	local name=$1 local=$2 peer=$3
	shift 3
	peers_basic "$name" "$@"
	pppd call "$name" && poll_until 30 up4 ppp0 &&
		ip -4 address show dev ppp0 | grep "inet $local peer $peer/32" &&
		poff "$name" && ends_within 15 && poll_until 5 ac_idle
}

check 'both are wildcards' comes_up_with wildcard 10.67.15.2 10.67.15.1 0.0.0.0:0.0.0.0
check 'the local one is fixed' comes_up_with local 10.67.15.2 10.67.15.1 10.67.15.2:
check 'the remote one is fixed' comes_up_with remote 10.67.15.2 10.67.15.1 :10.67.15.1
check 'both are fixed' comes_up_with fixed 10.67.15.2 10.67.15.1 10.67.15.2:10.67.15.1

peers_basic wrong noipv6 'ipcp-restart 1' 192.0.2.77:
check 'with an address that the peer refuses pppd starts' pppd call wrong
check 'and ends' ends_within 60
check 'as the addresses are not agreed upon' \
	poll_until 5 logged 'Peer refused to agree to our IP address'
check_not 'it never had an address' logged 'local  IP address 192.0.2.77'
check 'nothing is left' nothing_left
done_testing
