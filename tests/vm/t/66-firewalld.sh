#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The clamp beside firewalld, which starts, reloads in both of its ways and stops:
# at no moment is our table away or another one.
#
# Needs a processor that takes time.

. ./lib.sh

world
start_ac
serve_connects server 80
serve_connects lan 80
peers_basic line 'failover-metric 100'
remember_state
# What is forwarded must pass; nothing else of its defaults is changed.
sed -i 's/^DefaultZone=.*/DefaultZone=trusted/' /etc/firewalld/firewalld.conf
mkdir -p /run/dbus
dbus-uuidgen --ensure
check 'the message bus starts' dbus-daemon --system --fork --nopidfile

# Not the owner's name: nft looks it up in /proc, not always with success.
table() { nft -s list table inet pppoe-clamp-ppp0 | sed 's/ # progname.*//'; }
as_before() { [ "$(clamp_tables)" = 1 ] && table | diff /tmp/table -; }
watch_table() {
	local looks=0
	while [ ! -e /tmp/enough ]; do
		table >/tmp/look 2>&1
		# nft 0.9.8 may print nothing, not even an error, while rules change.
		[ -s /tmp/look ] || continue
		diff /tmp/table /tmp/look || echo "at look $looks"
		looks=$((looks + 1))
	done
	echo "$looks" >/tmp/looks
}
loaded() { nft list tables | grep -q '^table inet firewalld$'; }
handle() { nft -a list table inet firewalld | sed -n 's/^table .*# handle //p'; }
# All of its rules are in place, and the traffic is not held up any more.
settled_again() {
	! nft list tables | grep -q firewalld_ && loaded && [ "$(handle)" != "$before" ] && connects lan "$server4" 80
}
# What firewall-cmd does, but with patience.
tell() {
	dbus-send --system --print-reply --reply-timeout=120000 --dest=org.fedoraproject.FirewallD1 \
		/org/fedoraproject/FirewallD1 "org.fedoraproject.FirewallD1.$1"
}

check 'the link comes up' eval 'pppd call line && poll_until 30 both_up ppp0'
table >/tmp/table
watch_table >/tmp/wrong &
watcher=$!
firewalld --nofork --nopid >/tmp/firewalld 2>&1 &
firewalld=$!
before=
check 'firewalld starts' poll_until 90 settled_again
check 'started: handshakes are lowered' handshakes ppp0 1452 1432
for action in reload completeReload; do
	before=$(handle)
	check "$action" tell $action
	check "$action: its rules are new" poll_until 90 settled_again
	check "$action: handshakes are lowered" handshakes ppp0 1452 1432
done
kill $firewalld
wait $firewalld
check_not 'firewalld stops, its rules are gone' loaded
check 'stopped: handshakes are lowered' handshakes ppp0 1452 1432
check 'our table is as it was' as_before
touch /tmp/enough
wait $watcher
note "$(cat /tmp/looks) looks"
check 'it was looked at often' test "$(cat /tmp/looks)" -ge 50
check_not 'it was there, the same, at every one' grep . /tmp/wrong
poff line
check 'pppd ends' ends_within 15
kill "$(pgrep -x dbus-daemon)"
check 'nothing is left' poll_until 5 nothing_left
done_testing
