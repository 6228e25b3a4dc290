#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pppoe-priority: each control frame leaves with that 802.1p priority, in both tags
# where there are two, and no other frame does; nothing of it is left behind. Before
# Linux 5.16 those of discovery do.

. ./lib.sh

world
# Priority 7, which no packet has by itself, is sent as 802.1p priority 6.
stack() { # COMMAND...: of the namespace's ip
	"$@" link add link eth2 name eth2.7 type vlan id 7 egress-qos-map 7:6
	"$@" link add link eth2 name eth2.50 type vlan proto 802.1ad id 50 egress-qos-map 7:6
	"$@" link set eth2 up
	"$@" link set eth2.50 up
	"$@" link add link eth2.50 name eth2.50.7 type vlan id 7 egress-qos-map 7:5
	"$@" link set eth2.7 up
	"$@" link set eth2.50.7 up
}
ip link add eth2 type veth peer name eth2 netns ac
stack ip -n ac
stack ip
poll_until 10 has_settled eth2.50.7
mac=$(</sys/class/net/eth2/address)
start_ac -I eth2.7 -I eth2.50.7
peers_basic line 'lcp-echo-interval 1' 'pppoe-priority 7'
sed 's/^eth1$/nic-eth2.7/' /etc/ppp/peers/line >/etc/ppp/peers/vlan
sed 's/^eth1$/nic-eth2.50.7/' /etc/ppp/peers/line >/etc/ppp/peers/qinq
peers_basic plain 'lcp-echo-interval 1'
sed -i 's/^eth1$/nic-eth2.7/' /etc/ppp/peers/plain
remember_state

frames() { grep "^[^ ]* $mac >" /tmp/wire; } # that we have sent
# Each of them there is, and all have these TAGS.
all_have() { # TAGS PATTERN...
	local tags=$1 kind
	shift
	for kind; do
		frames | grep -q "$kind" || { echo "no $kind"; return 1; }
		! frames | grep "$kind" | grep -v "$tags" || return 1
	done
}
discovery=(PADI PADR PADT)
negotiation=('LCP, Conf-Request' 'CHAP, Response' 'IPCP, Conf-Request' 'IP6CP, Conf-Request'
	'LCP, Echo-Request' 'LCP, Term-Request')
plain=('ICMP echo request')
if since 5.16; then
	control=("${discovery[@]}" "${negotiation[@]}")
else
	control=("${discovery[@]}")
	plain+=("${negotiation[@]}")
fi
session() { # NAME
	begin_tcpdump /tmp/wire ip netns exec ac tcpdump -s 200 -i eth2 --immediate-mode -U -l -e -nn
	wire_watcher=$!
	pon "$1" && poll_until 40 both_up ppp0 && ping -c 2 10.67.15.1 >/dev/null &&
		poll_until 10 grep -q "$mac >.*Echo-Request" /tmp/wire || return 1
	nft list ruleset | grep pppoe-clamp-priority >/tmp/tables
	poff "$1" && ends_within 15
	end_wire
}

doctor_knows() {
	../../build/pppoe-clamp doctor >/tmp/said
	cat /tmp/said
	grep '^FOUND priority: /etc/ppp/peers/line has pppoe-priority 7, and eth1 does not' /tmp/said &&
		! grep '^FOUND priority: /etc/ppp/peers/[vqp]' /tmp/said
}
check 'doctor finds the line whose interface does not map it' doctor_knows
check 'a session on a VLAN, without the option' session plain
# Fails if the option has a default.
check 'has no priority' all_have 'vlan 7, p 0' "${control[@]}" "${plain[@]}"
check 'and no table' test ! -s /tmp/tables

check 'a session on a VLAN, with it' session vlan
# Fails without ethernet_set_priority() (PADI, PADR, PADT), without netpriority_set() (the rest).
check 'its control frames have it' all_have 'vlan 7, p 6' "${control[@]}"
# Fails if the rule does not ask for the protocol.
check 'its packets have none' all_have 'vlan 7, p 0' "${plain[@]}"
if since 5.16; then
	check 'there was one table' test "$(wc -l </tmp/tables)" = 1
else
	check 'and no table' test ! -s /tmp/tables
	check 'the log says so' \
		logged 'pppoe-priority: of discovery only, as this kernel has no egress hooks'
fi

check 'a session on a VLAN in a VLAN' session qinq
check 'both tags have it' all_have 'vlan 50, p 6.*vlan 7, p 5' "${control[@]}"
check 'its packets have none' all_have 'vlan 50, p 0.*vlan 7, p 0' "${plain[@]}"
check 'nothing is left' nothing_left

check 'a session that is killed' eval 'pon vlan && poll_until 40 both_up ppp0'
kill -9 "$(router_pppds)"
no_table() { ! nft list tables | grep -q pppoe-clamp-priority; }
# Fails without the owner flag.
check 'leaves no table' poll_until 5 no_table
done_testing
