#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs in the test machine (tests/vm): from `systemctl start` to the first byte that a
# LAN host gets, which tries each 20 ms, by IPv4 and by IPv6; alternately with the stock
# plugin and with the one under test, by the same unit on a booted Debian. Prints
# samples (table.c).

# shellcheck source=../vm/lib.sh
. ./lib.sh
# shellcheck source=../vm/failover-lib.sh
. ./failover-lib.sh
# shellcheck source=../vm/systemd.sh
. ./systemd.sh

rounds=10
ours=$PLUGIN
stock=pppoe.so

options() { # PLUGIN
	local own=(defaultroute defaultroute6)
	[ "$1" != "$ours" ] || own=('failover-metric 100')
	printf '%s\n' 'plugin PLUGIN' eth1 'user user' noauth noipdefault '+ipv6' 'mtu 1492' \
		persist 'maxfail 0' "${own[@]}" | PLUGIN=$1 peers_file line
}

first_byte() { # FILE: in ms from $begin
	./fetch.pl first "$1" "$begin"
}
has_bytes() { first_byte /tmp/fetched4 >/dev/null && first_byte /tmp/fetched6 >/dev/null; }
# The session is over, and the pppd of the next one has been there for a while.
ac_is_ready() { [ "$(ac_pids -c pppd)" = 1 ] && ac_idle; }

# Prints both times, nothing without success.
start() { # PLUGIN
	local begin fetchers=()
	options "$1"
	ip netns exec lan ./fetch.pl fetch /tmp/fetched4 84 "$server4" &
	fetchers+=($!)
	ip netns exec lan ./fetch.pl fetch /tmp/fetched6 84 "$server6" &
	fetchers+=($!)
	poll_until 10 test -s /tmp/fetched4 -a -s /tmp/fetched6 # that there is no way
	begin=$EPOCHREALTIME
	in_debian systemctl start pppoe-clamp@line
	poll_until 60 has_bytes
	kill "${fetchers[@]}"
	wait "${fetchers[@]}"
	has_bytes && echo "$(first_byte /tmp/fetched4) $(first_byte /tmp/fetched6)"
	rm /tmp/fetched[46]
	in_debian systemctl stop pppoe-clamp@line
	poll_until 30 ac_is_ready
	sleep 1
}

samples() { # ROW TIME TIME
	printf 'tail\tsystemctl start to the first byte of a LAN host by %s, ms\t%s\t%s\n' \
		IPv4 "$1" "$2" IPv6 "$1" "$3"
}

# Round 0 warms up and is not counted; no round is where one of the two failed.
run_round() { # NUMBER
	local plugins=("$ours" "$stock") plugin
	local -A result=()
	(($1 % 2)) && plugins=("$stock" "$ours")
	for plugin in "${plugins[@]}"; do
		result[$plugin]=$(start "$plugin" 2>/dev/null)
	done
	echo "round $1: ours ${result[$ours]:-failed}, stock ${result[$stock]:-failed}"
	if [ "$1" != 0 ] && [ -n "${result[$ours]}" ] && [ -n "${result[$stock]}" ]; then
		# shellcheck disable=SC2086 # two words
		samples ours ${result[$ours]}
		# shellcheck disable=SC2086
		samples 'the stock plugin' ${result[$stock]}
	fi
}

world
cp -a ../../installed/. /
provider_routes ac
start_our_ac --warm "$(cat /sys/class/net/eth1/address)"
poll_until 30 ac_is_ready
# shellcheck disable=SC2119 # the usual target
boot_debian
server ./fetch.pl serve 84 &
poll_until 10 listens server 84
for ((round = 0; round <= rounds; round++)); do
	run_round "$round"
done
done_testing
