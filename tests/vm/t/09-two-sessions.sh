#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Several sessions at once: two on one Ethernet interface, one on a VLAN of
# another.  Each has a clamp and routes of its own, and ends alone.

. ./lib.sh

world
ip -batch - <<-END
	link add eth2 type veth peer name eth2 netns ac
	link set eth2 up
	link add link eth2 name eth2.7 type vlan id 7
	link set eth2.7 up
END
ip -n ac -batch - <<-END
	link set eth2 up
	link add link eth2 name eth2.7 type vlan id 7
	link set eth2.7 up
END
settled eth2
settled eth2.7
start_ac -I eth2.7
peers_basic one 'unit 5' 'failover-metric 100'
peers_basic two 'ifname pppoe-two' 'failover-metric 200'
peers_basic three 'ifname pppoe-three' 'failover-metric 300'
sed -i 's/^eth1$/nic-eth2.7/' /etc/ppp/peers/three
remember_state

# Interfaces of the sessions and the metrics of their routes.
links() { ip -o link show type ppp | awk -F'[ :]+' '{ print $2 }' | sort | xargs; }
tables() { nft list tables | sed -n 's/.*pppoe-clamp-//p' | sort | xargs; }
metrics() { our_routes "$1" | sed 's/.*metric \([0-9]*\).*/\1/' | sort | xargs; }
are() { # LINKS METRICS [TABLES]
	echo "links $(links), tables $(tables), metrics $(metrics -4), $(metrics -6)"
	[ "$(links)" = "$1" ] && [ "$(tables)" = "${3-$1}" ] &&
		[ "$(metrics -4)" = "$2" ] && [ "$(metrics -6)" = "$2" ]
}

for name in one two three; do
	check "pppd starts: $name" pppd call $name
done
check 'a session with a unit number' poll_until 40 both_up ppp5
check 'another on the same interface' poll_until 40 both_up pppoe-two
check 'one on a VLAN' poll_until 40 both_up pppoe-three
check 'each has a clamp and routes' poll_until 5 are 'ppp5 pppoe-three pppoe-two' '100 200 300'
check 'the VLAN session came by the VLAN' logged 'pppoe-three <--> eth2.7'

poff two
check 'ending one leaves the others' poll_until 15 are 'ppp5 pppoe-three' '100 300'
kill -9 "$(pgrep -ofx 'pppd call one')"
left=pppoe-three
! unowned || left='ppp5 pppoe-three'
check 'killing one leaves the other' poll_until 5 are pppoe-three 300 "$left"
# What kill -9 leaves, by the nature of it: the record, and a table, are for the next start.
! unowned || nft delete table inet pppoe-clamp-ppp5
rm /run/ppp5.pid "$(grep -lx ifname=ppp5 /run/pppoe-clamp/eth1.*)"
address=$(ip -4 -o address show dev pppoe-three | sed 's/.*inet \([0-9.]*\).*/\1/')
ac ip route replace 192.168.1.0/24 via "$address" # not by the session that came last
check 'which still carries traffic' poll_until 10 lan ping -c 1 -W 1 "$server4"

poff three
check 'all pppds end' ends_within 15
check 'nothing is left' poll_until 5 nothing_left
done_testing
