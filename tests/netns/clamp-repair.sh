#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The clamp where tables have no owner: what somebody removes comes back, what a
# killed process leaves is cleared away, and nothing of anybody else's is touched.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

name=pppoe-clamp-ppp0

# A table and all in it, without what is counted.
contents() { # FAMILY NAME
	nft -s list table "$@"
}

handle() { # FAMILY NAME
	[[ $(nft -a list table "$@") =~ '# handle '([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}

remember() { # BACKEND; all of ours
	ours=()
	case $1 in forward | both) ours+=("inet $name") ;; esac
	case $1 in netdev | both) ours+=("netdev $name") ;; esac
	each_of_ours contents >/run/contents && each_of_ours handle >/run/handles
}

each_of_ours() { # COMMAND...
	for table in "${ours[@]}"; do "$@" "${table%% *}" "${table#* }" || return; done
}

as_before() { # [OTHER TABLE...]
	tables_are "${ours[@]}" "$@" && each_of_ours contents | diff /run/contents -
}

quiet() { # nothing was sent: new tables would have new handles
	each_of_ours handle | diff /run/handles -
}

leftover() { # FAMILY NAME [COMMENT]
	local comment=${3:+comment \"$3\"}

	nft -f - <<-END
		table $1 $2 {
			$comment
			chain in { tcp flags syn counter; }
			chain other { }
		}
	END
}

delete_rule() { # CHAIN; its first rule
	local of=${ours[0]}

	nft delete rule "$of" "$1" handle "$(nft -a list chain "$of" "$1" |
		sed -n 's/.* # handle \([0-9]*\)$/\1/p' | sed -n 2p)"
}

start_unowned() { # DRIVER NAME
	start_driver "$1"
	tell "$1" unowned && tell "$1" backend "${2:-forward}"
}

loss() { # WHAT COMMAND...; is noticed and repaired, and only once
	# Fails if clamp_message_removes does not know DELRULE, or neither DELCHAIN nor DELTABLE.
	check "$1" "${@:2}"
	check_not '  it is gone' as_before
	check '  check' tell ours check
	check '  it is back as it was' as_before
	remember "$backend"
	tell ours check >/dev/null
	# Fails if repair takes its own messages for those of others.
	check '  and another check sends nothing' quiet
}

delete_tables() {
	for table in "${ours[@]}"; do nft delete table "$table" || return; done
}

flush_tables() {
	for table in "${ours[@]}"; do nft flush table "$table" || return; done
}

empty_entry() {
	case ${ours[0]} in
	inet*) nft flush chain "${ours[0]}" forward ;;
	*) nft flush chain "${ours[0]}" ingress ;;
	esac
}

flood() { # others' transactions, more notifications than a socket holds
	for ((i = 0; i < 1000; i++)); do
		printf '%s table inet flood\n' add delete
	done | nft -i >/dev/null 2>&1
}

rules() { # COUNT PATTERN
	[ "$(nft list ruleset | grep -c -- "$2")" = "$1" ]
}

reload() { # as `systemctl reload nftables` does it
	nft -f - <<-END
		flush ruleset
		table inet filter { chain input { type filter hook input priority 0; accept; }; }
	END
}

for interface in ppp0 ppp1; do
	ip link add $interface type veth peer name peer${interface#ppp}
	ip link set $interface up
done
start_unowned ours

for backend in forward netdev both; do
	note "backend $backend"
	tell ours backend $backend >/dev/null
	check 'up' tell ours clamp ppp0 1492
	remember $backend
	# Fails if table_flags sets the owner flag all the same.
	check 'the table is not owned' rules 0 "flags owner"
	check 'check' tell ours check
	# Fails if repair installs without a loss.
	check 'sends nothing where nothing is lost' quiet

	loss 'nft flush ruleset' nft flush ruleset
	loss 'nft delete table' delete_tables
	loss 'nft flush table' flush_tables
	loss 'one rule deleted' delete_rule in
	loss 'the entry emptied' empty_entry

	nft flush ruleset
	nft flush ruleset
	tell ours check >/dev/null
	check 'two losses, one repair' as_before

	check 'a firewall reload' reload
	nft list table inet filter >/run/filter
	tell ours check >/dev/null
	# Fails if the repair touches more than its own tables.
	check 'we are back beside its table' as_before 'inet filter'
	check 'which is unchanged' eval 'nft list table inet filter | diff /run/filter -'
	remember $backend

	nft add table inet other
	nft add chain inet other more
	nft add table ip $name
	nft add table inet pppoe-clamp-ppp1
	tell ours check >/dev/null
	nft delete table inet other
	nft flush table inet filter
	nft delete table inet pppoe-clamp-ppp1
	tell ours check >/dev/null
	# Fails if nft_is_about_table does not look at the name.
	check 'what others do with theirs is no loss' quiet
	nft delete table ip $name
	tell ours check >/dev/null
	# Fails if clamp_message_removes does not look at the family.
	check 'even a table of the name in another family' quiet
	nft delete table inet filter

	flood
	nft flush ruleset
	tell ours check >/dev/null
	# Fails if ENOBUFS is not taken for a loss.
	check 'a loss of which the notification did not fit the socket' as_before
	nft flush ruleset
	tell ours check >/dev/null
	check 'and one after it' as_before

	nft flush ruleset
	# Fails if a change of limits takes for granted that the table is there.
	check 'another value while it is lost' tell ours clamp ppp0 1480
	tell ours check >/dev/null
	case $backend in both) count=4 ;; *) count=2 ;; esac
	check 'is there after the next check' rules $count 'maxseg size > 1440'
	tell ours clamp ppp0 1492 >/dev/null
	nft flush ruleset
	check 'down while it is lost' tell ours unclamp
	check 'nothing is left' tables_are
	check 'check when down' tell ours check
	check 'brings nothing back' tables_are
	nft flush ruleset
done

# ------------------------------------------------------------------- kill -9

tell ours backend forward >/dev/null
for backend in forward netdev both; do
	start_unowned "killed_$backend" $backend
	tell "killed_$backend" clamp ppp0 1480 >/dev/null
	remember $backend
	pid=killed_${backend}_pid
	kill -9 "${!pid}"
	wait "${!pid}" 2>/dev/null
	check "kill -9 with backend $backend leaves the table" as_before
	# Fails if DELTABLE is left out, or if only the tables of the new backend are looked at.
	check 'the next start takes it over' tell ours clamp ppp0 1492
	remember forward
	check 'one clamp is left' as_before
	check 'with its own value' rules 2 "maxseg size > 1452"
	tell ours unclamp >/dev/null
	check 'none is left when it goes' tables_are
	nft flush ruleset
done

# ------------------------------------------------------------------- interfaces that are gone

start_driver owner
leftover inet pppoe-clamp-gone0 'pppoe-clamp.so, pppd 7'
leftover netdev pppoe-clamp-gone0 'pppoe-clamp.so, pppd 7'
leftover inet pppoe-clamp-gone1 'pppoe-clamp.so, pppd 8'
leftover netdev pppoe-clamp-gone2 'pppoe-clamp.so, pppd 9'
leftover inet pppoe-clamp-ppp1 'pppoe-clamp.so, pppd 10'
leftover inet pppoe-clamp-gone3
leftover ip pppoe-clamp-gone4 'pppoe-clamp.so, pppd 7'
leftover inet pppoe-clamp-much-too-long-for-an-interface 'pppoe-clamp'
leftover inet other 'pppoe-clamp'
nft list table inet pppoe-clamp-gone3 >/run/before
stay=('inet pppoe-clamp-ppp1' 'inet pppoe-clamp-gone3' 'ip pppoe-clamp-gone4' 'inet other'
	'inet pppoe-clamp-much-too-long-for-an-interface')
for who in ours owner; do
	tell $who clamp ppp0 1492 >/dev/null
	# Fails if clear_leftovers is not called, or does not look at comment, name and family.
	check "a start of $who removes what is left of interfaces that are gone, no more" \
		tables_are "inet $name" "${stay[@]}"
	# Fails if note_leftover does not look at `ours`.
	check 'a foreign table is unchanged' eval \
		'nft list table inet pppoe-clamp-gone3 | diff /run/before -'
	tell $who unclamp >/dev/null
	leftover inet pppoe-clamp-gone0 'pppoe-clamp.so, pppd 7'
done
nft flush ruleset

leftover inet pppoe-clamp-gone0 'pppoe-clamp.so, pppd 7'
leftover netdev pppoe-clamp-gone0
tell ours clamp ppp0 1492 >/dev/null
# Fails if the tables of both families go for one of them.
check 'beside a leftover a foreign table in the other family stays' \
	tables_are "inet $name" 'netdev pppoe-clamp-gone0'
tell ours unclamp >/dev/null
nft flush ruleset

leftover inet pppoe-clamp-gone0
leftover inet pppoe-clamp-gone0/pppd 'pppoe-clamp.so, pppd 7'
tell ours clamp ppp0 1492 >/dev/null
# Fails if a leftover of the other name is looked for under the usual one.
check 'of a foreign table and ours beside it, ours goes' \
	tables_are "inet $name" 'inet pppoe-clamp-gone0'
tell ours unclamp >/dev/null
nft flush ruleset

for ((i = 0; i < 40; i++)); do echo "table inet pppoe-clamp-old$i { comment \"pppoe-clamp\"; }"; done |
	nft -f -
tell ours clamp ppp0 1492 >/dev/null
# Fails if what does not fit `found` is forgotten.
check 'any number of leftovers goes' tables_are "inet $name"
tell ours unclamp >/dev/null
nft flush ruleset

# An interface that vanishes while it is clamped.
for backend in forward netdev both; do
	start_unowned "with_$backend" $backend
	tell "with_$backend" clamp ppp1 1492 >/dev/null
	ip link del ppp1
	check "backend $backend: a check without the interface" tell "with_$backend" check
	check 'down' tell "with_$backend" unclamp
	check 'nothing is left' tables_are
	ip link add ppp1 type veth peer name peer1
	tell "with_$backend" exit >/dev/null
done

# The owner's table of another process is none of our business.
tell owner clamp ppp1 1492 >/dev/null
ip link set ppp1 name gone9
tell ours clamp ppp0 1492 >/dev/null
check 'the table of a living process stays, whatever its name' \
	tables_are "inet $name" 'inet pppoe-clamp-ppp1'
# Fails if note_leftover does not look at `owned`.
check 'nobody tries to remove it' eval '! grep "left of ppp1" /run/ours.log'
check 'nobody complained' eval '! grep -E "^error" /run/*.log'
done_testing
