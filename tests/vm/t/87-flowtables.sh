#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a flowtable takes past the usual way, on Debian's kernel: handshakes and downloads
# with the clamp, and a connection whose addresses and ports are still offloaded.  ICMP
# "too large" gets through nowhere, so a download shows that the clamp is what makes it work.
#
# Needs QEMU.

. ./lib.sh

world
for space in lan ac server router; do silence $space; done
start_ac
serve_connects server 80
serve_connects lan 80
serve_data 81
remember_state

up() { # LINK LINE...
	local link=$1
	shift
	peers_basic "$link" "ifname $link" 'failover-metric 100' "$@"
	pppd call "$link" && poll_until 30 both_up "$link" && clamps "$link" &&
		poll_until 10 connects lan "$server4" 80 && poll_until 10 connects lan "$server6" 80
}
down() { kill "$(cat "/run/$1.pid")" && poll_until 15 gone "$1"; }
downloads() { download "$server4" 81 && download "$server6" 81; }

check 'a session' up ppp0
slow_packets() { nft list chain inet fast forward | sed -n 's/.*packets \([0-9]*\).*/\1/p' | tail -n 1; }
offload() { # DEVICE
	nft "table inet fast {
		flowtable f { hook ingress priority 0; devices = { lan0, $1 }; }
		chain forward {
			type filter hook forward priority 0; ct state established meta l4proto tcp flow add @f; counter; }; }"
}
doctor_says() {
	../../build/pppoe-clamp doctor >/tmp/said
	grep -A 1 offload /tmp/said | tee /dev/stderr | grep -q "$1"
}
for device in ppp0 eth1; do
	offload $device
	[ $device = ppp0 ] || check 'doctor finds no fault with it' doctor_says '^ok '
	[ $device = eth1 ] || check 'doctor: the link is not there at boot' doctor_says 'inet fast f names ppp0$'
	# Before 5.13 what it says ends the offload to the line.
	[ $device = eth1 ] || check 'and what it says needs a kernel' doctor_says 'its Ethernet interface there (from Linux 5.13), '
	check "flowtable lan0 and $device: handshakes" handshakes ppp0 1452 1432
	before=$(slow_packets)
	check "flowtable lan0 and $device: downloads" downloads
	# Before 5.13 no flow is offloaded to what carries the link, in 7.3 none to the link itself.
	if { [ $device = ppp0 ] && ! since 7; } || { [ $device = eth1 ] && since 5.13; }; then
		check "flowtable lan0 and $device: most packets never saw the forward hook" test $(($(slow_packets) - before)) -lt 100
	fi
	nft delete table inet fast
done
check 'down' down ppp0

# A connection that vanishes without a word leaves its flow offloaded; the next has its addresses and ports.
server socat -u TCP-LISTEN:83,reuseaddr,fork /dev/null &
offloaded() { conntrack -L 2>/dev/null | grep "sport=$1 .*OFFLOAD"; } # PORT
vanish() { # PORT
	lan nft 'table inet mute { chain output { type filter hook output priority 0; tcp flags & (fin|rst) != 0 drop; }; }'
	lan socat -u SYSTEM:'while echo; do sleep 0.1; done' "TCP:$server4:83,sourceport=$1" 2>/dev/null &
	poll_until 10 offloaded "$1" && lan ss -K "sport = $1" && offloaded "$1"
}
begin_again() { lan timeout 3 socat -u /dev/null "TCP:$server4:83,sourceport=$1" || true; } # PORT
# It leaves by the link: before 5.16 there are no netdev hooks, which lower it.
by_link() { # BACKEND
	local mss=1460
	[ "$1" = forward ] || ! since 5.16 || mss=1452
	leaves "ppp0 S $mss" begin_again "$port"
}
# Linux 7.3 sends it past the link.
past_link() {
	watch_syns
	begin_again "$port"
	poll_until 5 reaches_ac
	end_watch
	! syn_lines router | grep ppp0 && reaches_ac
}
reaches_ac() { syn_lines ac | grep -q 'ppp. In S 1460'; }
is_as_told() { if since 7; then past_link; else by_link "$1"; fi; } # BACKEND
port=5000
for backend in forward netdev both; do
	port=$((port + 1))
	check "clamp-backend $backend" up ppp0 "clamp-backend $backend"
	offload "$(since 7 && echo eth1 || echo ppp0)"
	check "$backend: a flow is offloaded, and its connection gone" vanish $port
	# Fails if forward is no longer its gap: then the man page is wrong.
	check "$backend: a SYN of that flow" is_as_told $backend
	nft delete table inet fast
	lan nft delete table inet mute
	check 'down' down ppp0
done
check 'nothing is left' poll_until 5 nothing_left
done_testing
