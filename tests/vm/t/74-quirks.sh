#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What access concentrators are known to do in a session, each with where it is told of,
# and what becomes of the link. Those of discovery are in netns/quirks.py.

. ./lib.sh

world
cp /tmp/ac/pppoe-server-options /tmp/ac/usual
echo '"user" * "secret" *' >/etc/ppp/pap-secrets
cp /tmp/ac/chap-secrets /tmp/ac/pap-secrets
remember_state

# An AC with OPTIONS whose pppd has LINES in place of what matches PATTERN; the link as
# CONDITION wants it; and its end.
quirk() { # NAME SOURCE OPTIONS PATTERN LINES CLIENT-LINES CONDITION...
	grep -vE "$4" /tmp/ac/usual >/tmp/ac/pppoe-server-options
	printf '%s\n' "$5" >>/tmp/ac/pppoe-server-options
	# shellcheck disable=SC2086 # lists of words
	start_our_ac $3
	mapfile -t lines <<<"$6"
	peers_basic line "${lines[@]}"
	check "$1 ($2)" starts "${@:7}"
	poff line
	ends_within 15
	kill_ac 2>/dev/null
	poll_until 10 nothing_left
}
starts() { # CONDITION...
	pppd call line && poll_until 40 "$@"
}
traffic() { up4 ppp0 && ping -c 1 -W 1 10.67.15.1; }
only4() { traffic && ! up6 ppp0; }
only6() { up6 ppp0 && ! up4 ppp0; }
none='^$'

quirk 'silent to PPP-Max-Payload' 'manualshelf.com, HP MSR30-24, p. 74' --silent-on-payload "$none" '' \
	'pppoe-max-payload auto' traffic
quirk 'LCP before the PADS' 'RFC 2516 6, which names no order' --lcp-first "$none" '' '' traffic
quirk 'two PADS' 'RFC 2516 5.4' --pads-twice "$none" '' '' traffic
quirk 'no PADT' 'github.com/ppp-project/ppp/pull/470' --no-padt "$none" '' '' traffic
quirk 'the same session number again' 'RFC 2516 5.4' --sid-reuse "$none" '' '' traffic
quirk 'PAP' 'RFC 1334' '' require-chap require-pap '' traffic
quirk 'MS-CHAPv2' 'RFC 2759' '' require-chap require-mschap-v2 '' traffic
quirk 'EAP' 'RFC 3748' '' require-chap require-eap '' traffic
quirk 'no Magic-Number' 'RFC 1661 6.4' '' "$none" nomagic '' traffic
quirk 'no MRU' 'RFC 1661 6.1' '' "$none" default-mru '' traffic
quirk 'IPv4 only' 'RFC 1332' '' '^[+]ipv6' noipv6 '' only4
quirk 'IPv6 only' 'RFC 5072' '' '^ms-dns' noip '' only6
quirk 'it waits for our LCP' 'RFC 1661 4.3, passive' '' "$none" silent '' traffic

# Fail if a peer is taken for dead that has never answered, or answers without the data.
stays() { traffic && sleep 3 && traffic; }
take_echo_requests
detect=$'failover-metric 100\nfailover-detect 500'
quirk 'no answer to echoes' 'pppoe(4) of OpenBSD' '' "$none" '' "$detect" stays
quirk 'answers without the data' 'github.com/rtbrick/bngblaster/issues/324' '--echo-data 0' "$none" '' "$detect" stays
done_testing
