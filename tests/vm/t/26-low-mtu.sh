#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# MTUs of lines that carry less, by our options and by the peer's, and one that
# only we have.
#
# Depends on the version of pppd.

. ./lib.sh

world
jumbo_wire
serve_connects server 80
serve_connects lan 80

peers_for() { # MTU [LINE...]
	local mtu=$1
	shift
	peers_basic line 'failover-metric 100' "$@"
	sed -i "s/^mtu .*/mtu $mtu/" /etc/ppp/peers/line
}
comes_up() { # [PEER'S MRU]
	: >/tmp/log
	sed -i '/^mru/d' /tmp/ac/pppoe-server-options
	[ $# = 0 ] || echo "mru $1" >>/tmp/ac/pppoe-server-options
	forget_path_mtus
	pppd call line && poll_until 30 up4 ppp0
}
ends() {
	poff line
	ends_within 15 && poll_until 10 ac_idle
}

start_our_ac --max-payload 65000
for mtu in 1454 1462 1478 1480; do
	peers_for $mtu "mru $mtu"
	check "mtu $mtu: comes up" comes_up
	check "mtu $mtu: both protocols" poll_until 10 both_up ppp0
	check "mtu $mtu: at both ends" both_have $mtu
	check "mtu $mtu: packets of it pass both ways" pings_both_ways $mtu
	check "mtu $mtu: the clamp knows it" clamped_to $((mtu - 40)) $((mtu - 60))
	[ $mtu != 1454 ] || check 'mtu 1454: TCP fits' handshakes ppp0 1414 1394
	check "mtu $mtu: ends" ends
done

peers_for 1492
check 'a peer that receives 1280: comes up' comes_up 1280
check 'a peer that receives 1280: carries IPv6' poll_until 10 both_up ppp0
check_not 'a peer that receives 1280: nothing to say' logged 'carries no IPv6'
check 'a peer that receives 1280: ends' ends
check 'a peer that receives 1279: comes up' comes_up 1279
check 'a peer that receives 1279: told' logged 'carries no IPv6'
check 'a peer that receives 1279: MTU' mtu_is ppp0 1279
check 'a peer that receives 1279: IPv4 works' pings lan "$server4" 1279
check_not 'a peer that receives 1279: no IPv6' up6 ppp0
check_not 'a peer that receives 1279: no route for it' grep -q . <(our_routes -6)
check 'a peer that receives 1279: ends' ends

for mru in 128 576 65535; do
	mtu=$((mru < 1492 ? mru : 1492))
	check "a peer that receives $mru: comes up" comes_up $mru
	check "a peer that receives $mru: MTU" mtu_is ppp0 $mtu
	check "a peer that receives $mru: IPv4 works" pings lan "$server4" $mtu
	check "a peer that receives $mru: ends" ends
done

ip link set eth1 mtu 9008
ac ip link set eth0 mtu 9008
peers_for 9000
check 'mtu 9000: comes up' comes_up 9000
check 'mtu 9000: proved what the peer takes' poll_until 10 logged 'carries 1500 bytes both ways'
check 'mtu 9000: 1500' mtu_is ppp0 1500
check 'mtu 9000: ends' ends
peers_for 9000 'pppoe-mtu-verify off' debug
check 'mtu 9000 unproved: comes up' comes_up 9000
check 'mtu 9000 unproved: asked for' logged 'sent .LCP ConfReq.*mru 9000'
check 'mtu 9000 unproved: as much as the peer takes' mtu_is ppp0 1500
check 'mtu 9000 unproved: packets of it pass both ways' pings_both_ways 1500
check 'mtu 9000 unproved: ends' ends
done_testing
