#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The clamp's table: there when it must be, once, and gone when it must be gone.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

name=pppoe-clamp-ppp0

add_interface() {
	ip link add ppp0 type veth peer name peer0
	ip link set ppp0 up
}

no_table() { ! nft list tables | grep -q .; }

one_table() { # MSS-IPV4 MSS-IPV6; exactly that, whole and owned
	[ "$(nft list tables)" = "table inet $name" ] &&
		nft list table inet "$name" >/run/table &&
		file_has /run/table 'flags owner' &&
		[ "$(grep -c 'type filter hook forward priority mangle' /run/table)" = 1 ] &&
		[ "$(grep -c "iif \"$interface\" goto" /run/table)" = 1 ] &&
		[ "$(grep -c "oif \"$interface\" goto" /run/table)" = 1 ] &&
		[ "$(grep -c "maxseg size > $1 goto ipv4" /run/table)" = 1 ] &&
		[ "$(grep -c "maxseg size > $2 goto ipv6" /run/table)" = 1 ] &&
		[ "$(grep -c "maxseg size set $1" /run/table)" = 4 ] &&
		[ "$(grep -c "maxseg size set $2" /run/table)" = 4 ]
}

fails_with() { # ERRNO COMMAND...
	! "${@:2}" && [ "$answer" = "done -$1" ]
}

refused() { # COMMAND...: by the kernel, for lack of permission
	! "$@" 2>/run/refusal && file_has /run/refusal 'Operation not permitted'
}

interface=ppp0
add_interface
start_netconf ours

check 'taking down what is not up succeeds' tell ours unclamp
check 'and leaves no table' no_table
check 'up' tell ours clamp ppp0 1492
check 'one table, owned, with both limits' one_table 1452 1432
check 'up again with the same value' tell ours clamp ppp0 1492
check 'still that one table' one_table 1452 1432
check 'another value' tell ours clamp ppp0 1480
check 'still one table, with the new value' one_table 1440 1420

ups_and_downs() {
	for mtu in 1492 1480 1492 1492 1400; do
		tell ours clamp ppp0 "$mtu" && tell ours clamp ppp0 "$mtu" || return
		[ "$mtu" = 1400 ] || tell ours unclamp || return
	done
}
check 'any number of ups and downs' ups_and_downs
check 'leaves one table' one_table 1360 1340

check 'nft flush ruleset succeeds' nft flush ruleset
# Fails if put_create leaves out the owner flag; so do the next three.
check 'and leaves the table' one_table 1360 1340
check 'nobody else can delete it' refused nft delete table inet $name
check 'nor empty it' refused nft flush table inet $name
check 'nor add to it' refused nft add chain inet $name more

start_netconf theirs
check 'a second process gets EPERM for the same interface' fails_with 1 tell theirs clamp ppp0 1400
# Fails if the failing message is not found by its sequence number.
check 'and names the message that failed' \
	file_has /run/theirs.log '^error: MSS clamp on ppp0: add table: Operation not permitted$'
check 'which changed nothing' one_table 1360 1340
check 'the first one still works' tell ours clamp ppp0 1492
check 'and has its new value' one_table 1452 1432

ip link set ppp0 down
ip link set ppp0 name ppp7
interface=ppp7
# Fails if rules name the interface instead of its index.
check 'a renamed interface stays clamped' one_table 1452 1432
ip link set ppp7 name ppp0
ip link set ppp0 up
interface=ppp0

check 'down' tell ours unclamp
check 'no table' no_table
# Fails if a failed attempt counts as ours.
check 'the second process can have it now' tell theirs clamp ppp0 1400
check 'one table' one_table 1360 1340

# shellcheck disable=SC2154 # set by start_netconf
kill -9 "$theirs_pid"
# Fails if the table has no owner.
check 'kill -9 of its process removes the table' poll_until 1 no_table

# ------------------------------------------------------------------- leftovers

nft -f - <<-END
	table inet $name {
		chain forward { type filter hook forward priority mangle; tcp flags syn drop; }
		chain other { }
	}
END
# Fails if the first NEWTABLE of a take-over carries the owner flag, or is left out.
check 'a leftover table that nobody owns is taken over' tell ours clamp ppp0 1492
check 'nothing of it is left' one_table 1452 1432
tell ours unclamp >/dev/null

nft add table inet filter
nft add table ip $name
check 'beside other tables' tell ours clamp ppp0 1492
check 'which stay' test "$(nft list tables | sort | tr '\n' ';')" = \
	"table inet filter;table inet $name;table ip $name;"
tell ours unclamp >/dev/null
check 'and still stay when it goes' test "$(nft list tables | sort | tr '\n' ';')" = \
	"table inet filter;table ip $name;"
nft flush ruleset

# ------------------------------------------------------------------ interfaces

# Fails if clamp_build takes index 0, which would match nothing.
check 'an interface that is not there: EINVAL' fails_with 22 tell ours clamp nowhere0 1492
check 'and no table' no_table
tell ours clamp ppp0 1492 >/dev/null
ip link del ppp0
check 'the interface vanished: an up is an error' fails_with 22 tell ours clamp ppp0 1492
check 'taking the clamp down succeeds' tell ours unclamp
check 'no table is left' no_table
add_interface
tell ours clamp ppp0 1492 >/dev/null
ip link del ppp0
add_interface
check 'the interface is back, with another index' tell ours clamp ppp0 1492
# Fails if same_clamp does not look at the index.
check 'one table, for the new index' one_table 1452 1432
ip link add pppoe-name12345 type veth peer name peer1
check 'another, long name: the table follows' tell ours clamp pppoe-name12345 1492
check 'only the new one is left' \
	test "$(nft list tables)" = 'table inet pppoe-clamp-pppoe-name12345'

check 'closing twice succeeds' eval 'tell ours close && tell ours close'
check 'and leaves no table' no_table
check 'it can be used again' tell ours clamp ppp0 1492
check 'the end of the process' tell ours exit
check 'leaves no table' no_table

start_netconf user setpriv --bounding-set=-net_admin --inh-caps=-net_admin
check 'without privilege: EPERM' fails_with 1 tell user clamp ppp0 1492
check 'which is logged' \
	file_has /run/user.log '^error: MSS clamp on ppp0: .*Operation not permitted$'
done_testing
