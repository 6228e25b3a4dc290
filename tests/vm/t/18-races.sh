#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Quick changes, with somebody who looks on: never more than one table for one link, none
# without a link.  And what outlives pppd, or starts twice.
#
# Needs QEMU.
# Needs two processors.

. ./lib.sh

world
start_ac
serve_connects server 80
peers_basic line 'failover-metric 100' persist 'maxfail 0'
remember_state

complete() { both_up ppp0 && one_route_each && clamps ppp0; }
tables() { nft list tables | sed -n 's/.*pppoe-clamp-//p' | sort | xargs; }
tables_are() { [ "$(tables)" = "$*" ]; }

# What is wrong at any moment: links are asked for before and after the tables, so that only
# a state which lasted is told. A look is one process, as they take the time of the others.
watch_tables() {
	local before=x after now seen looks=0
	shopt -s nullglob
	while [ ! -e /tmp/enough ]; do
		after=(/sys/class/net/ppp*)
		nft list tables >/tmp/tables
		mapfile -t seen </tmp/tables
		now=(/sys/class/net/ppp*)
		[ ${#seen[@]} -le 1 ] || echo "tables at once: ${seen[*]}"
		[ -n "$before${after[*]}${now[*]}" ] || [ ${#seen[@]} = 0 ] || echo "table of no link: ${seen[*]}"
		before=${after[*]}
		looks=$((looks + 1))
		pause 0.2
	done
	echo "$looks" >/tmp/looks
}
# By the kernel's own account, which misses nothing: tables that there are at once.
most_at_once() {
	awk '/table inet pppoe-clamp-/ { now += $1 == "delete" ? -1 : 1; if (now > most) most = now }
		END { print most + 0, now + 0 }' /tmp/events
}
never_two() { [ "$(most_at_once)" = '1 0' ]; }
nft monitor tables >/tmp/events 2>&1 &
monitor=$!
watch_tables >/tmp/wrong &
watcher=$!
is_told() { nft 'add table inet seen; delete table inet seen' && grep -q seen /tmp/events; }
check 'nft monitor listens' poll_until 60 is_told

check 'pppd starts' pppd call line
check 'the link comes up' poll_until 30 complete
change() { # NUMBER
	case $(($1 % 5)) in
	0) poff -r line ;;
	1) kill -HUP "$(router_pppds)"; sleep 0.2; kill -HUP "$(router_pppds)" ;;
	2) ip link set eth1 down; sleep 0.2; ip link set eth1 up ;;
	3) ip link set ppp0 down; sleep 0.2; ip link set ppp0 up; poff -r line ;;
	4) ip link set ppp0 mtu 1400; sleep 1.2; poff -r line ;;
	esac
}
for n in {1..10}; do
	# Every other one hits a link that is not up again: each kind, in the end.
	change "$n"
	[ $((n % 2)) = 1 ] || check "change $n: the link is back, with its clamp" poll_until 40 complete
done
check 'the link is still there' poll_until 40 complete
check 'with one table' tables_are ppp0
# Both ends: the plugin would bring its own up again.
ac ip link set eth0 down
ip link set eth1 down
check 'the line is cut: no table' poll_until 10 tables_are
ac ip link set eth0 up
ip link set eth1 up
check 'the line is back: link and table' poll_until 40 complete
poff line
check 'pppd ends' ends_within 15
touch /tmp/enough
wait $watcher
check 'by the kernel: one at most, none at the end' poll_until 10 never_two
kill $monitor
note "$(cat /tmp/looks) looks; $(grep -cE '^(add|create) table inet pppoe-clamp-' /tmp/events) tables came"
check 'there was something to see' test "$(grep -cE '^(add|create) table inet pppoe-clamp-' /tmp/events)" -ge 5
# Fails if put_family() does not delete the old table of a link that ends.
check_not 'there were never two tables, nor one without a link' grep . /tmp/wrong
check 'nothing is left' nothing_left

# A daemon that a script starts has the files of pppd that are not closed on exec.
cat >/etc/ppp/ip-up.d/daemon <<-'END'
	#!/bin/sh
	setsid sleep 1000 </dev/null >/dev/null 2>&1 &
END
chmod +x /etc/ppp/ip-up.d/daemon
daemon() { pgrep --ns $$ --nslist net -fx 'sleep 1000'; }
check 'pppd starts' pppd call line
check 'the link comes up' poll_until 30 complete
check 'a script has started a daemon' poll_until 10 daemon
kill -9 "$(router_pppds)"
check 'pppd is killed' ends_within 5
# Fails if the netlink socket is opened without SOCK_CLOEXEC.
if unowned; then
	check 'the table waits for the next pppd' tables_are ppp0
	nft delete table inet pppoe-clamp-ppp0
else
	check 'the table is gone at once' poll_until 2 tables_are
fi
check 'the daemon goes on' daemon
rm -f /run/ppp0.pid /run/pppoe-clamp/eth1.0 /etc/ppp/ip-up.d/daemon
kill "$(daemon)"
check 'nothing is left' nothing_left

# Two at the same moment, on one interface.
pppd call line >/dev/null &
pppd call line >/dev/null &
two_links() { both_up ppp0 && both_up ppp1; }
check 'two pppds at once: both links come up' poll_until 40 two_links
# Fails if the table's name does not say the interface (clamp_table_name()).
check 'each has a table of its own' poll_until 5 tables_are 'ppp0 ppp1'
mss() { nft list table inet "pppoe-clamp-$1" | grep -c 'size set 1452'; }
check 'with rules: ppp0' test "$(mss ppp0)" -ge 2
check 'with rules: ppp1' test "$(mss ppp1)" -ge 2
kill "$(cat /run/ppp0.pid)"
check 'one ends: its table goes, the other stays' poll_until 10 tables_are ppp1
kill "$(cat /run/ppp1.pid)"
check 'all end' ends_within 15
check 'nothing is left' poll_until 5 nothing_left
done_testing
