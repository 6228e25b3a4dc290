#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The clamp beside other people's rule sets: nftables.conf, ufw, pppoeconf's
# 0clampmss, Docker's rules, another clamp, NAT.  Whatever they do, our table
# stays as it is, there is one, and no MSS leaves that is too large.

. ./lib.sh

world
silence ac
silence server
start_ac
serve_connects server 80
serve_connects lan 80
serve_data 81
peers_basic line 'failover-metric 100'
remember_state

table() { nft -s list table inet pppoe-clamp-ppp0; }
one_as_before() { [ "$(clamp_tables)" = 1 ] && table | diff /tmp/table -; }
right() { # WHAT MSS...
	local what=$1
	shift
	! unowned || poll_until 3 one_as_before
	check "$what: one table, as it was, and our routes" eval 'one_as_before && one_route_each'
	check "$what: handshakes are lowered, connections work" handshakes ppp0 "$@"
}

check 'the link comes up' eval 'pppd call line && poll_until 30 both_up ppp0'
table >/tmp/table
right 'alone' 1452 1432

cat >/tmp/nftables.conf <<-'END'
	flush ruleset
	table inet filter {
		chain forward {
			type filter hook forward priority filter; policy drop;
			ct state vmap { established : accept, related : accept, invalid : drop }
			iifname { lan0, ppp0 } accept
		}
	}
END
# Fails if the table is not owned (clamp.c: without NFT_TABLE_F_OWNER): the flush takes it away.
for time in first second; do
	check "nftables.conf, $time time, loads" nft -f /tmp/nftables.conf
	right "nftables.conf, $time time" 1452 1432
done
nft flush ruleset

ufw default allow routed >/dev/null
for action in '--force enable' reload disable; do
	# shellcheck disable=SC2086 # a list of words
	check "ufw $action" ufw $action
	right "ufw $action" 1452 1432
done
nft flush ruleset

rule='FORWARD -o ppp0 -p tcp --tcp-flags SYN,RST SYN -m tcpmss --mss 1400:65495 -j TCPMSS'
for iptables in iptables-legacy iptables-nft; do
	# shellcheck disable=SC2086 # a list of words
	add() { $iptables -t mangle -I $rule "$@"; }
	check "0clampmss by $iptables" add --clamp-mss-to-pmtu
	# Fails if ours acts on the SYN only (0clampmss does), or not on IPv6.
	right "0clampmss by $iptables" 1452 1432
	$iptables -t mangle -F FORWARD
done

docker_rules() {
	iptables-nft-restore <<-'END'
		*filter
		:FORWARD DROP [0:0]
		:DOCKER-USER - [0:0]
		-A FORWARD -j DOCKER-USER
		-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
		-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
		-A DOCKER-USER -i lan0 -o ppp0 -j ACCEPT
		-A DOCKER-USER -i ppp0 -o lan0 -j ACCEPT
		COMMIT
		*nat
		-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
		COMMIT
	END
}
check 'rules as Docker makes them' docker_rules
# Fails if ours drops what it does not know.
right 'Docker' 1452 1432
iptables-nft -F DOCKER-USER
check_not 'what their policy drops does not pass' lan timeout 3 socat -u /dev/null "TCP:$server4:80"
sed -n 's/^\.Dl # \(iptables -I DOCKER-USER\)/\1/p' ../../man/pppoe-clamp.so.8 >/tmp/docker-user
check 'what the manual says for Docker' sh -e /tmp/docker-user
check 'lets the LAN out' leaves $'lan0 S. 1452\nppp0 S 1452' connects lan "$server4" 80
check_not 'and nobody in' connects server "$lan4" 80
nft flush ruleset

for mss in 1300 1455; do for priority in 'mangle - 5' 'mangle + 5'; do
	# Fails if ours raises a value (1300), or theirs could undo ours (1455).
	nft "table inet mine { chain forward {
		type filter hook forward priority $priority; tcp flags syn tcp option maxseg size set $mss; }; }"
	# shellcheck disable=SC2046 # a list of words
	right "another clamp to $mss at $priority" $([ $mss = 1300 ] && echo 1300 || echo 1452 1432)
	nft delete table inet mine
done; done

nft 'table ip nat { chain translate { type nat hook postrouting priority srcnat; oifname ppp0 masquerade; }; }'
ac ip route del 192.168.1.0/24
# Fails if the clamp breaks what conntrack translates, or leaves a checksum wrong.
check 'NAT: handshakes are lowered' leaves $'lan0 S. 1452\nppp0 S 1452' connects lan $server4 80
check 'NAT: a download' download $server4 81
check 'NAT: one table, as it was' one_as_before
nft flush ruleset
poff line
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left
done_testing
