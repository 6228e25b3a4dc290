#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pppd is killed without a chance to clean up: the kernel takes away what it
# owned, and the next start finds nothing in its way.
#
# Depends on the version of pppd.

. ./lib.sh

world
start_ac
peers_basic line persist 'failover-metric 100'
# A process that outlives pppd must not hold anything of it.
cat >/etc/ppp/ip-up.d/zz-daemon <<-'END'
	#!/bin/sh
	setsid sleep 987 </dev/null >/dev/null 2>&1 &
END
chmod +x /etc/ppp/ip-up.d/zz-daemon
remember_state

all_gone() { gone ppp0 && { unowned || [ "$(clamp_tables)" = 0 ]; } && no_routes; }
works() {
	poll_until 30 both_up ppp0 && poll_until 5 one_route_each && clamps ppp0 &&
		poll_until 10 lan ping -c 1 -W 1 "$server4"
}

check 'pppd starts' pppd call line
check 'the link works' works
check 'an ip-up script started a daemon' poll_until 10 pgrep -fx 'sleep 987'
kill -9 "$(router_pppds)"
check 'interface, routes and clamp are gone at once' poll_until 1 all_gone
check 'while the daemon still runs' pgrep -fx 'sleep 987'
check 'pppd starts again' pppd call line
check 'the link works again' works

poff line
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left
done_testing
