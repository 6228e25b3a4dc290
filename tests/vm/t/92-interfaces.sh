#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What stands above and below the interface of a session, and what the log says of it.

. ./lib.sh

world
start_our_ac
peers_basic line 'failover-metric 100' persist 'maxfail 0' 'lcp-echo-interval 0'
complete() { both_up ppp0 && one_route_each; }

check 'the link is up' pon line updetach
check 'with both IP versions' poll_until 30 complete
: >/tmp/log
ip link add br0 type bridge
ip link set br0 up
check 'its interface gets into a bridge' ip link set eth1 master br0
check 'and out' ip link set eth1 nomaster
sleep 1
# Fails if the deletion of a port is taken for that of the interface.
check_not 'which ends no session' logged 'Carrier lost\|Modem hangup'
check 'it works' poll_until 5 lan ping -c 1 -W 1 "$server4"
check 'the end' poff line
check 'comes' ends_within 15
done_testing
