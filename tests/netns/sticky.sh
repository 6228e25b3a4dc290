#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Connections stay on another uplink: which one it is, its rules, route and marks,
# and what becomes of them when the process is killed.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

link() { # NAME ADDRESS
	ip -batch - <<-END
		link add $1 type veth peer name $1-far
		link set $1-far up
		link set $1 up
		address add $2/24 dev $1
	END
}
default() { ip route add default via "$1" metric "$2"; } # GATEWAY METRIC
rules() { ip rule | grep 'proto \(168\|pppoe-clamp\)'; }
marks() { nft list tables | grep 'pppoe-clamp-sticky'; }
copies() { ip route show table all | grep 'table 16800000'; }
are() { # RULES MARKS COPIES: how many
	rules; marks; copies
	[ "$(rules | wc -l)/$(marks | wc -l)/$(copies | wc -l)" = "$1/$2/$3" ]
}
table() { nft list table ip "$(marks | sed 's/.* //')"; }
as_before() { are 4 1 1 && table | diff /run/before -; }
marked_once() { [ "$(marks | wc -l)" = 1 ]; }
rules_as_before() { ip rule | diff /run/rules -; }
goes_by() { # INTERFACE WORD...: for `ip route get`
	ip route get "${@:2}" | tee /dev/stderr | grep -q " dev $1 "
}
far=198.51.100.9 first=0x01000000

link lan0 10.0.0.1
link dsl0 203.0.113.2
link dsl1 203.0.114.2
link wwan0 192.0.2.2
link wwan1 192.0.3.2
driver=$programs/sticky_driver
start_driver ours
start_driver theirs
ip rule >/run/rules
set_ours() { tell ours set dsl0 100 203.0.113.2; }
set_theirs() { tell theirs set dsl1 200 203.0.114.2; }

check 'without another uplink' set_ours
check 'there is nothing' are 0 0 0
default 203.0.113.1 100
default 192.0.3.1 2000
default 192.0.2.1 1000
check 'with two' set_ours
check 'rules by mark and address, to both tables' are 4 1 1
# Fails if the first one in the list is taken.
check 'the best of them' goes_by wwan0 $far mark $first
check 'by address, too' goes_by wwan0 $far from 192.0.2.2
check 'all else by ours' goes_by dsl0 $far
check 'other bits of a mark do not matter' goes_by wwan0 $far mark 0x01000007
# Fails without the rules to main.
check 'what is no default route comes first' goes_by lan0 10.0.0.9 mark $first
check 'by address, too' goes_by lan0 10.0.0.9 from 192.0.2.2
table >/run/before
check 'once more' set_ours
check 'changes nothing' as_before

# As systemd-networkd does with the rules of others when it starts
tell ours watch wwan0 >/dev/null
check 'somebody takes the rules' ip rule flush protocol 168
check 'and the copy of the route' ip route flush table "$(copies | sed 's/.*table //; s/ .*//')"
check 'all that stays is the mark' are 0 1 0
check 'we are told' tell ours told
is_put_back() { set_ours && as_before && goes_by wwan0 "$far" mark "$first"; }
# Fails without restore().
check 'what was taken is put back' is_put_back
check 'and said' file_has /run/ours.log 'Somebody took routing rules'
# Fails if what is put back makes us look for ever.
check_not 'and nobody is told of that' tell ours told
for _ in 1 2; do ip rule flush protocol 168; set_ours >/dev/null; done
check 'the third time' as_before
check 'the fourth' eval 'ip rule flush protocol 168 && set_ours && are 0 1 1'
check 'is left to who does it' file_has /run/ours.log 'again and again'
tell ours clear >/dev/null
check 'but not anew' eval 'set_ours && are 4 1 1'

check 'a second address' ip address add 192.0.2.3/24 dev wwan0
check 'is learnt' set_ours
check 'with rules of its own' are 6 1 1
check 'and led back' goes_by wwan0 $far from 192.0.2.3
ip address del 192.0.2.3/24 dev wwan0
check 'it goes' set_ours
check 'and its rules' are 4 1 1

check 'another link' set_theirs
check 'has a slot of its own' are 8 2 2
check 'by which it goes' goes_by wwan0 $far mark 0x02000000
# A process that found the slot of ours free at the same time, and was killed before it gave it up
start_driver third
claim=(pref 32503 fwmark "$first/0x3f000000" lookup 1680000999 proto 168)
check 'half a claim is left' ip rule add "${claim[@]}"
check 'the next one looks' tell third leftovers
# Fails if with it go the rules to main, which are those of the link that lives.
check 'all is as before' are 9 2 2
check 'what is no default route comes first' goes_by lan0 10.0.0.9 mark $first
check 'one ends' tell ours clear
check 'and leaves the other, and the claim' are 5 1 1
check 'the next one looks' tell third leftovers
check 'and removes it' are 4 1 1
gone=(pref 32503 fwmark "$first/0x3f000000" lookup 1680000998 proto 168)
claim=(pref 32505 fwmark 0x02000000/0x3f000000 lookup 1680000999 proto 168)
check 'a rule of a link that is gone' ip rule add "${gone[@]}"
check 'and half a claim of the other slot' ip rule add "${claim[@]}"
check 'the next one looks' tell third leftovers
# Fails if the claim that waits has all else wait.
check 'and removes what nobody needs' are 5 1 1
check 'the claim is taken back' ip rule del "${claim[@]}"
check 'the first slot is free' set_ours
check 'and taken' goes_by wwan0 $far mark $first
check 'the other ends' tell theirs clear

# Another process that finds the same slot free at the same time, and is quicker.
check 'ours goes' tell ours clear
claim=(pref 32502 fwmark "$first/0x3f000000" lookup main suppress_prefixlength 0 proto 168)
check 'somebody has claimed the first slot' ip rule add "${claim[@]}"
# Fail if a slot is taken by what was there before, or removed by its number.
check 'ours takes the next one' set_ours
check 'beside it' are 5 1 1
check 'by which it goes' goes_by wwan0 $far mark 0x02000000
check 'ours goes' tell ours clear
check 'and leaves the claim' ip rule del "${claim[@]}"
check 'ours again' set_ours

# Where hundreds have addresses, somebody's changes all the time.
for i in {1..800}; do echo "address add 10.$((i / 250 + 1)).$((i % 250)).1/32 dev lan0"; done | ip -batch -
change_addresses() {
	while [ -e /run/changing ]; do
		for i in {1..200}; do printf 'address %s 10.77.0.1/32 dev lan0\n' add del; done
	done | ip -batch -
}
: >/run/changing
change_addresses &
changes=$!
looks_often() { for i in {1..200}; do set_ours || return; done; }
# Fails without netlink_narrow(): what cannot be read in three tries ends.
check 'what others change is no reason to look in vain' looks_often
rm /run/changing # to kill the shell would leave both of its children at work
wait "$changes"
check 'ours is still there' are 4 1 1

# As FRR has its routes
ip nexthop add id 7 via 192.0.2.1 dev wwan0
ip route replace default nhid 7 metric 1000
check 'a nexthop that others may share' set_ours
# Fails if it is copied together with where it leads, which the kernel refuses.
check 'is no hindrance' are 4 1 1
check 'and leads there' goes_by wwan0 $far mark $first
ip route replace default via 192.0.2.1 metric 1000
ip nexthop del id 7

ip route replace default via 192.0.2.1 metric 50
ip route del default metric 1000
check 'one is better than ours' set_ours
# Fails if any other route counts.
check 'the other one counts' goes_by wwan1 $far mark $first
ip route del default metric 2000
check 'none is worse' set_ours
check 'nothing is left' are 0 0 0
default 192.0.2.1 1000
ip address add 203.0.113.2/32 dev wwan0
ip address del 192.0.2.2/24 dev wwan0
ip address add 192.0.2.4/32 dev wwan0 scope link
ip route add default dev wwan0 metric 1001
# Fails if addresses are not compared: everything would stay there.
check 'both have the same address' set_ours
check 'nothing stays' are 0 0 0
ip address del 203.0.113.2/32 dev wwan0
ip address add 192.0.2.2/24 dev wwan0

# pppd is killed, and its interface goes with it.
ip rule add from 10.9.9.9 lookup 1680000001 proto static
check 'one link' set_ours
check 'and another one' set_theirs
check 'are both there' are 8 2 2
# shellcheck disable=SC2154 # of start_driver
kill -9 "$ours_pid"
ip link del dsl0
check 'of one that is killed the mark goes' poll_until 20 marked_once
check 'nobody is led astray' goes_by wwan0 $far from 192.0.2.2
start_driver next
check 'the next one looks' tell next leftovers
# Fails if all of ours go, or none.
check 'and removes what is left of it alone' are 4 1 1
check 'the other one ends' tell theirs clear
check 'nothing of it is left' are 0 0 0
check 'but what is not ours' ip rule del from 10.9.9.9 lookup 1680000001 proto static
check 'all rules are as they were' rules_as_before

# Before Linux 5.12
start_driver old
check 'an old kernel' tell old old
check 'without owned tables' tell old set dsl1 200 203.0.114.2
check 'the same' are 4 1 1
# shellcheck disable=SC2154 # of start_driver
kill -9 "$old_pid"
ip link del dsl1
check 'its table stays' are 4 1 1
check 'the same for the next one' tell next old
check 'until the next one looks' tell next leftovers
# Fails if the table is taken for one that is owned.
check 'and removes that, too' are 0 0 0
check 'the end' tell next exit
done_testing
