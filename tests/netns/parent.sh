#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The MTU of the interfaces under sessions: lan0 is an Ethernet interface, up0
# another one on top of it (a VLAN, or a macvlan where the kernel has none).

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

stack_kind() {
	if ip link add link lan0 name up0 type vlan id 7 2>/dev/null; then
		echo vlan
	elif ip link add link lan0 name up0 type macvlan 2>/dev/null; then
		echo macvlan
	else
		return 1
	fi
}

mtu_is() { # INTERFACE MTU
	ip -o link show dev "$1"
	ip -o link show dev "$1" | grep -q " mtu $2 "
}

answers() { # ANSWER NAME COMMAND...
	! tell "${@:2}" && [ "$answer" = "done $1" ]
}

record_has() { # NAME LINE
	cat "/run/records/$1"
	grep -qx -- "$2" "/run/records/$1"
}

no_records() {
	ls /run/records
	[ "$(ls /run/records)" = lock ]
}

kill_driver() { # NAME
	local -n pid=$1_pid
	kill -9 "$pid"
	wait "$pid" 2>/dev/null
	rm "/run/$1.in" "/run/$1.out"
}

# shellcheck disable=SC2034 # for start_driver
driver=$programs/parent_driver
ip link add lan0 type veth peer name lan1
if ! kind=$(stack_kind); then
	skip 'the MTU of parents' 'the kernel has neither VLAN nor macvlan'
	done_testing
fi
note "up0 is a $kind"
start_driver a

check 'an interface and what is under it' tell a raise up0 1508
check 'are raised: it' mtu_is up0 1508
check 'and what is under it' mtu_is lan0 1508
# Fails if the lower end of a veth is taken for what lies under it.
check 'the other end of the wire is not' mtu_is lan1 1500
check 'the record says how it was' record_has up0.0 'parent=lan0 [0-9]* 1500 1508'
check 'again, for the next session' tell a raise up0 1508
# Fails if our own record is not asked how it was.
check 'the record still says how it was' record_has up0.0 'parent=up0 [0-9]* 1500 1508'
check 'restored' tell a restore
check 'it has its own MTU' mtu_is up0 1500
check 'and what is under it' mtu_is lan0 1500

tell a raise up0 1508 >/dev/null
ip link set up0 mtu 1400
ip link set lan0 mtu 1600
check 'a user changes both: restored' tell a restore
check 'the user has the last word' mtu_is up0 1400
check 'on both' mtu_is lan0 1600
ip link set lan0 mtu 1500
ip link set up0 mtu 1500

tell a raise up0 1508 >/dev/null
ip link set lan0 name lan9
check 'renamed meanwhile: restored' tell a restore
check 'by its index' mtu_is lan9 1500
ip link set lan9 name lan0

check 'what an interface cannot carry is refused' answers '-22 lan0 (mtu greater than device maximum)' a raise up0 65536
check 'nothing has changed' mtu_is up0 1500
check 'nothing at all' mtu_is lan0 1500
check 'and the record knows' record_has up0.0 'parent=lan0 [0-9]* 1500 1500'
check 'an interface that is not there' answers '-22' a raise nowhere0 1508

tell a raise up0 1508 >/dev/null
tell a session 7 >/dev/null
kill_driver a
check 'killed: it stays' mtu_is lan0 1508
start_driver b
check 'the next start, with no need of its own' tell b raise lan1 0
# Fails if leftovers are not settled.
check 'gives it back' mtu_is up0 1500
check 'and what was under it' mtu_is lan0 1500
check 'and is told of the dead session' file_has /run/b.log '^dead up0 session 7$'
check 'the leftover is gone' test ! -e /run/records/up0.0

tell b raise lan0 1508 >/dev/null
kill_driver b
start_driver b
check 'the next start with the same need' tell b raise lan0 1508
check 'takes it over' mtu_is lan0 1508
check 'and gives it back' tell b restore
# Fails if nothing is learnt from a leftover.
check 'as it was before the first' mtu_is lan0 1500

start_driver a
tell a raise up0 1508 >/dev/null
tell b raise lan0 1508 >/dev/null
check 'two on one interface: the first ends' tell a restore
check 'its own is given back' mtu_is up0 1500
# Fails if the living are not asked what they need.
check 'what the second needs stays' mtu_is lan0 1508
check 'the second ends' tell b restore
# Fails if the second does not learn how it was from the first.
check 'as it was before the first' mtu_is lan0 1500

tell b raise lan0 0 >/dev/null
tell b session 9 >/dev/null
# Fails if it is raised under a living session, which the kernel would drop.
check 'a session lives on the lower one: refused' answers '-16 lan0' a raise up0 1508
check 'it is left alone' mtu_is lan0 1500
check 'and the upper one, too' mtu_is up0 1500
check 'the session ends' tell b session 0
check 'then it may be raised' tell a raise up0 1508
tell b session 9 >/dev/null
check 'the one that raised it ends under a living session' tell a restore
check 'it is left alone' mtu_is lan0 1508
tell b session 0 >/dev/null

mount -t tmpfs -o ro,mode=755 none /run/records
check 'without a place for records nothing is raised' answers -30 a raise up0 1600
check 'nothing' mtu_is lan0 1508
umount /run/records

check 'the end' tell a exit
check 'of both' tell b exit
check 'leaves no record' no_records
done_testing
