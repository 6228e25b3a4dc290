#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs in the test machine (tests/vm): how often pppd wakes in a minute of an idle
# link, with the plugin under test, without and with echoes of its own, and with the
# stock one, and print samples (table.c). LCP echoes are pppd's: 0 is off.

# shellcheck source=../vm/lib.sh
. ./lib.sh

rounds=1
ours=$PLUGIN
stock=pppoe.so

switches() { # how often it has waited so far
	awk '/^voluntary_ctxt_switches/ { print $2 }' "/proc/$(router_pppds)/status"
}

# Prints how often it has waited in a minute, with an echo each SECONDS.
idle() { # PLUGIN SECONDS [OPTION]
	local before
	PLUGIN=$1 peers_basic line 'failover-metric 100' "lcp-echo-interval $2" "${@:3}"
	pon line >/dev/null
	poll_until 30 both_up ppp0
	sleep 40
	before=$(switches)
	sleep 60
	echo $(($(switches) - before))
	poff line >/dev/null
	ends_within 15
}

world
sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 0/' /tmp/ac/pppoe-server-options
# shellcheck disable=SC2119 # no options
start_ac
for ((round = 1; round <= rounds; round++)); do
	for seconds in 0 10; do
		echo "round $round, lcp-echo-interval $seconds"
		title="pppd wakes in a minute of an idle link, lcp-echo-interval $seconds"
		printf 'plain\t%s\tours, failover-detect 0\t%s\n' "$title" \
			"$(idle "$ours" "$seconds" 'failover-detect 0')"
		printf 'plain\t%s\tours\t%s\n' "$title" "$(idle "$ours" "$seconds")"
		printf 'plain\t%s\tthe stock plugin\t%s\n' "$title" "$(idle "$stock" "$seconds")"
	done
done
done_testing
