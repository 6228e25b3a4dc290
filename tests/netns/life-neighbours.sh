#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a link costs does not depend on how many others the machine has: each kind of call is
# made as often beside 40 links as beside 10 (tests/life), while it begins, rests, is lost
# and begins anew. The others have clamps, addresses, default routes and records, get their
# answers on the same interface at the same moment, and change while ours rests.
#
# Fails without ethernet_choose(), without netlink_narrow(), without is_settled() in parent.c,
# and if uplink_rules_changed() leaves its socket open.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

each() { # COUNT TEXT, with a number in place of each @
	for ((i = 1; i <= $1; i++)); do echo "${2//@/$i}"; done
}
begin() { # COUNT
	each "$1" 'link add link@ type veth peer name peer@
		link set link@ up' | ip -batch -
	each "$1" 'address add 10.9.@.1 peer 10.9.@.2 dev link@
		address add fd09::@/64 dev link@
		route replace default dev link@ metric 10@ proto 168
		route replace ::/0 dev link@ metric 10@ proto 168' >/run/addresses
	each "$1" 'address flush dev link@' >/run/no-addresses
	each "$1" 'add table inet link@
		delete table inet link@' >/run/changes
	cat >/run/neighbours <<-END
		ip -batch /run/no-addresses && ip -batch /run/addresses && nft -i </run/changes >/dev/null
	END
	ip -batch /run/addresses
}
own_tables() { # COUNT
	{
		each "$1" 'add table inet pppoe-clamp-link@ { flags owner; comment "pppoe-clamp.so"; }'
		sleep inf
	} | nft -i >/dev/null &
	poll_until 10 have_tables "$1"
}
have_tables() { [ "$(nft list tables | grep -c pppoe-clamp-link)" = "$1" ]; }

# Others hold them.
write_records() { # COUNT
	mkdir /run/pppoe-clamp
	for ((i = 1; i <= $1; i++)); do
		printf '%s\n' state=up pid=1 device=eth1 "ifname=link$i" "session_id=$((1000 + i))" \
			>"/run/pppoe-clamp/eth1.$((100 + i))"
		exec {held}<"/run/pppoe-clamp/eth1.$((100 + i))"
		flock "$held"
	done
}
# This script once more, on the machine of a life
if [ "${1:-}" = live ]; then
	begin "$2" && own_tables "$2" && write_records "$2" && exec "$programs/lives" calls "$2" 0
fi

calls() { # COUNT
	"$here/../life/setup.sh" "$0" live "$1" >/run/said || {
		cat /run/said
		return 1
	}
	LC_ALL=C sort -k 2 /run/said >"/run/calls.$1"
}
# A row "CALL: COUNT, COUNT" for each that is made more often. When a signal comes is a matter
# of chance, so one or two more are none, and what an interface is told by has 1.5 kB.
grown() {
	LC_ALL=C join -1 2 -2 2 -t $'\t' <(sed 's/ /\t/' /run/calls.10) <(sed 's/ /\t/' /run/calls.40) |
		awk -F '\t' '$3 - $2 >= (/^bytes/ ? 10000 : 10) { print $1 ": " $2 ", " $3 }'
}
# Of each record, once; names of files come many at a time.
by_record='(open|flock|read) record'
are_flat() { [ -s /run/calls.40 ] && ! grown | grep -vE "^($by_record|readdir):"; }
read_once() { # of 30 more
	grown | grep -E "^$by_record:" | awk '
		{ print }
		$NF - $(NF - 1) > ($1 == "read" ? 60 : 30) { bad = 1 }
		END { exit bad || NR != 3 }'
}

check 'a link comes, goes and comes again beside ten others' calls 10
check 'and beside forty' calls 40
check 'no call is made more often beside forty' are_flat
check 'but for their records: each is read once, and not for each session' read_once
done_testing
