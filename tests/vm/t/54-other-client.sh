#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# While the cable is out the AC is started anew, and our session's number goes to a
# neighbour; or another AC stands in its place, with an address of its own. Ours is
# not taken for alive, and the neighbour's session is left alone.

. ./lib.sh

other_session() { both_up ppp0 && [ "$(index_of ppp0)" != "$index" ] && one_route_each; }
kept_twice() { [ "$(grep -c 'The session is kept' /tmp/log)" = 2 ]; }
neighbour_lives() { ip netns exec neighbour ping -q -c 1 -W 1 10.67.15.1; }
neighbour_comes() {
	poll_until 20 neighbour_lives
	cat /tmp/neighbour.log
	neighbour_lives
}
restart_ac() {
	kill_ac
	start_our_ac --sid 7
}

# Another client on the same wire; what is in /run is its own.
start_neighbour() {
	# shellcheck disable=SC2016 # of the inner shell
	ip netns exec neighbour unshare --mount sh -c '
		mount -t tmpfs run /run
		exec pppd plugin rp-pppoe.so eth0 user user noauth noipdefault nodefaultroute mtu 1492 \
			lcp-restart 1 nodetach' >/tmp/neighbour.log 2>&1 &
	neighbour=$!
}

world
bridge_wire 1500
ip netns add neighbour
ip -n wire link add port2 type veth peer name eth0 netns neighbour
ip -n wire link set port2 master bridge0 up
ip -n neighbour link set eth0 up
peers_basic line persist 'maxfail 0' 'failover-metric 100'

start_our_ac --sid 7
check 'pppd starts' pppd call line
check 'the link comes up' poll_until 20 eval 'both_up ppp0 && one_route_each'
check 'as session 7' logged 'PPP session is 7$'
index=$(index_of ppp0)

pull_cable
check 'the session is kept' poll_until 5 logged 'The session is kept'
restart_ac
start_neighbour
check 'a neighbour has a session' neighbour_comes
check 'with the number of ours' grep -q 'PPP session is 7$' /tmp/neighbour.log
plug_cable
check 'the cable is back: there is another session' poll_until 20 other_session
check 'the other was forgotten' logged 'has forgotten the session'
check "the neighbour's is as it was" neighbour_lives
check 'and so is its pppd' kill -0 "$neighbour"
kill "$neighbour"
wait "$neighbour"

index=$(index_of ppp0)
pull_cable
check 'another AC: the session is kept' poll_until 5 kept_twice
kill_ac
ac ip link set eth0 down
ac ip link set eth0 address 02:00:00:00:00:77
ac ip link set eth0 up
start_our_ac --sid 7
plug_cable
check 'the cable is back: there is a session with it' poll_until 20 other_session
check 'which has its address' logged 'Connected to 02:00:00:00:00:77'

poff line
check 'pppd ends' ends_within 10
done_testing
