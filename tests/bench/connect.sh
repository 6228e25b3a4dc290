#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs in the test machine (tests/vm): connect again and again, alternately with
# the stock plugin and with the one under test, and print samples (table.c).
# Times are those of the frames on eth1, as tcpdump saw them. The concentrator
# begins with LCP as soon as it has sent the PADS, as real ones do; a frame that
# is lost costs pppd's restart timer, 3 s at both ends as usual. Then the same
# over a wire of some length: from PADI to IPCP there are six round trips (PADI,
# PADR, LCP, CHAP, IPCP with an address that we do not know yet, and with it).

# shellcheck source=../vm/lib.sh
. ./lib.sh

rounds=10
machine=uml
ours=$PLUGIN
stock=pppoe.so
round_trip=100 # ms, of the wire of some length
titles=('start of pppd to PADI' 'PADI to PADS' 'PADI to IPCP up' "AC's first LCP frame to IPCP up")

watch_frames() {
	begin_tcpdump /tmp/frames tcpdump -tt -e -n -l --immediate-mode -i eth1 pppoed or pppoes
	watcher=$!
}

# In ms: pppd's start to the first PADI, that to the first PADS, PADI to the last
# Configure-Ack of IPCP, and to that from the concentrator's first LCP frame.
times() { # START
	awk -v begin="$1" '
		/ PADI / && !padi { padi = $1 }
		/ PADO / { ac = $2 }
		/ PADS / && !pads { pads = $1 }
		/ LCP, / && $2 == ac && !ready { ready = $1 }
		/ IPCP, Conf-Ack / { acks++; up = $1 }
		END {
			if (!padi || !pads || !ready || acks < 2) exit 1
			printf "%.3f %.3f %.3f %.3f\n", 1000 * (padi - begin),
				1000 * (pads - padi), 1000 * (up - padi), 1000 * (up - ready)
		}' /tmp/frames
}

# The session is over, and the pppd of the next one has been there for a while.
ac_is_ready() { [ "$(ac_pids -c pppd)" = 1 ] && ac_idle; }

connect() { # PLUGIN: prints what `times` prints, nothing without success
	local begin
	PLUGIN=$1 peers_basic line 'lcp-restart 3'
	watch_frames
	begin=$EPOCHREALTIME
	pppd call line >/dev/null
	poll_until 60 up4 ppp0
	sleep 0.3
	kill "$watcher"
	wait "$watcher" 2>/dev/null
	times "$begin"
	poff line >/dev/null
	ends_within 30
	poll_until 30 ac_is_ready
	sleep 1
}

samples() { # ROW TIME...
	local row=$1 n
	shift
	local times=("$@")
	for n in "${shown[@]}"; do
		printf 'tail\t%s: %s, ms\t%s\t%s\n' "$wire" "${titles[n]}" "$row" "${times[n]}"
	done
}

# Round 0 warms up and is not counted; no round is where one of the two failed.
run_round() { # NUMBER
	local plugins=("$ours" "$stock") plugin
	local -A result=()
	(($1 % 2)) && plugins=("$stock" "$ours")
	for plugin in "${plugins[@]}"; do
		result[$plugin]=$(connect "$plugin")
	done
	echo "round $1, $wire: ours ${result[$ours]:-failed}, stock ${result[$stock]:-failed}"
	if [ "$1" != 0 ] && [ -n "${result[$ours]}" ] && [ -n "${result[$stock]}" ]; then
		# shellcheck disable=SC2086 # a list of words
		samples ours ${result[$ours]}
		# shellcheck disable=SC2086
		samples 'the stock plugin' ${result[$stock]}
	fi
}

world
sed -i 's/^lcp-restart.*/lcp-restart 3/' /tmp/ac/pppoe-server-options
start_our_ac --warm "$(cat /sys/class/net/eth1/address)"
poll_until 30 ac_is_ready
sleep 1
wire=$machine shown=(0 1 2 3)
for ((round = 0; round <= rounds; round++)); do
	run_round "$round"
done
wire="$machine, round trips of $round_trip ms" shown=(2)
ac tc qdisc add dev eth0 root netem delay "${round_trip}ms"
for ((round = 1; round <= rounds; round++)); do
	run_round "$round"
done
done_testing
