#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The command pppoe-clamp beside a real pppd: discover, status and doctor before a
# session, during it, in limbo and after a kill -9; trace; and its hands on pppd.
#
# Depends on the version of pppd.

. ./lib.sh

tool=$PWD/../../build/pppoe-clamp

# Exits with STATUS, and prints a line that matches each PATTERN.
says() { # STATUS ARGUMENT... -- PATTERN...
	local want=$1 arguments=() status
	shift
	while [ "$1" != -- ]; do arguments+=("$1"); shift; done
	shift
	"$tool" "${arguments[@]}" >/tmp/said 2>&1
	status=$?
	cat /tmp/said
	echo "exit status $status"
	for pattern; do
		grep -qE -- "$pattern" /tmp/said || { echo "no $pattern"; return 1; }
	done
	[ "$status" = "$want" ]
}

world
# A loss at our end: what the concentrator sends without a carrier ends its sessions.
bridge_wire 1504
start_ac
peers_basic dsl persist 'maxfail 0' 'failover-metric 100'
serve_connects server 80

# -------------------------------------------------------- before a session

check 'status without a link' says 1 status -- '^No link'
check 'discover finds the AC' says 0 discover eth1 -- '^eth1: lab-ac, ' '  MTU      1492'
ac ip link add link eth0 name eth0.7 type vlan id 7
ac ip link set eth0.7 up
ip netns exec ac pppoe-server -F -I eth0.7 -C vlan-ac 2>/dev/null &
vlan_ac=$!
vlan_listens() { [ "$(ac grep -c . /proc/net/packet)" -ge 3 ]; }
check 'another one listens on a VLAN' poll_until 10 vlan_listens
check 'a tagged PADI finds it, without an interface' says 0 discover --vlans 7,35 eth1 -- \
	'^eth1: lab-ac, ' '^eth1, VLAN 7: vlan-ac, '
check 'and none was made' gone eth1.7
kill "$vlan_ac"
check 'doctor finds nothing' says 0 doctor -- '^ok    options' ' 0 found'

# --------------------------------------------------------- during a session

pon dsl
check 'the link comes up' poll_until 30 both_up ppp0
up_says() { says 0 status ppp0 -- '^ppp0: up, for ' '^  session  [0-9]+ with lab-ac .* on eth1' \
	' 10.67.15.[2-9], peer 10.67.15.1$' '^  MTU      1492$' 'MSS 1452 by IPv4, 1432 by IPv6' \
	'default by IPv4, metric 100: packets take it' 'default by IPv6, metric 100: packets take it'; }
check 'status shows it' poll_until 10 up_says
check 'connections from the LAN' poll_until 10 connects lan $server4 80
check 'are counted, and lowered' says 0 status -- '^  SYNs     out [1-9][0-9]*, lowered [1-9]'
check 'doctor finds nothing' says 0 doctor -- ' 0 found'

# Fails if frames of PPP, which have no Ethernet header, are not understood.
start_trace() { # OPTION...
	: >/tmp/traced
	"$tool" trace --json "$@" ppp0 >/tmp/traced &
	trace_pid=$!
	poll_until 10 grep '"type":"begin"' /tmp/traced
}
traced() { # PATTERN...
	for pattern; do
		poll_until 10 grep -qE -- "$pattern" /tmp/traced || { cat /tmp/traced; echo "no $pattern"; return 1; }
	done
}
ends_with() { # STATUS
	wait "$trace_pid"
	[ $? = "$1" ]
}
check 'trace listens' start_trace --count 2
check 'a connection by IPv4' connects lan $server4 80
check 'and by IPv6' connects lan $server6 80
lowered() { # BEFORE AFTER
	echo "\"out\":\{\"before\":$1,\"after\":$2\},\"in\":\{\"before\":$1,\"after\":$2\},\"too_large\":false"
}
check 'trace shows their MSS, before and after' traced "\"$server4\".*$(lowered 1460 1452)" \
	"\"$server6\".*$(lowered 1440 1432)" '"type":"end".*"ipv4":1,"ipv6":1,"lowered":2,'
check 'and ends' ends_with 0
server nft 'table netdev hole { chain c { type filter hook ingress device "eth0" priority 0; meta length > 1400 drop; }; }'
check 'trace beside large segments that are lost' start_trace
lan sh -c "exec socat -u OPEN:/dev/zero TCP:$server4:80" 2>/dev/null &
upload=$!
lan ping -q -i 0.2 $server4 >/dev/null &
pings=$!
check 'names the black hole' traced "\"black-hole\".*\"data\":\"out\".*\"address\":\"$server4\",\"port\":80\}"
kill "$upload" "$pings" "$trace_pid"
check 'and tells by its status' ends_with 1
server nft delete table netdev hole
session=$(sed -n 's/^session_id=//p' /run/pppoe-clamp/eth1.0)
check 'discover beside it' says 0 discover eth1 -- '^eth1: lab-ac, '
check 'does not disturb it' lan ping -c 1 -W 2 $server4
check 'it is the same' grep -x "session_id=$session" /run/pppoe-clamp/eth1.0
without_root() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$tool" >/tmp/said
	cat /tmp/said
	grep '^ppp0: up' /tmp/said && grep 10.67.15.2 /tmp/said && grep '^Root sees' /tmp/said
}
check 'status without root' without_root

stock=rp-pppoe.so
ls /usr/lib/pppd/*/$stock >/dev/null 2>&1 || stock=pppoe.so
PLUGIN=$stock peers_basic stock 'unit 5'
pppd call stock >/dev/null
check 'another program has a session on the same line' poll_until 20 up4 ppp5
check 'doctor tells' says 1 doctor -- '^FOUND stranger: another program has session [0-9]+ with .* on eth1$'
poff stock
check 'until it ends' poll_until 15 gone ppp5

sed -i '/^maxfail/d' /etc/ppp/peers/dsl
echo 'no-such-option' >/etc/ppp/peers/wrong
sed -i '1i plugin pppoe-clamp.so' /etc/ppp/peers/wrong
check 'doctor asks pppd itself' says 1 doctor -- '^FOUND maxfail: /etc/ppp/peers/dsl' \
	"^FOUND options: pppd refuses /etc/ppp/peers/wrong: .*no-such-option"
rm /etc/ppp/peers/wrong
check 'and mends what it can' says 0 doctor --fix --yes -- '^\+maxfail 0'
check 'then nothing is found' says 0 doctor -- ' 0 found'
mkdir -p /etc/systemd/network
printf '[Match]\nName=ppp0\n' >/etc/systemd/network/ppp.network
check 'networkd would manage the link' says 1 doctor -- '^FOUND networkd: .*ppp.network manages ppp0'
rm /etc/systemd/network/ppp.network

# ------------------------------------------------------------------- losses

pull_cable
in_limbo() { says 1 status -- '^ppp0: in limbo'; }
check 'a line that is lost: limbo' poll_until 20 in_limbo
check 'doctor says why' says 1 doctor -- '^FOUND carrier: eth1 has no carrier' '^FOUND links: ppp0 is not up: limbo'
plug_cable
check 'and is back' poll_until 60 up_says
check 'log has the loss' says 0 log ppp0 -- '^ppp0: 1 loss since 2' \
	'  carrier  [0-9]+\.[0-9] s, session kept; rtt [0-9.]+ [mu]s$'
check 'in JSON' says 0 log --json ppp0 -- '"reason": "carrier"' '"did": "kept"' '"rtt_us": [1-9]'
check 'status, too' says 0 status -- '^  loss     .*  carrier '
# When that minute has passed; a look costs several processes, so there is one each second.
line_says() {
	pause 1
	says 0 status -- '^  line .*[0-9.]+ [mu]s, [0-9]+ of [0-9]+ echoes lost$'
}
check 'with the round trips of the last minute' poll_until 90 line_says
check 'log of what there is not' says 1 log ppp7 -- "no history of 'ppp7'"

# A session that ends sooner has none to tell of. pppd asks as LCP opens, and each 30 s.
answered() { "$tool" metrics | sed -n 's/^pppoe_clamp_echoes_answered_total{.*} //p'; }
knows_round_trip() { [ "$(answered)" -gt "$before" ]; }
kill -9 "$(router_pppds)"
check 'pppd is gone' ends_within 10
left_over() { says 1 status -- '^(ppp0|eth1): left over$'; }
check 'after a kill -9: left over' poll_until 5 left_over
check 'and doctor says what to do' says 1 doctor -- '^FOUND left-over: pppd on eth1 was killed'
check 'up starts it again' "$tool" up dsl
check 'it has a session again' poll_until 60 up_says
check 'log has that pppd was killed' says 0 log ppp0 -- '^ppp0: 2 losses' '  killed   .*, new pppd$'
check 'up does not start it twice' says 0 up dsl -- '^dsl: it runs already$'
check 'there is one' test "$(router_pppds | wc -l)" = 1
check 'up of what there is not' says 2 up nothing -- "up 'nothing': expected the name of a file"
before=$(answered)
check 'an echo of this session is answered' poll_until 60 knows_round_trip
session=$(sed -n 's/^session_id=//p' /run/pppoe-clamp/eth1.0)
check 'reconnect waits for the next session' says 0 reconnect ppp0 -- '^ppp0: up' '^  session '
check 'log has that' says 0 log ppp0 -- '  restart  [0-9]+\.[0-9] s, new session; rtt '
check_not 'it is another one' grep -x "session_id=$session" /run/pppoe-clamp/eth1.0
check 'metrics' says 0 metrics -- '^pppoe_clamp_up\{link="ppp0"\} 1$' ',ac="lab-ac",state="up"\} 1$'
before=$(answered)
check 'an echo of this one, too' poll_until 60 knows_round_trip
check 'down, by the name of the peers file' says 0 down dsl --
check 'pppd has ended by then' no_pppd
check 'down of what is not there' says 1 down dsl -- "no link 'dsl'"
check 'no link any more' says 1 status -- '^No link'
check 'what it was stays' says 0 log ppp0 -- '^ppp0: 4 losses' '  user     goes on; rtt '
done_testing
