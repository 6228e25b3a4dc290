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

# One base chain, two ways from it, and what those do with each IP version.
one_table() { # MSS-IPV4 MSS-IPV6; exactly that, whole, owned and with our comment
	[ "$(nft list tables)" = "table inet $name" ] && whole_table "$name" "$1" "$2" &&
		file_has /run/table 'flags owner'
}

whole_table() { # NAME MSS-IPV4 MSS-IPV6
	nft list table inet "$1" >/run/table && mapfile -t table </run/table || return
	printf '%s\n' "${table[@]}"
	file_has /run/table 'comment "pppoe-clamp test"' &&
		lines 1 'type filter hook forward priority mangle; policy accept' &&
		lines 1 'type filter hook' &&
		lines 1 '@th,(96,32 & 0x0*60000 != 0x0*20000|109,2 != 0x1) accept$' &&
		lines 1 "	iif \"$interface\" meta l4proto tcp goto in$" &&
		lines 1 "sdif \"$interface\" meta l4proto tcp goto in$" &&
		lines 1 "oif \"$interface\" meta l4proto tcp goto out$" &&
		direction_rules out "$2" "$3" && direction_rules in "$2" "$3" &&
		limit_rules ipv4 "$2" && limit_rules ipv6 "$3" && strip_rules
}

# Dozens of them for each table: a process for each would cost more than all else.
matches() { # LINES COUNT PATTERN
	local -n of=$1
	local count=0 line
	for line in "${of[@]}"; do [[ ! $line =~ $3 ]] || count=$((count + 1)); done
	[ "$count" = "$2" ]
}

lines() { matches table "$@"; } # COUNT PATTERN

chain_lines() { # CHAIN COUNT PATTERN
	local chain=() inside='' line
	for line in "${table[@]}"; do
		[ "$line" != "	chain $1 {" ] || inside=1
		[ "$line" != '	}' ] || inside=''
		[ -z "$inside" ] || chain+=("$line")
	done
	matches chain "$2" "$3"
}

usual_rule() { # CHAIN MSS VERSION
	chain_lines "$1" 1 "^		@th,160,32 0x204.* $3$count tcp option maxseg size set $2 accept$"
}

direction_rules() { # CHAIN MSS-IPV4 MSS-IPV6
	local count='counter packets [0-9]+ bytes [0-9]+' ip='meta protocol ip '

	usual_rule "$1" "$2" "$ip" && usual_rule "$1" "$3" '' &&
		chain_lines "$1" 1 "^		$ip$count jump ipv4$" &&
		chain_lines "$1" 1 "^		$ip$count accept$" &&
		chain_lines "$1" 1 "^		$count jump ipv6$" &&
		chain_lines "$1" 1 "^		$count accept$" && chain_lines "$1" 6 counter
}

limit_rules() { # CHAIN MSS
	local above="tcp option maxseg size > $2"

	chain_lines "$1" 1 "^		$above jump place$" &&
		chain_lines "$1" 1 "^		$above tcp option maxseg size set $2 accept$" &&
		chain_lines "$1" 2 option
}

strip_rules() {
	chain_lines place 1 ' return$' && chain_lines place 19 ' goto strip$' &&
		chain_lines strip 1 'counter packets [0-9]+ bytes [0-9]+ reset tcp option maxseg accept$'
}

note_table() { nft list table "$@" >/run/before; } # FAMILY NAME
unchanged() { nft list table "$@" | diff /run/before -; }

fails_with() { # ERRNO COMMAND...
	! "${@:2}" && [ "$answer" = "done -$1" ]
}

refused() { # COMMAND...: by the kernel, for lack of permission
	! "$@" 2>/run/refusal && file_has /run/refusal 'Operation not permitted'
}

interface=ppp0
add_interface
start_driver ours

check 'taking down what is not up succeeds' tell ours unclamp
check 'and leaves no table' no_table
check 'up' tell ours clamp ppp0 1492
check 'one table, owned, with both limits' one_table 1452 1432
check 'up again with the same value' tell ours clamp ppp0 1492
check 'still that one table' one_table 1452 1432
handle() { [[ $(nft -a list table inet "$name") =~ '# handle '([0-9]+) ]] && echo "${BASH_REMATCH[1]}"; }
handle_before=$(handle)
check 'another value' tell ours clamp ppp0 1480
# Fails if talk replaces the table: a SYN on its way through might find neither the old nor the new.
check 'the table is the same' test "$(handle)" = "${handle_before:-none}"
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
# Fails if table_flags leaves out the owner flag; so do the next three.
check 'and leaves the table' one_table 1360 1340
check 'nobody else can delete it' refused nft delete table inet $name
check 'nor empty it' refused nft flush table inet $name
check 'nor add to it' refused nft add chain inet "$name" more

start_driver theirs
# The name may be that of a process that is just dying: so long nothing is logged.
gives_in() {
	for ((i = 0; i < 50; i++)); do fails_with 11 tell theirs clamp ppp0 1400 || return; done
	[ ! -s /run/theirs.log ] && fails_with 1 tell theirs clamp ppp0 1400
}
# Fails if netclamp_set waits for ever, or not.
check 'a second process waits for the same interface, then gets EPERM' gives_in
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

# shellcheck disable=SC2154 # set by start_driver
kill -9 "$theirs_pid"
# Fails if an owner that is not gone yet is an error.
check 'after kill -9 of its process the next one can have it' poll_until 20 tell ours clamp ppp0 1400
check 'and nobody complained' eval '! grep ^error /run/ours.log'
check 'one table' one_table 1360 1340
tell ours unclamp >/dev/null
start_driver killed
tell killed clamp ppp0 1400 >/dev/null
# shellcheck disable=SC2154 # set by start_driver
kill -9 "$killed_pid"
# Fails if the table has no owner.
check 'kill -9 of its process removes the table' poll_until 20 no_table

# ------------------------------------------------------------------- leftovers

leftover() { # FAMILY NAME COMMENT
	nft -f - <<-END
		table $1 $2 {
			$3
			chain in { tcp flags syn counter; }
			chain other { }
		}
	END
}

leftover inet "$name" 'comment "pppoe-clamp: an older version";
	chain forward { type filter hook forward priority mangle; tcp flags syn drop; }'
# Fails if clear_leftovers is not called: the kernel has such a table.
check 'a leftover of ours that nobody owns is taken over' tell ours clamp ppp0 1492
check 'nothing of it is left' one_table 1452 1432
tell ours unclamp >/dev/null

foreign_stays() { # COMMENT
	leftover inet "$name" "$1"
	note_table inet "$name"
	tell ours clamp ppp0 1492 && tables_are "inet $name" "inet $name/pppd" &&
		unchanged inet "$name" &&
		file_has /run/ours.log "^warning: MSS clamp on ppp0: a table of that name is not ours"
}
# Fails if note_leftover takes every table of the name for ours.
check 'a table of the name without a comment is foreign: it stays, and a warning tells' \
	foreign_stays ''
# Fails if clamp_table_name knows no alternate name.
check 'the clamp stands beside it' whole_table "$name/pppd" 1452 1432
check 'a new value goes there, too' tell ours clamp ppp0 1480
check 'and is there' whole_table "$name/pppd" 1440 1420
check 'down' tell ours unclamp
check 'only the foreign one is left' tables_are "inet $name"
check 'unchanged' unchanged inet "$name"
nft flush ruleset
: >/run/ours.log
check 'one with another comment is foreign, too' foreign_stays 'comment "my own";'
tell ours unclamp >/dev/null
nft flush ruleset
# Fails if the alternate name is kept for ever.
check 'without the foreign table: the usual name again' tell ours clamp ppp0 1492
check 'and one table' one_table 1452 1432
tell ours unclamp >/dev/null

nft add table inet filter
for family in ip ip6 arp bridge; do nft add table $family $name; done
# Fails if clamp_parse_table does not look at the family.
check 'beside other tables' tell ours clamp ppp0 1492
check 'which stay' tables_are 'inet filter' "inet $name" "ip $name" "ip6 $name" "arp $name" \
	"bridge $name"
tell ours unclamp >/dev/null
check 'and still stay when it goes' tables_are 'inet filter' "ip $name" "ip6 $name" "arp $name" \
	"bridge $name"
nft flush ruleset

# Fails if a table in the other backend's family is overwritten.
foreign_netdev() {
	leftover netdev "$name" ''
	note_table netdev "$name"
	tell ours backend "$1" && tell ours clamp ppp0 1492 &&
		unchanged netdev "$name" &&
		tell ours unclamp && unchanged netdev "$name"
}
for backend in forward netdev both; do
	check "backend $backend leaves a foreign netdev table of the name" foreign_netdev $backend
	nft flush ruleset
done
tell ours backend forward >/dev/null

# Fails if a clamp takes over only what its own backend and name would need.
leftover netdev "$name" 'comment "pppoe-clamp: killed with backend both";'
check 'a leftover in the family of another backend' tell ours clamp ppp0 1492
check 'is removed: one clamp for each link' one_table 1452 1432
tell ours unclamp >/dev/null
nft flush ruleset
leftover inet $name/pppd 'comment "pppoe-clamp: killed beside a foreign table";'
check 'a leftover of the other name' tell ours clamp ppp0 1492
check 'is removed as well' one_table 1452 1432
tell ours unclamp >/dev/null
nft flush ruleset

ip link add ppp1 type veth peer name peer1
leftover inet pppoe-clamp-ppp1 ''
note_table inet pppoe-clamp-ppp1
tell ours clamp ppp0 1492 >/dev/null
# Fails if only the first clamp of a process looks for foreign tables.
check 'a clamp moves to another interface' tell ours clamp ppp1 1492
check 'and leaves a foreign table of that name' unchanged inet pppoe-clamp-ppp1
tell ours unclamp >/dev/null
nft flush ruleset
ip link del ppp1

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
# Fails if clamp_equal does not look at the index.
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

start_driver user setpriv --bounding-set=-net_admin --inh-caps=-net_admin
check 'without privilege: EPERM' fails_with 1 tell user clamp ppp0 1492
check 'which is logged' \
	file_has /run/user.log '^error: MSS clamp on ppp0: .*Operation not permitted$'
done_testing
