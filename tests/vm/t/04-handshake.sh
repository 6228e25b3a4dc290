#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The handshake as one sees it on both sides of the router: SYN and SYN/ACK
# leave it with the MSS of the line, whichever end connects, by both IP versions.

. ./lib.sh

world
start_ac
peers_basic line 'failover-metric 100'
remember_state
check 'pppd starts' pppd call line
check 'the link comes up' poll_until 30 both_up ppp0
serve_connects server 80
serve_connects lan 80

# Every line given is seen soon, in any order: INTERFACE DIRECTION FLAGS MSS.
seen() { # router|ac LINE...
	poll_until 5 all_seen "$@" && return
	cat "/tmp/lines.$1"
	return 1
}
all_seen() {
	local where=$1 line
	shift
	syn_lines "$where" >"/tmp/lines.$where"
	for line; do
		grep -qx "$line correct" "/tmp/lines.$where" || return
	done
}
none_seen() { # router|ac PATTERN
	syn_lines "$1" >/tmp/lines
	[ -s /tmp/lines ] && ! grep -E "$2" /tmp/lines
}
handshake() { # from-lan|from-server VERSION MSS-BEFORE MSS-AFTER FROM ADDRESS
	local name="$1 by $2" first=lan0 second=ppp0 ac_first=ppp0 ac_second=eth1
	[ "$1" = from-lan ] || first=ppp0 second=lan0 ac_first=eth1 ac_second=ppp0
	watch_syns
	check "$name: connects" poll_until 10 connects "$5" "$6" 80
	check "$name: the SYN is clamped" seen router "$first In S $3" "$second Out S $4"
	check "$name: the SYN/ACK is clamped" seen router "$second In S. $3" "$first Out S. $4"
	check "$name: the concentrator sees the SYN so" seen ac \
		"$ac_first In S $([ "$1" = from-lan ] && echo "$4" || echo "$3")" "$ac_second Out S .*"
	end_watch
	check "$name: nothing larger leaves the router" none_seen router "Out S\.? $3"
	check "$name: every checksum is right" none_seen router incorrect
}

handshake from-lan IPv4 1460 1452 lan "$server4"
handshake from-lan IPv6 1440 1432 lan "$server6"
handshake from-server IPv4 1460 1452 server "$lan4"
handshake from-server IPv6 1440 1432 server "$lan6"

poff line
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left
done_testing
