#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# failover-detect auto, the default where routes fail over: a silent line is known in a
# quarter of a second, and hardly an echo goes out while packets come.

. ./lib.sh

our_echoes() { grep -ac "$mac > .*Echo-Request" /tmp/events; }
same_session() { [ "$(index_of ppp0)" = "$index" ] && up4 ppp0; }

world
mac=$(</sys/class/net/eth1/address)
sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 0/' /tmp/ac/pppoe-server-options
peers_basic line persist 'maxfail 0' 'failover-metric 100' 'lcp-echo-interval 0'
start_our_ac
watch_events
check 'pppd starts' pppd call line
check 'the link comes up' poll_until 20 eval 'both_up ppp0 && one_route_each'
index=$(index_of ppp0)
sleep 70 # 60 echoes

forget_events
sleep 10
note "$(our_echoes) echoes in 10 s of silence"
check 'about one echo a second' test "$(our_echoes)" -le 12
ip netns exec lan ping -n -i 0.02 "$server4" >/tmp/ping &
pinger=$!
poll_until 10 grep -q ' bytes from ' /tmp/ping
forget_events
sleep 10
note "$(our_echoes) echoes in 10 s of traffic"
check 'hardly any while packets come' test "$(our_echoes)" -le 2
lose_line
start_clock
# Fails without LIVENESS_AUTO.
check_by 'a line that carries packets falls silent: its routes go' 400 no_routes
restore_line
check 'and come back' poll_until 2 one_route_each
check 'with the same session' same_session
kill $pinger
wait $pinger
tc qdisc add dev eth1 root netem delay 100ms
sleep 20
tc qdisc change dev eth1 root netem delay 300ms
sleep 20
check 'a line that becomes slow is no silent one' same_session
check 'not once' [ "$(grep -c 'No sign of life' /tmp/log)" = 1 ]
poff line
check 'pppd ends' ends_within 10
done_testing
