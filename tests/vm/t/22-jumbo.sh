#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# 1500 bytes inside PPPoE (RFC 4638): the parent is raised, the path is proved,
# and the parent gets its MTU back.  One option asks for all of it.
#
# Depends on the version of pppd.

. ./lib.sh

world
jumbo_wire ac
start_our_ac --max-payload 1500
printf '%s\n' 'plugin PLUGIN' eth1 'user user' noauth noipdefault '+ipv6' 'lcp-restart 1' \
	'failover-metric 100' 'pppoe-max-payload auto' | peers_file auto
peers_basic line 'mtu 1500' 'failover-metric 100'
cat >/etc/ppp/ip-up.d/zz-mtu <<-'END'
	#!/bin/sh
	cat "/sys/class/net/$1/mtu" >/tmp/script
END
chmod +x /etc/ppp/ip-up.d/zz-mtu
remember_state

frames_of() { # SENDER LENGTH
	local mac
	mac=$("$1" cat "/sys/class/net/$2/address")
	on_wire "^[^ ]+ $mac > .*length $3:"
}
carries_1500() {
	check "$1: the link comes up" poll_until 30 both_up ppp0
	check "$1: the path is proved" poll_until 10 logged 'carries 1500 bytes both ways'
	check "$1: the link has 1500 at both ends" poll_until 5 both_have 1500
	check "$1: the parent carries 1508" mtu_is eth1 1508
	check "$1: the clamp knows it" poll_until 5 clamped_to 1460 1440
	check "$1: packets of 1500 bytes pass both ways" pings_both_ways 1500
}
script_saw() { grep -qx 1500 /tmp/script; }

check "pppd shows the options" sh -c \
	"pppd call auto 'pppoe-parent-mtu' keep 'pppoe-mtu-verify' 600 dump dryrun >/tmp/dump 2>&1
	cat /tmp/dump; [ \"\$(grep -cE '^pppoe-(max-payload|parent-mtu|mtu-verify) ' /tmp/dump)\" = 3 ]"
watch_wire
check 'pppd starts' pppd call auto
carries_1500 auto
check 'the scripts see it' poll_until 5 script_saw
end_wire
check 'frames with 1508 bytes of payload came from the client' frames_of router eth1 1522
check 'and from the concentrator' frames_of ac eth0 1522
check 'the record says so' grep -qx 'mtu_verdict=proved' /run/pppoe-clamp/eth1.0
poff auto
check 'pppd ends' ends_within 15
check 'nothing is left, the parent has its MTU again' nothing_left

: >/tmp/log
check 'pppd starts with mtu 1500' pppd call line
carries_1500 mtu
poff line
check 'pppd ends again' ends_within 15
check 'nothing is left again' nothing_left

# Fails without begin_with_unit(): pppd makes the interface when the proof could be over.
: >/tmp/log
check 'pppd starts with multilink, which the AC has not' pppd call auto multilink
carries_1500 multilink
poff auto
check 'pppd ends once more' ends_within 15
check 'nothing is left once more' nothing_left
done_testing
