#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The ways to start and to stop pppd.

. ./lib.sh

world
start_ac
peers_basic line 'failover-metric 100'
peers_basic plain
useradd -m -G dip dialer
watch_discovery
remember_state

complete() { both_up ppp0 && one_route_each && clamps ppp0; }
stop() {
	: >/tmp/discovery
	poff line && ends_within 15 && nothing_left && poll_until 5 grep PADT /tmp/discovery
}

check 'updetach: pon returns when the link is up' pon line updetach noipv6
check 'the clamp is in place' clamps ppp0
check 'the address too' up4 ppp0
check 'the route too' test "$(our_routes -4 | wc -l)" = 1
check 'pppd goes on in the background' router_pppds
check 'poff leaves nothing and sends a PADT' stop

check 'updetach with both IP versions' pon line updetach
check 'all is in place soon' poll_until 10 complete
check 'poff leaves nothing and sends a PADT' stop

pppd call line nodetach >/tmp/nodetach &
pppd_pid=$!
check 'nodetach: the link comes up' poll_until 30 complete
check 'pppd stays in the foreground' kill -0 $pppd_pid
: >/tmp/discovery
kill $pppd_pid
wait $pppd_pid
check 'SIGTERM ends it with status 5, the user asked for it' test $? = 5
check 'with a PADT' poll_until 5 grep PADT /tmp/discovery
check 'nothing is left' nothing_left

check 'unit 7' pppd call line unit 7
check 'names interface and clamp' poll_until 30 eval 'both_up ppp7 && clamps ppp7'
check 'poff leaves nothing and sends a PADT' stop

check 'a user of group dip may start it' runuser -u dialer -- pon line
check 'the link comes up, with its routes' poll_until 30 complete
check 'poff leaves nothing and sends a PADT' stop
refuses() { # OPTION...: pppd names the option and the reason, and does not start
	runuser -u dialer -- pon plain "$@" >/tmp/refused 2>&1
	cat /tmp/refused
	grep -q "$1.*privilege" /tmp/refused && no_pppd
}
check 'that user may not add routes' refuses failover-metric 5
runuser -u dialer -- pppd plugin "$PLUGIN" eth1 noauth >/tmp/refused 2>&1
check 'nor load the plugin' no_pppd

: >/tmp/discovery
check 'another session' pon line updetach
check 'a signal that is fatal to pppd' kill -QUIT "$(router_pppds)"
check 'ends it' ends_within 10
check 'with a PADT all the same' poll_until 5 grep PADT /tmp/discovery
check 'nothing is left' nothing_left

kill_ac
check 'without a concentrator pppd starts' pppd call line
check 'it is looking for one' poll_until 10 router_pppds
sleep 2
kill "$(router_pppds)"
check 'SIGTERM during discovery ends it at once' ends_within 1
check 'nothing is left' nothing_left
done_testing
