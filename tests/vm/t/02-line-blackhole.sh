#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A server behind a firewall that drops all ICMP announces MSS 1460.  Nobody
# can tell it that the line takes no more than 1492 bytes: without a clamp its
# data never arrives, although the connection is made.  The same the other way
# round, where the router's own ICMP is dropped.

. ./lib.sh

world
start_ac
silence ac
silence router
# The listeners fork, so that every connection opens its file for itself.
serve_data 80
server socat -u TCP6-LISTEN:81,ipv6only=0,reuseaddr,fork CREATE:/tmp/uploaded 2>/dev/null &
poll_until 10 listens server 81
remember_state

limit=5 # seconds for what takes less than one; without a clamp it hangs for good
download() { # ADDRESS
	rm -f /tmp/downloaded
	lan timeout "$limit" socat -u "TCP:$1:80" CREATE:/tmp/downloaded
	cmp /tmp/data /tmp/downloaded
}
upload() { # ADDRESS
	rm -f /tmp/uploaded
	lan timeout "$limit" socat -u OPEN:/tmp/data "TCP:$1:81"
	poll_until 3 cmp -s /tmp/data /tmp/uploaded
}
start() { # PLUGIN
	PLUGIN=$1 peers_basic line defaultroute
	pppd call line
	poll_until 30 both_up ppp0 || return
	ip -6 route add default dev ppp0
	poll_until 10 connects lan "$server4" 81 && poll_until 10 connects lan "$server6" 81
}
stop() {
	poff line
	ends_within 15
}

check 'without a clamp: the link comes up and connections are made' start rp-pppoe.so
check_not 'without a clamp: no download by IPv4' download "$server4"
check_not 'without a clamp: no download by IPv6' download "[$server6]"
check_not 'without a clamp: no upload by IPv4' upload "$server4"
check_not 'without a clamp: no upload by IPv6' upload "[$server6]"
check 'without a clamp: the link ends' stop

limit=30
check 'with the clamp: the link comes up and connections are made' start "$PLUGIN"
check 'with the clamp: download by IPv4' download "$server4"
check 'with the clamp: download by IPv6' download "[$server6]"
check 'with the clamp: upload by IPv4' upload "$server4"
check 'with the clamp: upload by IPv6' upload "[$server6]"
check 'with the clamp: the link ends' stop
check 'nothing is left' nothing_left
done_testing
