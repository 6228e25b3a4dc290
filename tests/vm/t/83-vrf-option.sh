#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pppoe-vrf: the link is in its VRF before it has an address; addresses, routes, clamp
# and probes are there, and nothing is in the main table. Also on demand.

. ./lib.sh

world
start_ac
serve_connects server 80
serve_connects lan 80
peers_basic line 'pppoe-vrf red' 'failover-metric 100' "failover-probe $server4,$server6" \
	'failover-probe-interval 200' 'failover-probe-loss 3' persist 'maxfail 0'

# What ip-up finds, and the main table then.
cat >/etc/ppp/ip-up.d/look <<'END'
#!/bin/sh
ip -o link show "$1" >/tmp/at-ip-up
END
chmod +x /etc/ppp/ip-up.d/look

check 'pppd starts' pppd call line
# Fails without netvrf_check(): a session is begun, and ends.
check 'without the VRF it says so' poll_until 20 logged 'pppoe-vrf: there is no VRF red'
check_not 'and no session is asked for' ac_logged created

ip link add red type vrf table 10
ip link set red up
ip link set lan0 master red # which takes its IPv6 addresses
ip address add fd00:1::1/64 dev lan0
settled_in_vrf() { ip -6 route show table 10 type anycast | grep -q fe80; }
poll_until 10 settled_in_vrf
both_up_in_vrf() { ip -4 route show table 10 | grep -q 'default dev ppp0' && ip -6 route show table 10 | grep -q 'default dev ppp0'; }
check 'with it the link comes up' poll_until 30 both_up_in_vrf
check 'it was there before ip-up' poll_until 10 grep -q 'master red' /tmp/at-ip-up
none_in_main() { ! ip route show table main | grep ppp0 && ! ip -6 route show table main | grep ppp0; }
check 'nothing is in the main table' none_in_main

# The VRF's device shows packets as they came.
leaving() {
	syn_lines router | awk '
		$1 !~ /^(lan0|ppp0)$/ { next }
		$5 != "correct" { print "wrong:", $0 }
		$2 == "Out" { print $1, $3, $4 }' | sort -u
}
check 'lowered both ways, for both IP versions' handshakes ppp0 1452 1432

metric_is() { ip route show table 10 | grep -q "default dev ppp0 .*metric $1 "; }
sleep 3
check 'probes are answered inside' metric_is 100
server nft -f - <<-'END'
	table inet silent {
		chain input {
			type filter hook input priority 0
			meta l4proto { icmp, icmpv6 } drop
		}
	}
END
check 'and missed' poll_until 10 metric_is 100100
server nft delete table inet silent
check 'and found again' poll_until 10 metric_is 100
# Fail without rejoin_vrf(), and if the routes follow the link to the main table.
check 'somebody takes it out' ip link set ppp0 nomaster
check 'it is back' poll_until 10 both_up_in_vrf
check 'nothing is in the main table' none_in_main
check 'connections are lowered as before' handshakes ppp0 1452 1432
poff line
check 'pppd ends' ends_within 15

peers_basic demand 'pppoe-vrf red' 'failover-metric 100' demand noipv6 persist 'maxfail 0' \
	'10.99.0.2:10.99.0.1' ipcp-accept-local ipcp-accept-remote
check 'on demand: pppd starts' pppd call demand
in_vrf() { ip -o link show ppp0 master red && metric_is 100; }
# Fails without join_vrf() in link_note_dormant().
check 'the interface is there' poll_until 10 in_vrf
check 'and nothing in the main table' none_in_main
check 'a packet dials' poll_until 60 connects lan "$server4" 80
check 'it is still there' in_vrf
check 'and nothing in the main table' none_in_main
poff demand
check 'pppd ends' ends_within 15
done_testing
