#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the concentrator makes of PPP-Max-Payload (RFC 4638 section 4): nothing,
# half of it, less, more, and silence.

. ./lib.sh

world
jumbo_wire
peers_basic line 'mtu 1500' 'failover-metric 100'

connects_with() { # [OPTION OF AC...]
	: >/tmp/log
	: >/tmp/ac.log
	forget_path_mtus
	start_our_ac "$@"
	pppd call line && poll_until 30 eval "both_up ppp0 && one_route_each"
}
ends() {
	poff line && ends_within 15 && kill_ac
	poll_until 5 gone ppp0
}
# An MTU that is negotiated at once, without a word about a bad path.
comes_up_at() { # MTU WHAT [OPTION OF AC...]
	local mtu=$1 what=$2
	shift 2
	check "$what: comes up" connects_with "$@"
	check "$what: $mtu at both ends" poll_until 5 both_have "$mtu"
	check "$what: packets of $mtu bytes pass both ways" pings_both_ways "$mtu"
	check_not "$what: none larger" pings lan "$server4" $((mtu + 1))
	check_not "$what: the path is not blamed" logged 'does not carry'
	if [ "$mtu" -gt 1492 ]; then
		check "$what: proved" logged "carries $mtu bytes both ways"
	else
		check "$what: told" logged 'grants no more than 1492 bytes'
	fi
	check "$what: ends" ends
}

comes_up_at 1492 'no tag'
comes_up_at 1492 'a tag only in the PADO' --max-payload 1500 --payload-pado-only
comes_up_at 1496 'a smaller tag' --max-payload 1496
comes_up_at 1500 'a larger tag' --payload-fixed 1508
comes_up_at 1400 'a tag below 1492' --payload-fixed 1400

comes_up_at 1492 'silence' --max-payload 1500 --silent-on-payload

: >/tmp/ac.log
start_our_ac --max-payload 1500 --silent-on-payload
begin=${EPOCHREALTIME/./}
pppd call line
check 'silence: PADIs without the tag are answered' poll_until 10 ac_logged PADR
ms=$(((${EPOCHREALTIME/./} - begin) / 1000))
note "the PADR came $ms ms after pppd's start"
check 'silence: within 3 seconds' [ "$ms" -lt 3000 ]
check 'silence: after two that asked' [ "$(grep -c PADI /tmp/ac.log)" -ge 3 ]
done_testing
