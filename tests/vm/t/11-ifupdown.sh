#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# ifupdown's "inet ppp" method: ifup and ifdown in place of pon and poff.
#
# Depends on the version of pppd.

. ./lib.sh

world
start_ac
peers_basic line persist 'failover-metric 100'
cat >/etc/network/interfaces <<-END
	iface dsl inet ppp
		pre-up /sbin/ip link set eth1 up
		provider line
END
remember_state

check 'ifup starts the link' ifup dsl
check 'the link comes up' poll_until 30 both_up ppp0
check 'with its routes' poll_until 5 one_route_each
check 'with its clamp' clamps ppp0
check 'ifdown stops it' ifdown dsl
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left
done_testing
