#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A ruleset that is saved while a link is up: as it is, nft(8) can load it
# neither beside the link nor without its interface; saved as the manual says,
# it can, and the clamp stays. So it is with the table of pppoe-priority.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

manual=$here/../../man/pppoe-clamp.so.8
remedy=$(sed -n "s/^\.Dl nft -s list ruleset | //p" "$manual")

ours() { nft list tables | grep -c ' pppoe-clamp-ppp0$'; }
others() { nft -s list ruleset | eval "$remedy"; }
# A whole file, as for /etc/nftables.conf.
save() { # [FILTER]
	{ echo 'flush ruleset' && nft -s list ruleset | eval "${1:-cat}"; } >/run/nftables.conf
}
load() { nft -f /run/nftables.conf >/run/refusal 2>&1; }
refused() { # TEXT
	! load && cat /run/refusal && file_has /run/refusal "$1"
}
rules_of_others() {
	nft -f - <<-'END'
		table inet filter {
			chain input {
				type filter hook input priority 0; policy drop;
				iifname "lo" accept comment "pppoe-clamp-ppp0"
			}
		}
		table ip pppoe-clamp {
			chain in { }
		}
		table inet zone {
			set s { type ipv4_addr; elements = { 192.0.2.1 } }
		}
	END
}

ip link add ppp0 type veth peer name peer0
ip link set ppp0 up
start_driver ours
rules_of_others
nft -s list ruleset >/run/others # with no table of ours yet
check 'the manual tells how' test -n "$remedy"

for backend in forward netdev both; do
	note "backend $backend"
	count=1
	[ $backend != both ] || count=2
	tell ours backend $backend >/dev/null
	check 'the link is up' tell ours clamp ppp0 1492
	save
	check 'saved as it is: refused, because the table has an owner' refused 'Operation not permitted'
	check 'and nothing has changed' eval 'others | diff /run/others -'
	# What nft lists of it, nft must be able to read.
	check 'only the name is in the way' eval \
		"sed 's/^\(table .* \)pppoe-clamp-ppp0 /\1another /' /run/nftables.conf | nft -c -f -"
	save "$remedy"
	check 'saved as the manual says: without ours' eval '! grep "table .* pppoe-clamp-ppp0" /run/nftables.conf'
	nft flush ruleset
	# Fails if the sed of the manual cuts too much, or leaves anything of ours.
	check 'it loads while the link is up' load
	check 'and all others are back' eval 'others | diff /run/others -'
	check 'beside our clamp' test "$(ours)" = $count
	tell ours unclamp >/dev/null
	check 'it loads while the link is down' load
	check 'and is the same' eval 'nft -s list ruleset | diff /run/others -'
done

# Before Linux 5.16 there is none.
if tell ours priority ppp0 7 >/dev/null; then
	note 'pppoe-priority'
	save "$remedy"
	check 'saved as the manual says: it loads while the link is up' load
	check 'and is the same' eval 'others | diff /run/others -'
	check 'its name begins as the clamp'"'"'s does, by which doctor finds it' eval \
		'nft -s list ruleset | grep "table netdev pppoe-clamp-priority/ppp0/17/"'
	tell ours priority ppp0 0 >/dev/null
	check 'it goes with the session' eval 'nft -s list ruleset | diff /run/others -'
fi

tell ours backend forward >/dev/null
tell ours clamp ppp0 1492 >/dev/null
save
cp /run/nftables.conf /run/saved
tell ours unclamp >/dev/null
ip link del ppp0
check 'saved as it is, at boot: refused, for want of the interface' refused 'does not exist'
eval "${remedy/sed/sed -i}" /run/nftables.conf
check 'mended as the manual says, it loads' load
check 'and is complete' eval 'nft -s list ruleset | diff /run/others -'
done_testing
