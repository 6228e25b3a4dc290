#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The ways that packets take past the usual one: shaping by an ifb, several sessions
# with policy routing, a VLAN; flowtables are in 87-flowtables.sh.  ICMP "too large"
# gets through nowhere, so a download shows that the clamp is what makes it work.

. ./lib.sh

world
ip link add link eth1 name eth1.7 type vlan id 7
ip link set eth1.7 up
ip -n ac link add link eth0 name eth0.7 type vlan id 7
ip -n ac link set eth0.7 up
settled eth1.7
for space in lan ac server router; do silence $space; done
start_ac -I eth0.7
serve_connects server 80
serve_connects lan 80
serve_data 81
serve_data 82
modprobe ifb numifbs=0
remember_state

up() { # LINK LINE...
	local link=$1
	shift
	peers_basic "$link" "ifname $link" 'failover-metric 100' "$@"
	[ "$link" != dsl ] || sed -i 's/^eth1$/nic-eth1.7/' /etc/ppp/peers/dsl
	pppd call "$link" && poll_until 30 both_up "$link" && clamps "$link" &&
		poll_until 10 connects lan "$server4" 80 && poll_until 10 connects lan "$server6" 80
}
down() { kill "$(cat "/run/$1.pid")" && poll_until 15 gone "$1"; }
downloads() { download "$server4" 81 && download "$server6" 81; }

check 'a session' up ppp0
check 'alone: handshakes' handshakes ppp0 1452 1432
# Fails if the clamp is off: see 02-line-blackhole.
check 'alone: downloads' downloads
check 'down' down ppp0

# What acts in the place of a backend: before 5.16 there are no netdev hooks.
acting() { if since 5.16; then echo "$1"; else echo forward; fi; } # BACKEND

# As SQM sets it up: what comes in by DEVICE is shaped on a device of its own.
shape() { # DEVICE
	ip link add shaper type ifb && ip link set shaper up &&
		tc qdisc add dev shaper root cake bandwidth 50mbit besteffort wash &&
		tc qdisc replace dev "$1" root cake bandwidth 20mbit &&
		tc qdisc add dev "$1" handle ffff: ingress &&
		tc filter add dev "$1" parent ffff: protocol all matchall action mirred egress redirect dev shaper
}
shaped() { tc -s qdisc show dev shaper | grep -E 'Sent [0-9]+ bytes [0-9]{2,} pkt'; }
unshape() { tc qdisc del dev "$1" root && tc qdisc del dev "$1" ingress && ip link del shaper; }
# The directions that a redirect on DEVICE hides from the netdev hooks, and the others.
gap() { # DEVICE
	local lan='1432 1452' ppp='1440 1460' mss
	[ "$1" = lan0 ] || { lan='1440 1460' ppp='1432 1452'; }
	for mss in $lan; do printf '%s\n' "lan0 S $mss" "lan0 S. $mss"; done
	for mss in $ppp; do printf '%s\n' "ppp0 S $mss" "ppp0 S. $mss"; done
}
for backend in forward both netdev; do
	check "clamp-backend $backend" up ppp0 "clamp-backend $backend"
	for device in ppp0 lan0; do
		check "shaping what comes in by $device" shape $device
		if [ "$(acting $backend)" = netdev ]; then
			# The documented gap: if this fails, the man page is wrong.
			check "$backend, $device shaped: only the other direction" leaves "$(gap $device)" connect_all
		else
			# Fails with the netdev hooks alone (CLAMP_BOTH as CLAMP_NETDEV).
			check "$backend, $device shaped: handshakes" handshakes ppp0 1452 1432
			check "$backend, $device shaped: downloads" downloads
		fi
		check 'the packets were shaped' shaped
		unshape $device
	done
	check 'down' down ppp0
done

check 'a session on a VLAN' up dsl
check 'the VLAN carries it' logged 'dsl <--> eth1.7'
check 'VLAN: handshakes' handshakes dsl 1452 1432
check 'VLAN: downloads' downloads
check 'down' down dsl

check 'a session with clamp-mss 1400' up one 'clamp-mss 1400'
check 'a second one, automatic' up two 'failover-metric 200'
nft 'table ip uplinks {
	chain choose { type filter hook prerouting priority mangle; tcp dport 82 meta mark set 2; }
	chain translate { type nat hook postrouting priority srcnat; oifname { one, two } masquerade; }; }'
ip route add default dev two table 200 && ip rule add fwmark 2 table 200
# Fails if the limit comes from the route (`rt mtu`), or a link's clamp acts on all that pass.
by() { leaves "lan0 S. $2"$'\n'"$1 S $2" download "$server4" "$3"; }
check 'policy routing: by the main table, with 1400' by one 1400 81
check 'policy routing: by mark, with 1452' by two 1452 82
ip rule del fwmark 2
nft delete table ip uplinks
check 'both down' eval 'down one && down two'
check 'nothing is left' poll_until 5 nothing_left
done_testing
