#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# failover-probe: the session lives, but nothing beyond the concentrator can be
# reached. The metric rises, and another default route, over backup0, takes over.
# Fails if it rises by 1000 alone, which is less than dhcpcd's or networkd's.

. ./lib.sh

world
# Nobody asks for a static route when the line is up, so the way back to the
# LAN by IPv4 is always this one. By IPv6 the router's own address is of the LAN.
ip link add backup0 type veth peer name backup0 netns server
ip -batch - <<-END
	link set backup0 up
	address add 192.168.2.1/24 dev backup0
	address add fd00:2::1/64 dev backup0
	route add default via 192.168.2.2 metric 1500
	route add default via fd00:2::2 metric 1500
END
ip -n server -batch - <<-END
	link set backup0 up
	address add 192.168.2.2/24 dev backup0
	address add fd00:2::2/64 dev backup0
	route add 192.168.1.0/24 via 192.168.2.1
END
settled backup0
complete() { ip -6 route show table local dev backup0 | grep -q 'anycast fd00:2::'; }
poll_until 10 complete
start_ac
peers_basic line persist 'maxfail 0' 'failover-metric 100' "failover-probe $server4,$server6" \
	'failover-probe-interval 300' 'failover-probe-loss 4'
peers_basic other 'failover-metric 100' "failover-probe $server4" \
	'failover-probe-interval 300' 'failover-probe-loss 4' 'failover-probe-metric 2000'
# A port that listens, and one that does not.
peers_basic ports 'failover-metric 100' "failover-probe $server4:80,[$server6]:9" \
	'failover-probe-interval 300' 'failover-probe-loss 4'
serve_connects server 80
remember_state

cut_beyond() {
	ac nft 'table inet cut { chain forward { type filter hook forward priority 0; policy drop; }; }'
}
cut_tcp() {
	ac nft 'table inet cut { chain forward { type filter hook forward priority 0; meta l4proto tcp drop; }; }'
}
mend() { ac nft delete table inet cut; }
metric_is() { # -4|-6 METRIC
	read_metrics "$1"
	echo "$1: $metrics"
	[ "$metrics" = "$2" ]
}
metrics_are() { # METRIC INTERFACE: ours, and where packets of the LAN go
	metric_is -4 "$1" && metric_is -6 "$1" &&
		ip route get "$server4" from "$lan4" iif lan0 | grep "dev $2 " &&
		ip route get "$server6" from "$lan6" iif lan0 | grep "dev $2 "
}
reaches() { lan ping -q -c 1 -W 1 "$server4"; }
session() { echo "$(</sys/class/net/ppp0/ifindex) $(sessions_logged created)"; }

check 'pppd starts' pppd call line
check 'the link comes up' poll_until 40 both_up ppp0
check 'the routes have their metric' poll_until 5 metrics_are 100 ppp0
check 'the LAN reaches the server' poll_until 5 reaches
sleep 3 # several probes: what has never answered is told in other words
before=$(session)
# From now on the kernel refuses replies through ppp0 when it is not the best way.
sysctl -q net.ipv4.conf.ppp0.rp_filter=1

for time in 1 2; do
	cut_beyond
	check "time $time: beyond the concentrator nothing answers: the other route takes over" \
		poll_until 20 metrics_are 100100 backup0
	check "time $time: the LAN reaches the server" poll_until 5 reaches
	check "time $time: the log says so, with the addresses" test \
		"$(grep -c "No answer from $server4, $server6 through ppp0: metric 100100" /tmp/log)" = $time
	mend
	# Fails if replies do not get past rp_filter.
	check "time $time: it can be reached again: the metric is back" \
		poll_until 20 metrics_are 100 ppp0
	check "time $time: the LAN reaches the server" poll_until 5 reaches
	check "time $time: the log says so" test \
		"$(grep -c 'Answers again from .* through ppp0: metric 100$' /tmp/log)" = $time
done
check 'the session is the same' test "$(session)" = "$before"

# Sessions that come and go on a line which leads nowhere.
cut_beyond
check 'beyond the concentrator nothing answers' poll_until 20 metrics_are 100100 backup0
ip -o monitor route >/tmp/routes 2>&1 &
monitor=$!
poll_until 10 grep -q ^Gro "/proc/$monitor/status"
comes_up() { [ "$(sessions_logged created)" -gt "$sessions" ] && both_up ppp0; }
for time in 1 2; do
	sessions=$(sessions_logged created)
	kill -HUP "$(router_pppds)"
	check "session $time after that: it comes up" poll_until 40 comes_up
	check 'it begins with the higher metric' poll_until 20 metrics_are 100100 backup0
	check 'and the LAN still reaches the server' poll_until 5 reaches
	check 'the log says so' test \
		"$(grep -c 'Still no answer from .* through ppp0: metric 100100' /tmp/log)" = $time
	sleep 2 # as long as the probes take to find out, and half as long again
done
seen() { grep "^default dev ppp0 .*metric $1 " /tmp/routes; }
check 'each route of theirs was seen' seen 100100
# Fails if a session has the better metric until its own probes say something.
check_not 'and none had the better metric' seen 100
kill "$monitor"
mend
check 'answers bring it back' poll_until 20 metrics_are 100 ppp0

poff line
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left

check 'probes by TCP, pppd starts' pppd call ports
check 'the link comes up' poll_until 40 both_up ppp0
before=$(session)
sysctl -q net.ipv4.conf.ppp0.rp_filter=1
cut_tcp
check 'TCP alone does not get through: the other route takes over' \
	poll_until 20 metrics_are 100100 backup0
check 'by ICMP the server can be reached through ppp0' poll_until 10 ping -q -c 1 -W 1 -I ppp0 "$server6"
check 'the log names the ports' \
	logged "No answer from $server4:80, \[$server6\]:9 through ppp0"
mend
check 'TCP gets through again: the metric is back' poll_until 20 metrics_are 100 ppp0
check 'the log names a port' logged 'Answers again from .*:\(80\|9\) through ppp0: metric 100$'
check 'the session is the same' test "$(session)" = "$before"
poff ports
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left

cut_beyond
check 'nothing answers from the start, pppd starts' pppd call other
check 'the link comes up' poll_until 40 both_up ppp0
check 'the metric is the one that was asked for' poll_until 20 metrics_are 2000 backup0
check 'the log says that it never answered' \
	logged "No answer from $server4 through ppp0 since it came up: metric 2000"
kill -9 "$(router_pppds)"
check 'pppd is killed' ends_within 5
! unowned || nft delete table inet pppoe-clamp-ppp0
rm -f /run/ppp0.pid /run/pppoe-clamp/eth1.0
check 'nothing is left' nothing_left
done_testing
