#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# However often the line is lost and whoever ends the session, there is one
# clamp, one route of each IP version and one interface while it is up.
#
# Depends on the version of pppd.

. ./lib.sh

cycles=${CYCLES:-20}

world
start_ac
peers_basic line persist 'maxfail 0' 'failover-metric 100' 'holdoff 0'
remember_state

end_session() { # CYCLE
	case $(($1 % 3)) in
	0) kill -HUP "$(router_pppds)" ;; # we end it
	1) kill "$(ac_pppd)" ;; # the peer ends it
	2) kill -9 "$(ac_pppd)" ;; # a PADT out of the blue
	esac
}
index() { read -r number 2>/dev/null </sys/class/net/ppp0/ifindex && echo "$number"; }
new_link() { exists ppp0 && [ "$(index)" != "$1" ] && both_up ppp0 && one_route_each; }
all_single() {
	local links
	links=$(ip -o link show type ppp | wc -l)
	echo "tables $(clamp_tables), links $links"
	[ "$(clamp_tables)" = 1 ] && [ "$links" = 1 ] && one_route_each
}

check 'pppd starts' pppd call line
check 'the link comes up' poll_until 30 new_link none
for ((cycle = 1; cycle <= cycles; cycle++)); do
	before=$(index)
	end_session $cycle
	check "reconnect $cycle: the link is back" poll_until 40 new_link "$before"
	check "reconnect $cycle: one clamp, one route of each, one interface" all_single
done
check 'traffic passes' poll_until 10 lan ping -c 1 -W 1 "$server4"

poff line
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left
done_testing
