# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Runs in the test machine (tests/vm), whose processor takes no time: so many
# sessions begin at once, rest for a minute, are lost at once, when each cable is
# pulled for longer than a session is kept, and come back at once. Prints samples
# (table.c), and tells in-vm of each phase that is over. With PLUGIN=rp-pppoe.so they
# only begin, and rest: what grows then is the machine's.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/load-lib.sh
. ./load-lib.sh

sessions=64

# How often its pppds have waited so far, and kB: that they have for themselves, and that
# nobody in the machine has.
read_pppds() {
	local pid key value
	waits=0 kB=0
	for pid in $(router_pppds); do
		while read -r key value _; do
			case $key in
			RssAnon:) kB=$((kB + value)) ;;
			voluntary_ctxt_switches:) waits=$((waits + value)) ;;
			esac
		done <"/proc/$pid/status"
	done
	free=$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo)
}
sample() { # SECTION VALUE
	printf 'plain\tof each session: %s\t%s sessions\t%s\n' "$1" "$sessions" "$2"
}
finish() { # PHASE
	local so_far=$waits
	read_pppds
	sample "$1, times that pppd has waited" $(((waits - so_far) / sessions))
	echo "$1" >/host/phase
	pause 1
}
await() { # COUNT
	poll_until 600 are_up "$1" >/dev/null && return
	echo "not ok - $up of $sessions are up, not $1"
	exit 1
}

sessions_world $sessions
read_pppds
before=$free waits=0
echo begin >/host/phase
pause 1
start_sessions
await "$sessions"
pause 5
finish connect
sample 'kB of its own' $((kB / sessions))
sample 'kB of the machine, both ends' $(((before - free) / sessions))
pause 60
finish 'a minute at rest'
[ "$PLUGIN" != rp-pppoe.so ] || exit 0
cables down
pause 40
await 0
finish loss
cables up
await "$sessions"
pause 5
finish 'connect anew'
sample 'kB of its own, then' $((kB / sessions))
sample 'kB of the machine, both ends, then' $(((before - free) / sessions))
done_testing
