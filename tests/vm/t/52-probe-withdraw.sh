#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# failover-probe that judges more than silence, and failover-probe-lost withdraw:
# an IP version that is lost has no route, so that the LAN goes on by the other one.

. ./lib.sh

world
# As many a mobile line, the backup has IPv4 alone.
ip link add backup0 type veth peer name backup0 netns server
ip -batch - <<-END
	link set backup0 up
	address add 192.168.2.1/24 dev backup0
	route add default via 192.168.2.2 metric 500
END
ip -n server -batch - <<-END
	link set backup0 up
	address add 192.168.2.2/24 dev backup0
	route add 192.168.1.0/24 via 192.168.2.1
END
settled backup0
start_ac
withdraws() { # NAME TARGETS OPTION...
	peers_basic "$1" 'failover-metric 100' "failover-probe $2" 'failover-probe-interval 300' \
		'failover-probe-loss 4' "${@:3}"
}
withdraws ping "$server4,$server6" 'failover-probe-lost withdraw'
withdraws tcp "[$server6]:80,[$server6]:9" 'failover-probe-lost withdraw'
withdraws ipv4 "$server4" 'failover-probe-lost withdraw'
withdraws loss "$server4" 'failover-probe-max-loss 40' 'failover-probe-window 20'
withdraws delay "$server4" 'failover-probe-max-delay 100' 'failover-probe-window 20'
withdraws both "$server4,$server6" 'failover-probe-need all'
serve_connects server 80
# shellcheck disable=SC2016 # of that script
printf '#!/bin/sh\necho "$2 $PPPOE_CLAMP_REASON" >>/tmp/limbo\n' >/etc/ppp/ip-limbo
chmod +x /etc/ppp/ip-limbo
remember_state

cut_beyond() { # PROTOCOL
	ac nft "table inet cut { chain forward { type filter hook forward priority 0; meta nfproto $1 drop; }; }"
}
mend() { ac nft delete table inet cut; }
routes_are() { # IPV4 IPV6: our metrics, - for none
	local ours
	read_metrics -4
	ours=${metrics:--}
	read_metrics -6
	ours+=" ${metrics:--}"
	echo "ours: $ours"
	[ "$ours" = "$1 $2" ]
}
goes_by() { # INTERFACE: packets of the LAN by IPv4
	ip route get "$server4" from "$lan4" iif lan0 | grep "dev $1 "
}
# ICMPv6 says that there is no route: who asked need not wait.
is_refused() { lan bash -c ": </dev/tcp/$server6/80" 2>&1 | grep 'Network is unreachable'; }
session() { echo "$(</sys/class/net/ppp0/ifindex) $(sessions_logged created)"; }
begin() { # NAME
	check "$1: pppd starts" pppd call "$1"
	check 'the link comes up' poll_until 40 both_up ppp0
	check 'it has both routes' poll_until 10 routes_are 100 100
	sleep 3 # several probes: what has never answered is told in other words
	before=$(session)
}
end() { # NAME
	check 'the session is the same' test "$(session)" = "$before"
	poff "$1"
	check 'pppd ends' ends_within 15
	check 'nothing is left' nothing_left
	: >/tmp/log
}

begin ping
cut_beyond ipv6
# Fails if one version that answers is enough for both.
check 'IPv6 alone is lost: its route goes' poll_until 20 routes_are 100 -
check 'the log says so' logged "No answer from $server6 through ppp0: IPv6 default route withdrawn"
# Fails with a higher metric: nobody says anything.
check 'a host that tries IPv6 is told at once' is_refused
check 'and connects by IPv4' connects lan "$server4" 80
check 'by the line' goes_by ppp0
mend
# Fails if requests need a route through the link.
check 'IPv6 is back' poll_until 20 routes_are 100 100
check 'the log says so, too' logged "Answers again from $server6 through ppp0: IPv6 default route added"
check 'a host connects by IPv6' poll_until 5 connects lan "$server6" 80
cut_beyond ipv4
check 'IPv4 alone is lost' poll_until 20 routes_are - 100
check 'the backup takes over' goes_by backup0
mend
check 'IPv4 is back' poll_until 20 routes_are 100 100
check 'by the line' goes_by ppp0
end ping

begin tcp
cut_beyond ipv6
# Fails if IPv4, without targets, stays where IPv6 is lost.
check 'ports: both versions are lost' poll_until 20 routes_are - -
check 'the log says so' \
	logged "No answer from \[$server6\]:80, \[$server6\]:9 through ppp0: default routes withdrawn"
mend
# Fails if the SYN of IPv6 needs a route through the link.
check 'both are back' poll_until 20 routes_are 100 100
end tcp

begin ipv4
rm -f /tmp/limbo
cut_beyond ipv4
check 'targets of IPv4 alone: IPv6 follows' poll_until 20 routes_are - -
mend
check 'both are back' poll_until 20 routes_are 100 100
told() { cat /tmp/limbo && [ "$(xargs </tmp/limbo)" = "$*" ]; }
check 'the hooks were told that no route is left, and when one was' poll_until 5 told lost dead back
end ipv4

begin both
cut_beyond ipv6
check 'all have to answer: one does not' poll_until 20 routes_are 100100 100100
mend
check 'all do' poll_until 20 routes_are 100 100
end both

begin loss
ac nft 'table inet cut { chain forward { type filter hook forward priority 0
	icmp type echo-request numgen inc mod 2 0 drop
}; }'
check 'every second probe is lost: the metric rises' poll_until 30 routes_are 100100 100100
check 'the log says so' logged "Loss of [45][0-9] % to $server4 through ppp0: metric 100100"
mend
check 'none is lost' poll_until 30 routes_are 100 100
check 'the log says so, too' logged "Good answers again from $server4 through ppp0: metric 100"
end loss

begin delay
ac tc qdisc add dev eth1 root netem delay 150ms
check 'answers take 150 ms: the metric rises' poll_until 30 routes_are 100100 100100
check 'the log says so' logged "Delay of 1[0-5][0-9] ms to $server4 through ppp0: metric 100100"
ac tc qdisc del dev eth1 root
check 'they take no time' poll_until 30 routes_are 100 100
end delay
done_testing
