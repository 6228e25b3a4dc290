#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs in the test machine (tests/vm): what the proof of 1500 bytes adds to a
# connect, over a path that carries them and over one that does not, and what
# 1500 bytes are worth; prints samples (table.c). Times are those of the frames
# on eth1, as tcpdump saw them.

# shellcheck source=../vm/lib.sh
. ./lib.sh

rounds=10
machine=uml
megabytes=20

watch_frames() {
	begin_tcpdump /tmp/frames tcpdump -tt -e -n -l --immediate-mode -i eth1 pppoed or pppoes
	watcher=$!
}

# In ms, from the first PADI to the last Configure-Ack of IPCP: where LCP starts
# again, so does IPCP.
time_to_ipcp() {
	awk '
		/ PADI / && !padi { padi = $1 }
		/ IPCP, Conf-Ack / { acks++; up = $1 }
		END { if (!padi || acks < 2) exit 1; printf "%.3f\n", 1000 * (up - padi) }' /tmp/frames
}

is_up() { up4 ppp0 && both_have "$1"; } # MTU

connect() { # MTU [LINE...]: prints what time_to_ipcp prints, nothing without success
	local mtu=$1
	shift
	rm -f /run/pppoe-clamp/eth1.*
	: >/tmp/log
	peers_basic line 'failover-metric 100' "$@"
	watch_frames
	pppd call line >/dev/null
	poll_until 60 is_up "$mtu"
	sleep 0.3
	kill "$watcher"
	wait "$watcher" 2>/dev/null
	time_to_ipcp
}

verdict_ms() { sed -n 's/.*\(proved in\|going on with 1492, after\) \([0-9]*\) ms.*/\2/p' /tmp/log; }

disconnect() {
	poff line >/dev/null
	ends_within 30
	poll_until 30 ac_idle
}

# The LAN fetches it all from the server: MB/s.
throughput() {
	local begin end
	forget_path_mtus
	begin=${EPOCHREALTIME/./}
	lan socat -u "TCP:$server4:5001" OPEN:/dev/null
	end=${EPOCHREALTIME/./}
	awk "BEGIN { printf \"%.3f\\n\", $megabytes * 1e6 / ($end - $begin) }"
}

sample() { # SECTION ROW VALUE
	[ -z "$3" ] || result+="plain	$machine: $1	$2	$3"$'\n'
}

run_round() { # NUMBER
	local proved unproved bad low
	result=
	proved=$(connect 1500 'mtu 1500')
	sample 'PADI to IPCP up, 1500 bytes pass, ms' ours "$proved"
	sample 'LCP open to verdict, ms' 'ours, 1500 bytes pass' "$(verdict_ms)"
	sample 'TCP download, MB/s' 'ours at 1500' "$(throughput)"
	disconnect
	low=$(connect 1492 'mtu 1492')
	sample 'TCP download, MB/s' 'at 1492' "$(throughput)"
	sample 'PADI to IPCP up, 1500 bytes pass, ms' 'mtu 1492' "$low"
	disconnect
	unproved=$(connect 1500 'mtu 1500' 'pppoe-mtu-verify off')
	sample 'PADI to IPCP up, 1500 bytes pass, ms' 'without the proof' "$unproved"
	disconnect
	lose_large ac
	bad=$(connect 1492 'mtu 1500')
	sample 'PADI to IPCP up, 1500 bytes are lost, ms' 'ours, at 1492 in the end' "$bad"
	sample 'LCP open to verdict, ms' '1500 bytes are lost' "$(verdict_ms)"
	disconnect
	unproved=$(connect 1500 'mtu 1500' 'pppoe-mtu-verify off')
	sample 'PADI to IPCP up, 1500 bytes are lost, ms' 'without the proof' "$unproved"
	disconnect
	ac nft delete table netdev lossy
	echo "round $1: proved $proved, without $unproved, lost $bad"
	# Round 0 warms up and is not counted.
	[ "$1" = 0 ] || printf %s "$result"
}

world
# shellcheck disable=SC2119 # no options
jumbo_wire
start_our_ac --max-payload 1500
head -c $((megabytes * 1000000)) /dev/zero >/tmp/data
serve_data 5001
for ((round = 0; round <= rounds; round++)); do
	run_round "$round"
done
done_testing
