#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What concentrators and interfaces do on a bad day: each time the link is back.
#
# Depends on the version of pppd.

. ./lib.sh

comes_back() { # WHAT [SECONDS]: another interface than before, with traffic
	check "$1: the link is back" poll_until "${2:-20}" other_link
	# So many that the session was of use, and the next one follows at once. With less than
	# 10 ms between them ping does not sleep.
	check "$1: and carries packets" poll_until 10 ping -q -c 60 -i 0.02 -s 1400 -W 1 10.67.15.1
	index=$(index_of ppp0)
}
other_link() { up4 ppp0 && [ "$(index_of ppp0)" != "$index" ]; }
same_link() { up4 ppp0 && [ "$(index_of ppp0)" = "$index" ]; }
restart_ac() { # [OPTION...]
	kill_ac 2>/dev/null
	: >/tmp/ac.log
	start_our_ac "$@"
}
ac_has_one() { [ $(($(sessions_logged created) - $(sessions_logged closed))) = 1 ]; }
new_wire() {
	ip link add eth1 type veth peer name eth0 netns ac
	ip link set eth1 up
	ac ip link set eth0 up
}

world
sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 0/' /tmp/ac/pppoe-server-options
peers_basic line persist 'maxfail 0' 'holdoff 0' 'lcp-echo-interval 1' 'lcp-echo-failure 2'
ac_mac=$(ac cat /sys/class/net/eth0/address)
watch_events
start_our_ac --sid-reuse
check 'pppd starts' pppd call line
check 'the link comes up' poll_until 20 up4 ppp0
pid=$(router_pppds)
index=$(index_of ppp0)

restart_ac --sid-reuse
comes_back 'a concentrator that lost its memory'

sleep 1.5 # attempts are a second apart
forget_events
kill -9 "$(ac_pppd)"
check_follows 'after a PADT a PADI goes out at once' 2500 "$ac_mac > .*PADT" 'PADI'
comes_back 'the same session id again'
check 'it was the same' ac_logged '^session 1 .*created'
check_not 'and there was no other' ac_logged '^session 2 .*created'

kill_ac
: >/tmp/ac.log
ac ip link set eth0 down
ac ip link set eth0 address 02:00:00:00:00:77 up
start_our_ac -C other-ac
comes_back 'another concentrator, with another address'
check 'it is the other one' logged '02:00:00:00:00:77 (other-ac)'

restart_ac --pads-twice
comes_back 'each PADS twice'
sleep 1
check 'the second one is no new session' same_link

# Each PADR that was sent meanwhile, a second and more apart, gets a session of its own.
ac tc qdisc add dev eth0 root netem delay 1600ms
restart_ac
more_than_one() { [ "$(sessions_logged created)" -ge 2 ]; }
check 'a PADS that takes its time: there is more than one' poll_until 20 more_than_one
# Those that are under way come late all the same.
ac tc qdisc change dev eth0 root netem delay 0ms
comes_back 'a PADS that takes its time'
# Fails if dialer_tick() does not read what comes.
check 'and ours is the only one' poll_until 5 ac_has_one
ac tc qdisc del dev eth0 root

restart_ac --deny-count 3
comes_back 'three refusals' 30

# While nobody answers for real.
kill_ac
: >/tmp/ac.log
mac=$(</sys/class/net/eth1/address)
printf '%b' "\\x${mac//:/\\x}\\x02\\x00\\x00\\x00\\x00\\x66\\x88\\x63\\x11\\x07\\x00\\x00\\x00\\x00" >/tmp/pado
check 'it goes down' poll_until 20 down4 ppp0
for _ in {1..12}; do cat /tmp/pado /tmp/pado >/tmp/pados && mv /tmp/pados /tmp/pado; done
storm() {
	# Without a pause no time passes for anybody else.
	while pause 0.2; do ac socat -b 20 -u OPEN:/tmp/pado INTERFACE:eth0; done
}
storm &
stormer=$!
start_our_ac
comes_back 'a storm of bad PADOs'
kill "$stormer"

sleep 1
ip link set eth1 address 02:00:00:00:00:11
comes_back 'a new address of the interface'

kill_ac
: >/tmp/ac.log
ip link del eth1
check 'the interface is deleted: the link goes' poll_until 10 gone ppp0
check 'it is said' poll_until 10 logged 'eth1 is not there, waiting for it'
sleep 3
check 'pppd waits' kill -0 "$pid"
new_wire
start_our_ac
comes_back 'the interface is there again'

sleep 1
ip netns add elsewhere
ip link set eth1 netns elsewhere
check 'the interface leaves the namespace: the link goes' poll_until 10 gone ppp0
ip -n elsewhere link set eth1 netns 1
comes_back 'it returns'

sleep 1
ip link set eth1 mtu 1400
comes_back 'its MTU is changed'
ip link set eth1 mtu 1500
comes_back 'and changed back'

poff line
check 'pppd ends' ends_within 10
done_testing
