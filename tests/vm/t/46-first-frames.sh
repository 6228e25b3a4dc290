#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# LCP that begins too early, or too late for the other side, costs no restart
# timer: pppd's is 3 s at both ends here.
#
# Depends on the version of pppd.

. ./lib.sh

rounds=${ROUNDS:-6}

# Of one start of LCP: an answer to either counts.
one_request() {
	grep -a "> $ac_mac.*Conf-Request" /tmp/events
	[ "$(grep -a "> $ac_mac.*Conf-Request" /tmp/events | grep -o ' id [0-9]*' | sort -u | wc -l)" = 1 ]
}
other_link() { up4 ppp0 && [ "$(index_of ppp0)" != "$index" ]; }
connect_all_quick() {
	local n longest=0 index=
	forget_events
	pppd call line >/dev/null
	for ((n = 1; n <= rounds; n++)); do
		poll_until 20 other_link || return
		index=$(index_of ppp0)
		poll_until 5 follows 999999 "$ac_mac > .*Conf-Request" Echo-Request || return
		one_request || return
		times+=" $took"
		[ "$took" -le "$longest" ] || longest=$took
		forget_events
		kill -HUP "$(router_pppds)"
	done
	poff line >/dev/null
	ends_within 10
	[ "$longest" -lt 2900 ] # a lost frame costs 3000
}
connects_quickly() { # NAME
	times=
	check "$1: no connect takes seconds" connect_all_quick
	note "the concentrator's first Configure-Request to LCP up, ms:$times"
}

world
ac_mac=$(ac cat /sys/class/net/eth0/address)
sed -i 's/^lcp-restart.*/lcp-restart 3/' /tmp/ac/pppoe-server-options
# Who asks a concentrator that is slow to start twice gets a session too many.
peers_basic line persist 'maxfail 0' 'holdoff 0' 'lcp-restart 3' 'lcp-echo-interval 10' \
	'pppoe-padi-timeout 5'
watch_events
# Fails if ask_again() in request.c does nothing, or asks with a new identifier.
start_our_ac
connects_quickly 'a concentrator that begins late'
kill_ac
: >/tmp/ac.log
# Fails without ethernet_open_tap(), or if replay_early() does nothing.
start_our_ac --lcp-first
connects_quickly 'one that begins before its PADS'
kill_ac
: >/tmp/ac.log
# A new one, which cannot have granted a session that poff came too early for.
start_our_ac --lcp-first
# Fails without is_early() in foreign.c.
echo pppoe-term-unknown >>/etc/ppp/peers/line
connects_quickly 'the same, and unknown sessions are terminated'
check 'this one is not' eval '! logged "Terminating unknown"'
kill_ac
: >/tmp/ac.log
start_our_ac --lcp-again 0
connects_quickly 'one that begins twice'
done_testing
