#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Both ends agree on 1500 bytes, and a bridge between them drops what is larger
# than Ethernet's 1500 (RFC 4638 7): the stock plugin's link hangs with the first
# full packet, ours goes down to 1492 on the same session and remembers.
#
# Depends on the version of pppd.

. ./lib.sh

world
small_bridge
start_our_ac --max-payload 1500 --verbose
peers_basic ours 'mtu 1500' 'failover-metric 100' persist
peers_basic off 'mtu 1500' 'failover-metric 100' 'pppoe-mtu-verify off'
PLUGIN=rp-pppoe.so peers_basic stock 'mtu 1500' 'mru 1500' 'failover-metric 100'
head -c 1000000 /dev/urandom >/tmp/data
serve_data 5001
remember_state

comes_up() { # PEERS
	forget_path_mtus
	pppd call "$1" && poll_until 30 up4 ppp0
}
hangs() {
	lan timeout 4 socat -u "TCP:$server4:5001" OPEN:/dev/null
	[ $? = 124 ]
}
# LCP Configure-Requests of the client, without repetitions.
requests() {
	sed -n "s/.*$(cat /sys/class/net/eth1/address) > .*LCP, Conf-Request.* \(id [0-9]*\).*/\1/p" /tmp/wire |
		sort -u | wc -l
}
# What the concentrator has granted to the last session.
granted() { grep 'PADS to' /tmp/ac.log | tail -n 1 | grep "payload $1\$"; } # BYTES
ends() {
	poff -a
	ends_within 15 && poll_until 10 ac_idle
}

check 'stock: the link comes up' comes_up stock
check 'stock: at 1500' both_have 1500
check 'stock: packets of 1492 bytes pass both ways' pings_both_ways 1492
check_not 'stock: packets of 1500 bytes are lost' pings_both_ways 1500
check 'stock: a download hangs' hangs
check 'stock: it ends' ends

watch_wire
check 'ours: the link comes up' comes_up ours
check 'ours: it finds out' poll_until 10 logged 'does not carry 1500 bytes.*going on with 1492'
check 'ours: 1492 at both ends' poll_until 10 both_have 1492
check 'ours: both protocols are up' poll_until 10 both_up ppp0
end_wire
check 'ours: after it was granted 1500' granted 1500
check 'ours: on the same session' [ "$(grep -c PADS /tmp/wire)" = 1 ]
check 'ours: with a second negotiation' [ "$(requests)" -ge 2 ]
check_not 'ours: no session ended' on_wire 'PADT|Term-'
check 'ours: the download works' download "$server4" 5001
check 'ours: and by IPv6' download "$server6" 5001
check 'ours: packets of 1492 bytes pass both ways' pings_both_ways 1492
check 'ours: the record says so' grep -qx 'mtu_verdict=failed' /run/pppoe-clamp/eth1.*

watch_wire
kill -HUP "$(router_pppds)"
check 'a new session of the same pppd' poll_until 30 on_wire PADS
check 'asks for no more than 1492' poll_until 5 granted 0
check 'and is up' poll_until 30 both_have 1492
check 'both protocols' poll_until 10 both_up ppp0
end_wire
check 'and no proof' [ "$(grep -c 'does not carry' /tmp/log)" = 1 ]
check 'it ends' ends

check 'the next pppd comes up' comes_up ours
check 'at 1492' both_have 1492
check 'and has not asked for more' granted 0
kill -9 "$(router_pppds)"
check 'pppd is killed' poll_until 5 gone ppp0
check 'so does the one after kill -9' comes_up ours
check 'at 1492 as well' mtu_is ppp0 1492
check 'and without asking' granted 0
check 'it ends again' ends
check 'the parent has its MTU' mtu_is eth1 1508

check 'without the proof the link comes up' comes_up off
check 'at 1500, like stock' both_have 1500
check 'and hangs like stock' hangs
check 'and ends' ends
done_testing
