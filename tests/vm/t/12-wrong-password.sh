#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A wrong password: pppd says so and ends, nothing is left on either side.

. ./lib.sh

world
start_ac
echo '"user" * "wrong" *' >/etc/ppp/chap-secrets
peers_basic line 'failover-metric 100'
remember_state

denied() { [ "$status" = 19 ] || { [ "$status" = 16 ] && logged 'Modem hangup'; }; }

pppd call line nodetach >/tmp/pppd.out
status=$?
# pppd turns 19 into 16, "hangup", if the concentrator's PADT comes while it is
# still on its way out; with any plugin.
check 'pppd ends with status 19, it failed to authenticate' denied
check 'it names the reason' logged 'CHAP authentication failed'
check 'it never had an address' eval '! logged "local  IP address"'
check 'the concentrator has no session' poll_until 10 ac_idle
check 'nothing is left' nothing_left

echo '"user" * "secret" *' >/etc/ppp/chap-secrets
check 'with the right one pppd starts' pppd call line
check 'the link comes up' poll_until 30 both_up ppp0
poff line
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left
done_testing
