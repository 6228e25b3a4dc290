#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `pppoe-clamp status`: records as pppd leaves them, the tables and routes of the
# plugin's own modules, and what it makes of them when they do not fit.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

tool=$programs/pppoe-clamp
records=/run/pppoe-clamp

# What it prints is in $said, its exit status in $status.
run_tool() {
	said=$("$tool" "$@" 2>&1)
	status=$?
	echo "$said"
	echo "exit status $status"
}

# Exits with STATUS, and prints a line that matches each PATTERN.
says() { # STATUS [ARGUMENT...] -- PATTERN...
	local want=$1 arguments=()
	shift
	while [ "$1" != -- ]; do arguments+=("$1"); shift; done
	shift
	run_tool "${arguments[@]}"
	for pattern; do
		grep -qE -- "$pattern" <<<"$said" || { echo "no $pattern"; return 1; }
	done
	[ "$status" = "$want" ]
}

json_is() { # EXPRESSION of the object `s`
	"$tool" status --json |
		python3 -c "import json, sys; s = json.load(sys.stdin); print(s); sys.exit(not ($1))"
}

# A record that a living process has; `end_record` is its end by kill -9.
write_record() { # LINE...
	mkdir -p "$records"
	printf '%s\n' "$@" >"$records/eth1.0"
	chmod 600 "$records/eth1.0"
	exec {owner}<"$records/eth1.0"
	flock -n "$owner"
}
end_record() { exec {owner}<&-; }

up_record() { # LINE...
	write_record state=up pid=$$ device=eth1 "device_index=$eth1" "netns=$(stat -L -c %i /proc/self/ns/net)" \
		ifname=ppp0 mac=02:00:00:00:00:01 ac_name=lab-ac mtu=1492 mtu_verdict=unknown clamp=forward "$@"
}

ip -batch - <<-END
	link add eth1 type veth peer name ac0
	link add ppp0 type veth peer name ac1
	link add eth0 type veth peer name isp0
	link set ppp0 mtu 1492 up
	link set eth1 up
	link set eth0 up
	link set ac0 up
	link set ac1 mtu 1492 up
	link set isp0 up
	address add 203.0.113.5 peer 203.0.113.1/32 dev ppp0
	address add 192.0.2.2/24 dev eth0
END
eth1=$(ip -o link show eth1 | cut -d : -f 1)

# -------------------------------------------------------------- what is wrong

check 'no link: said, and status 1' says 1 -- '^No link: no pppd'
check 'that does not make the directory of the records' test ! -e $records
check 'a command that there is not' says 2 stauts -- "command 'stauts': expected"
check 'an option that there is not' says 2 status --jsno -- "unrecognized option '--jsno'" '^Usage: pppoe-clamp status'
check 'a link that there is not' says 1 status ppp7 -- "no link 'ppp7': expected"
check 'two links' says 2 status ppp0 ppp1 -- "'ppp1': expected one LINK"
check 'help fits a screen' test "$("$tool" --help | wc -l)" -le 24
check 'and 80 columns' test -z "$("$tool" --help | grep -E '.{81}')"

# ------------------------------------------------------------------- a link

start_driver ours
check 'a clamp as the plugin makes it' tell ours clamp ppp0 1492
check 'and a route' tell ours route4 ppp0 100
check 'a link without a record' says 0 -- '^ppp0: up$' 'MSS 1452 by IPv4, 1432 by IPv6' \
	'default by IPv4, metric 100: packets take it'
up_record "state_since=$(cut -d . -f 1 /proc/uptime)"
check 'a link that is up' says 0 -- '^ppp0: up' ' 203.0.113.5, peer 203.0.113.1' '^  MTU      1492$'
check 'by its name' says 0 status ppp0 -- '^ppp0: up'
check 'by that of its Ethernet interface' says 0 status eth1 -- '^ppp0: up'
check 'without a terminal there are no colours' test -z "$(run_tool | tr -cd '\033')"
ip route add default via 192.0.2.1 dev eth0 metric 50
check 'a better route of somebody else' says 0 -- 'metric 100: packets take eth0, metric 50'
check 'in JSON' json_is 's["default"]["ipv4"] == "eth0" and not s["links"][0]["routes"][0]["taken"]'
ip route del default dev eth0
check 'as JSON' json_is 's["schema"] == 1 and s["complete"] and s["links"][0]["clamp"]["ipv4"]["mss"] == 1452 and s["links"][0]["device"] == "eth1"'
twice() {
	timeout 60 "$tool" status --watch --json | head -n 2 |
		python3 -c 'import json, sys; sys.exit(len([json.loads(line) for line in sys.stdin]) != 2)'
}
check '--watch prints it again and again' twice

# ------------------------------------------------------------- they disagree

ip link set ppp0 mtu 1400
check 'a lower MTU: record and clamp do not fit it' says 1 -- \
	'record has an MTU of 1492, the interface of 1400' 'lets an MSS of 1452 pass by IPv4, the MTU of 1400 takes 1360'
ip link set ppp0 mtu 1492
tell ours unclamp >/dev/null
check 'a clamp that is gone' says 1 -- 'nftables has no table of it'
tell ours clamp ppp0 1492 >/dev/null
check 'and is back' says 0 -- '^ppp0: up'
end_record
up_record session_id=522 ac_mac=02:00:00:00:00:AC
check 'a session that the kernel has not' says 1 -- 'has session 522 with 02:00:00:00:00:AC, the kernel has not'
end_record
up_record
check 'up' says 0 -- '^ppp0: up'
# A busy host may take longer than a moment.
moment() {
	local back
	ip link set ppp0 mtu 1400
	(pause 0.04; ip link set ppp0 mtu 1492) &
	back=$!
	says 0 -- '^ppp0: up' && return
	wait "$back"
	return 1
}
# Fails if the first disagreement counts: record and kernel change one after the other.
check 'what does not last is no disagreement' poll_until 20 moment
end_record

# ------------------------------------------------------- records of all kinds

check 'pppd was killed' says 1 -- '^ppp0: left over$' 'ended without tidying up'
check 'the record is still there' test -e $records/eth1.0
write_record state=up 'device=eth1' 'mtu='
check 'a record that is torn' says 1 -- '^eth1: not known$' 'its record cannot be read'
end_record
write_record 'netns=1' state=up device=eth1 ifname=ppp9 "device_index=$eth1"
check 'a link in another network namespace' says 0 -- '^ppp9: up, in another network namespace'
end_record
rm $records/eth1.0
exec {held}>$records/lock
flock -n "$held"
check 'somebody holds the directory: said, and the rest is shown' \
	says 0 -- '^Missing: states' 'MSS 1452 by IPv4'
exec {held}>&-
mount --bind "$records" "$records"
mount -o remount,bind,ro "$records"
check 'nobody can write there' test ! -w $records/lock
nothing_missing() { says 0 -- '^ppp0: up' && ! grep Missing <<<"$said"; }
check 'that is no reason to show less' nothing_missing
umount "$records"

# A ring of any bytes, and one that is cut: as if it were not there.
up_record
head -c 195072 /dev/urandom >$records/ppp0.1.ring
head -c 1000 /dev/urandom >"$records/ppp0.$(stat -L -c %i /proc/self/ns/net).ring"
check 'rings that are none' says 0 -- '^ppp0: up'
check 'there is no history' says 1 log ppp0 -- "^pppoe-clamp: no history of 'ppp0': expected"
end_record

# ------------------------------------------------------------- many links

# How often it calls SYSCALL on a machine of so many links
calls() { # SYSCALL LINKS
	ASAN_OPTIONS=detect_leaks=0 "$LINKS" "$2" strace -f -qq -e "trace=$1" -o /dev/stdout \
		"$tool" status --json | grep -c "^[0-9]* *$1("
}
# Each of ten more links costs so many at most.
costs() { # SYSCALL MOST
	local few many
	few=$(calls "$1" 5) && many=$(calls "$1" 15) || return
	echo "$few with 5 links, $many with 15"
	[ "$few" -gt 0 ] && [ $((many - few)) -le $(($2 * 10)) ]
}
read_of_rings() {
	ASAN_OPTIONS=detect_leaks=0 "$LINKS" 5 strace -f -qq -e trace=pread64 -o /dev/stdout "$tool" status --json |
		awk '/pread64/ { read += $NF } END { print read, "bytes"; exit !(read && read < 5 * 1000) }'
}
check 'a link more costs one question' costs sendto 1
check 'its answer and the end of it, and a part of the lists' costs recvmsg 3
check 'its record and its ring are opened' costs openat 2
# Fails if all losses and minutes of a ring are read: 22 kB.
check 'of rings it reads what it shows' read_of_rings

# -------------------------------------------------------------- completion

# shellcheck source=tool/completion.bash
. "$here/../../tool/completion.bash"
pppoe-clamp() { "$tool" "$@"; }
completes() { # WORDS-BEFORE WORD WANT
	local COMP_WORDS COMP_CWORD COMPREPLY=()
	read -ra COMP_WORDS <<<"pppoe-clamp $1"
	COMP_CWORD=${#COMP_WORDS[@]}
	COMP_WORDS+=("$2")
	_pppoe_clamp
	echo "${COMPREPLY[*]}"
	[ "${COMPREPLY[*]}" = "$3" ]
}
commands=$("$tool" --help | sed -n 's/^  \([a-z]\+\).*/\1/p' | tr '\n' ' ')
check 'completion knows every command' completes '' '' "${commands}--help --version --json --watch"
check 'and links' completes 'status' ppp 'ppp0'
check 'and options' completes 'discover' --v '--vlans'
check 'and what an option takes' completes 'discover --vlans' '' common

# -------------------------------------------------------------- without root

nobody_says() { # PATTERN...
	said=$(setpriv --reuid 65534 --regid 65534 --clear-groups /run/tool 2>&1)
	echo "$said"
	for pattern; do
		grep -qE -- "$pattern" <<<"$said" || { echo "no $pattern"; return 1; }
	done
}
up_record
# The checkout may be where nobody else comes.
install "$tool" /run/tool
check 'without root: address and route' nobody_says '^ppp0: up' 203.0.113.5 'metric 100: packets take it'
check 'and what is missing' nobody_says '^Missing: states.*Permission denied' '^Missing: clamps' '^Root sees'
done_testing
