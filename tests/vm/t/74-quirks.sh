#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What access concentrators are known to do in a session, each with where it is told of,
# and what becomes of the link. Those of discovery are in netns/quirks.py. Where no other
# is named, authentication is by CHAP (RFC 1994).

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
	: >/tmp/log
	mapfile -t lines <<<"$6"
	peers_basic line "${lines[@]}"
	check "$1 ($2)" starts "${@:7}"
	poff line
	ends_within 15
	kill_ac 2>/dev/null
	check 'nothing is left' poll_until 10 same_state
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
quirk 'no MRU, and ours is rejected' 'RFC 1661 6.1' '' "$none" default-mru debug \
	eval 'traffic && logged "rcvd .LCP ConfRej .*mru"'
quirk 'IPv4 only' 'RFC 1332' '' '^[+]ipv6' noipv6 '' only4
quirk 'IPv6 only' 'RFC 5072' '' '^ms-dns' noip '' only6
quirk 'it waits for our LCP' 'RFC 1661 4.3, passive' '' "$none" silent '' traffic

quirk 'our Configure-Request comes back' 'github.com/ppp-project/ppp/issues/78' '--loop 3' "$none" '' '' traffic

sessions() { grep -c 'PPP session is' /tmp/log; }
first() { traffic && [ "$(sessions)" = 1 ]; }
next() { traffic && [ "$(sessions)" = 2 ]; }

# The outcome of CHAP takes its time, and nothing else does.
ac tc qdisc add dev eth0 root handle 1: prio priomap 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
ac tc qdisc add dev eth0 parent 1:3 netem delay 20s
ac tc filter add dev eth0 parent 1: protocol 0x8864 u32 match u16 0xc223 0xffff at 6 match u8 3 0xff at 8 flowid 1:3
authenticated() { first && read_clock && [ "$took" -ge 20000 ]; }
start_clock
quirk 'authentication takes 20 s' 'github.com/ppp-project/ppp/issues/559' '' "$none" '' '' authenticated
ac tc qdisc del dev eth0 root

# No Challenge arrives: chap-timeout is pppd's own, of 60 s where nothing is said.
ac tc qdisc add dev eth0 root handle 1: prio priomap 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
ac tc qdisc add dev eth0 parent 1:3 netem loss 100%
ac tc filter add dev eth0 parent 1: protocol 0x8864 u32 match u16 0xc223 0xffff at 6 match u8 1 0xff at 8 flowid 1:3
# The second session may have lost its Challenge as well.
has_left() { [ "$(sessions)" -ge 2 ]; }
left() {
	poll_until 40 has_left && ac tc qdisc del dev eth0 root && poll_until 20 traffic
}
quirk 'it authenticates nobody' 'RFC 1994 4.1, which has no end of it' '' "$none" 'chap-restart 600' \
	$'persist\nchap-timeout 5' left

# Fails without pppd_allow_ipv6().
printf '%s\n' '#!/bin/sh' "kill -TERM \"\$PPPD_PID\"" >/tmp/ac/ipv6-down
chmod +x /tmp/ac/ipv6-down
sysctl -q net.ipv6.conf.default.disable_ipv6=1
remains() { first && sleep 4 && first; }
quirk 'it ends the session when IPV6CP ends' 'github.com/accel-ppp/accel-ppp/issues/57' '' "$none" '' '' remains
sysctl -q net.ipv6.conf.default.disable_ipv6=0
rm /tmp/ac/ipv6-down

# A PADT for our session without a TAG.
padt() { # SOURCE
	local to
	to=$(</sys/class/net/eth1/address)
	frame "$to" "$1" 8863 11a7 0001 0000 | ac socat -u - INTERFACE:eth0
}
others_padt() { first && padt 02:00:00:00:00:99 && sleep 1 && first; }
quirk 'a PADT of another MAC' 'github.com/rtbrick/bngblaster/issues/348' '' "$none" '' persist others_padt
bare_padt() { first && padt "$(ac cat /sys/class/net/eth0/address)" && poll_until 10 next; }
quirk 'a PADT without Host-Uniq' 'RFC 2516 5.5' '' "$none" '' persist bare_padt

# Fail if a peer is taken for dead that has never answered, or answers without the data.
stays() { traffic && sleep 3 && traffic; }
take_echo_requests
detect=$'failover-metric 100\nfailover-detect 500'
quirk 'no answer to echoes' 'pppoe(4) of OpenBSD' '' "$none" '' "$detect" stays
quirk 'answers without the data' 'github.com/rtbrick/bngblaster/issues/324' '--echo-data 0' "$none" '' "$detect" stays
quirk 'one id in the answers to all echoes' 'RFC 1661 5.8' '--echo-data 4096 --echo-id 7' "$none" '' "$detect" stays
# pppd itself would take no such answer for one.
quirk 'our Magic-Number in the answers to echoes' 'RFC 1661 5.8' '--echo-data 4096 --echo-magic' "$none" '' \
	"$detect"$'\nlcp-echo-failure 0' stays
ac nft delete table netdev echoes

# A real one, between two wires.
bridge_wire 1500
ip -n wire link del bridge0
ip netns exec wire pppoe-relay -F -C port0 -S port1 &
relay=$!
remember_state
quirk "Debian's pppoe-relay" 'pppoe-relay(8)' --verbose "$none" '' '' traffic
kill $relay
done_testing
