#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `pppoe-clamp discover` against Debian's pppoe-server: two of them behind a bridge,
# and an interface with nobody.
#
#   eth1 --- port0 [bridge0] port1 --- ac1   pppoe-server "ac-one": "internet", "voice"
#                            port2 --- ac2   pppoe-server "ac-two"
#   eth2 --- nobody2         eth3, down, --- nobody3

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

mac1=02:00:00:00:00:01 mac2=02:00:00:00:00:02
tool=$programs/pppoe-clamp

ip -batch - <<-END
	link add bridge0 type bridge
	link set bridge0 up
	link add eth1 type veth peer name port0
	link add ac1 address $mac1 type veth peer name port1
	link add ac2 address $mac2 type veth peer name port2
	link add eth2 type veth peer name nobody2
	link add eth3 type veth peer name nobody3
	link set port0 master bridge0 up
	link set port1 master bridge0 up
	link set port2 master bridge0 up
	link set ac1 up
	link set ac2 up
	link set eth1 up
	link set eth2 up
	link set nobody2 up
	link set nobody3 up
END

more_packet_sockets() { [ "$(grep -c . /proc/net/packet)" -gt "$1" ]; }
start_server() { # INTERFACE OPTION...; returns when its packet socket is open
	local before
	before=$(grep -c . /proc/net/packet)
	pppoe-server -F -q /bin/false -I "$@" 2>/dev/null &
	poll_until 10 more_packet_sockets "$before"
}

has_all() { # PATTERN...
	local pattern
	cat /run/said
	for pattern; do
		grep -qE -- "$pattern" /run/said || { echo "no $pattern"; return 1; }
	done
}
# Who answers does so at once, but maybe on a busy machine: it is asked again, with more time.
patience=(3 20 60)
discovers() { # STATUS [ARGUMENT...] -- PATTERN...
	local want=$1 arguments=() seconds status
	shift
	while [ "$1" != -- ]; do arguments+=("$1"); shift; done
	shift
	for seconds in $([ "$want" != 0 ] && echo 1 || echo "${patience[@]}"); do
		"$tool" discover --timeout "$seconds" "${arguments[@]}" >/run/said 2>&1
		status=$?
		has_all "$@" && [ "$status" = "$want" ] && return
		echo "exit status $status"
	done
	return 1
}

is_up() { ip link show "$1" | grep -q '[<,]UP[,>]'; }
is_down() { ! is_up "$1"; }

check 'nobody answers: what to check, and status 1' discovers 1 eth1 -- '^eth1: no answer$' \
	'1. The modem' 'discover --vlans common' 'asks on all of them'
ip link set nobody2 down
check 'without a carrier that comes first' discovers 1 eth2 -- '1. eth2 has no carrier'
ip link set nobody2 up
check 'an interface that there is not' discovers 2 eth7 -- "'eth7': expected an interface that is there"
check 'one that is not Ethernet' discovers 2 lo -- "'lo': expected an Ethernet interface"
check 'a VLAN that there cannot be' discovers 2 --vlans 7,4095 eth1 -- "--vlans '7,4095': expected"
check 'no time' discovers 2 --timeout 0 -- "--timeout '0': expected 1 to 60 seconds"

start_server ac1 -C ac-one -S internet -S voice
start_server ac2 -C ac-two
check 'two ACs on one interface' discovers 0 eth1 -- "^eth1: ac-one, ${mac1^^}, " \
	"^eth1: ac-two, ${mac2^^}, " '^  services .*internet, voice' '^  cookie   [0-9]+ bytes'
check 'each is named once' test "$(grep -c '^eth1:' /run/said)" = 2
check 'on all interfaces' discovers 0 -- '^eth1: ac-one' '^eth2: no answer$'
check_not 'advice is for those who have found none' grep check /run/said
check_not 'neither on what is down nor on ports' grep -E 'eth3|port' /run/said
check 'two interfaces by their names' discovers 0 eth2 eth1 -- '^eth1: ac-one' '^eth2: no answer$'
check 'on an untagged line VLANs are no hindrance' discovers 0 --vlans 7,35 eth1 -- '^eth1: ac-one'
check 'and many of them neither' discovers 0 --vlans 1-4094 eth1 -- '^eth1: ac-one'
packets_sent() { # by eth1
	local words
	while read -ra words; do
		[ "${words[0]}" != eth1: ] || sent=${words[10]}
	done </proc/net/dev
}
slow_to_ask() {
	local before sent tool_pid
	packets_sent && before=$sent
	"$tool" discover --timeout 1 --vlans 1-4094 eth1 >/run/said &
	tool_pid=$!
	until packets_sent && [ "$sent" -gt "$before" ]; do :; done
	kill -STOP "$tool_pid" && sleep 2 && kill -CONT "$tool_pid"
	wait "$tool_pid"
	cat /run/said
	grep '^eth1: ac-one' /run/said
}
# Fails if the time to ask counts as time to wait: a slow router would not listen at all.
check 'a machine that is slow to ask so many: it listens all the same' slow_to_ask
check 'an interface that is down, by its name' discovers 1 eth3 -- '^eth3: no answer$'
check 'is down again' is_down eth3
interrupted() { # SIGNAL
	env --default-signal=HUP "$tool" discover --timeout 60 eth3 & # of `nohup make`, too
	poll_until 10 is_up eth3
	kill -"$1" $!
	wait $!
	is_down eth3
}
check 'also after an interrupt' interrupted INT
# Fails if a terminal that goes ends it at once.
check 'or without its terminal' interrupted HUP
ip link set eth3 down
json() {
	local seconds
	for seconds in "${patience[@]}"; do
		"$tool" discover --timeout "$seconds" --json eth1 | python3 -c "import json, sys
s = json.load(sys.stdin); print(s); sys.exit(not ($1))" && return
	done
	return 1
}
check 'as JSON' json \
	'sorted(o["ac_name"] for o in s["offers"]) == ["ac-one", "ac-two"] and not s["silent"]'
# The checkout may be where nobody else comes.
install "$tool" /run/tool
setpriv --reuid 65534 --regid 65534 --clear-groups /run/tool discover 2>/run/said
check 'without root: said so' grep 'only root may send a PADI' /run/said
# shellcheck disable=SC2046 # a list of words
kill $(jobs -p)
done_testing
