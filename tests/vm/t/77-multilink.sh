#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# multilink: sessions on two lines in one bundle, which is that of the first pppd. It
# outlives any of them, with one clamp and one route of each IP version, and takes back
# those that come again.
# Depends on the version of pppd.

. ./lib.sh

world
ip -batch - <<-END
	link add eth2 type veth peer name eth2 netns ac
	link set eth2 up
END
ip -n ac link set eth2 up
settled eth2
printf '%s\n' multilink 'lcp-echo-interval 2' >>/tmp/ac/pppoe-server-options
start_ac -I eth2
record_reasons
for name in one two; do
	peers_basic $name multilink persist 'maxfail 0' 'failover-metric 100'
done
sed -i 's/^eth1$/nic-eth2/' /etc/ppp/peers/two
remember_state

second_line() { ip -n ac link set eth2 "$1"; } # down|up
joined() { [ "$(grep -c 'Link attached to ppp0' /tmp/log)" = "$1" ]; } # TIMES
sent() { cat "/sys/class/net/$1/statistics/tx_packets"; } # INTERFACE
# Packets of the LAN pass both lines.
both_carry() {
	local one two
	one=$(sent eth1) two=$(sent eth2)
	lan ping -q -c 20 -i 0.01 -W 1 "$server4" &&
		[ "$(sent eth1)" -ge $((one + 10)) ] && [ "$(sent eth2)" -ge $((two + 10)) ]
}
# By whatever line: the concentrator takes a while to see that one of them is gone.
goes_on() {
	one_route_each && clamped_to 1452 1432 && grep -q 'on eth1;' /tmp/table && lan_reaches &&
		! grep -q down /tmp/reasons
}
no_session_of() { ! grep -q " $1\$" /proc/net/pppoe; } # INTERFACE
no_clamp() { [ "$(clamp_tables)" = 0 ]; }
in_record() { grep -x "pid=$(pgrep -f 'pppd call two')" /run/pppoe-clamp/eth2.*; }
no_trouble() { ! grep -E 'cannot find|carries no IPv6|not permitted' /tmp/log; }

check 'pppd starts' pppd call one
check 'the first session makes a bundle' poll_until 40 both_up ppp0
check 'which has its clamp and routes' poll_until 5 goes_on
check 'the second one, in the background, joins it' pppd call two updetach
check 'and carries its share' poll_until 20 both_carry
check 'its record has the process that goes on' in_record
pause 3 # it would look for ppp0 again
check 'nobody is told of any trouble' no_trouble

# Fails without outlives_session().
pull_cable
check 'the first line ends' poll_until 5 no_session_of eth1
check 'the bundle goes on' goes_on
plug_cable
check 'another pppd' pppd call one
check 'joins it by that line' poll_until 10 joined 2
check 'and carries its share, too' poll_until 20 both_carry

second_line down
# Fails without guard_follow_process() of a link that has no IP.
check 'the second line ends' poll_until 5 no_session_of eth2
check 'and the bundle goes on' goes_on
second_line up
# Fails without compat_leave_bundle(): half of all packets, or all, are lost from then on.
check 'its session comes again by itself' poll_until 10 joined 3
check 'and joins the bundle' poll_until 20 both_carry
check 'which was never down' goes_on

pull_cable
second_line down
check 'with the last session the bundle ends' poll_until 10 gone ppp0
check 'with its clamp and routes' poll_until 5 no_routes
check 'and its table' poll_until 5 no_clamp
check 'at the other end, too' poll_until 60 ac_idle
second_line up
check 'the pppd that is first now has one of its own' poll_until 40 both_up ppp0
check 'with a clamp and routes' poll_until 5 one_route_each
plug_cable
check 'who had led the last one joins it, and another' poll_until 20 joined 5
# Fails if the entries of the last one stay: they have two bundles from then on.
pull_cable
check 'their line ends' poll_until 5 no_session_of eth1
plug_cable
check 'and they join it again' poll_until 20 joined 7
check 'and carry their share' poll_until 20 both_carry

poff -a
check 'all pppds end' ends_within 15
check 'nothing is left' nothing_left
done_testing
