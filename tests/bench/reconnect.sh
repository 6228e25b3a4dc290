#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs in the test machine (tests/vm): what a lost line costs, alternately with
# the stock plugin and with the one under test; prints samples (table.c). Both
# have pppd's own options for a quick reconnect, ours its own in addition.

# shellcheck source=../vm/lib.sh
. ./lib.sh

rounds=3
stagger=0 # seconds: other machines run the same at this time
ours=$PLUGIN
stock=pppoe.so
longest=150000 # ms
titles=('start of pppd to route (ms)' 'PADT to PADI (ms)' 'PADT to route (ms)'
	'cable back after 2 s to traffic (ms)' 'cable out for 2 s: packets lost, one each 10 ms'
	'cable out for 2 s: address kept (per cent)'
	'cable out to route gone (ms)' 'cable back after that to route (ms)'
	'silent loss of 10 s: to route gone (ms)' 'silent loss of 10 s: line back to route (ms)'
	'silent loss of 10 s: address kept (per cent)'
	'silent loss of 60 s: line back to route (ms)'
	'start after kill -9 to route, one session (ms)')

options() { # PLUGIN
	local own=(defaultroute)
	[ "$1" != "$ours" ] || own=('failover-metric 100')
	printf '%s\n' 'plugin PLUGIN' eth1 'user user' noauth noipdefault '+ipv6' 'mtu 1492' \
		persist 'maxfail 0' 'lcp-echo-interval 1' 'lcp-echo-failure 4' "${own[@]}" |
		PLUGIN=$1 peers_file line
}
# Into $results, since the clock started.
measure() { # COMMAND...
	in_time "$longest" "$@" >/dev/null && results+=("$took")
}
# As pull_cable and plug_cable, but without the time that ip takes to start.
cable() { echo "link set port0 $1" >&7; } # down|up
settle() { poll_until 150 routed && sleep 4; }
# 60 echoes, about one each second: failover-detect knows the line.
learn() { [ "$plugin" != "$ours" ] || sleep 90; }
routed() { ip -4 route show default | grep -q 'dev ppp0'; }
unrouted() { ! routed; }
traffic() { ping -c 1 -W 0.2 10.67.15.1 >/dev/null 2>&1; }
other_link() { routed && [ "$(index_of ppp0)" != "$index" ]; }

start() {
	start_clock
	pppd call line >/dev/null
	measure routed
}
padt() {
	index=$(index_of ppp0)
	forget_events
	start_clock
	kill -9 "$(ac_pids -o pppd)"
	in_time "$longest" other_link >/dev/null || return
	local all=$took
	poll_until 5 follows "$longest" "> $mac.*PADT" "$mac > .*PADI" && results+=("$took" "$all")
}
flap() {
	index=$(index_of ppp0)
	start_stream
	cable down
	sleep 2
	cable up
	start_clock
	measure traffic || return
	sleep 2
	end_stream
	note_address
}
note_address() {
	if [ "$(index_of ppp0)" = "$index" ]; then results+=(100); else results+=(0); fi
}
start_stream() {
	ip netns exec server ./stream.pl serve $server4 9 /tmp/there &
	server_stream=$!
	ip netns exec lan ./stream.pl send $server4 9 /tmp/back &
	stream=$!
	poll_until 5 test -s /tmp/back
}
end_stream() {
	local last lost
	kill "$stream"
	wait "$stream"
	kill "$server_stream"
	last=$(sed -n 's/^sent //p' /tmp/back)
	read -r lost _ < <(./stream.pl count /tmp/back 1 "$last")
	results+=("$lost")
}
cable_out() {
	start_clock
	cable down
	measure unrouted || return
	sleep 2
	cable up
	start_clock
	measure routed
}
# Leaves what the loss is known after in $took.
outage() { # MS
	lose_line
	start_clock
	in_time "$longest" unrouted >/dev/null || return
	known=$took
	until read_clock; [ "$took" -ge "$1" ]; do sleep 0.1; done
	restore_line
	start_clock
}
short_outage() {
	index=$(index_of ppp0)
	outage 10000 && results+=("$known") && measure routed && note_address
}
long_outage() { outage 60000 && measure routed; }
restart() {
	kill -9 "$(router_pppds)"
	poll_until 5 gone ppp0
	rm -f /run/ppp0.pid
	start
}
stop() {
	poff line >/dev/null
	ends_within 60 || kill -9 "$(router_pppds)"
	rm -f /run/ppp0.pid
	kill_ac 2>/dev/null
	: >/tmp/ac.log
}

# Prints one time for each of the titles.
all_times() { # PLUGIN
	local plugin=$1 results=() index known stream server_stream
	options "$1"
	start_our_ac --warm "$mac"
	sleep 3
	start && settle && learn && padt && settle && flap && settle && cable_out && settle &&
		short_outage && settle && long_outage && settle
	stop
	start_our_ac --warm "$mac" --one-session refuse
	pppd call line >/dev/null
	settle && restart
	stop
	echo "${results[*]}"
}

samples() { # ROW TIME...
	local row=$1 title
	shift
	for title in "${titles[@]}"; do
		printf 'tail\treconnect: %s\t%s\t%s\n' "$title" "$row" "$1"
		shift
	done
}

# A round is not counted where one of the two failed.
run_round() { # NUMBER
	local plugins=("$ours" "$stock") plugin
	local -A result=()
	(($1 % 2)) && plugins=("$stock" "$ours")
	for plugin in "${plugins[@]}"; do
		all_times "$plugin" >/tmp/times
		result[$plugin]=$(</tmp/times)
	done
	echo "round $1: ours ${result[$ours]}, stock ${result[$stock]}"
	# shellcheck disable=SC2086 # lists of words
	if [ "$(wc -w <<<"${result[$ours]} ${result[$stock]}")" = $((2 * ${#titles[@]})) ]; then
		samples ours ${result[$ours]}
		samples 'the stock plugin' ${result[$stock]}
	fi
}

world
bridge_wire 1508
exec 7> >(exec ip -n wire -batch -)
mac=$(</sys/class/net/eth1/address)
watch_events
lose_line # loads the modules
restore_line
sleep "$stagger"
for ((round = 1; round <= rounds; round++)); do
	run_round "$round"
done
done_testing
