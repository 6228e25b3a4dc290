#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A PPPoE line, and an L2TP tunnel by another way for when it is lost: the
# hooks dial the tunnel, and hang up when the line has been stable. Both have the
# same address, as a provider that sells both gives it: a connection of the LAN that
# is translated to it goes on, there and back.

. ./lib.sh
. ./failover-lib.sh

lns_range=10.67.15.2-10.67.15.3 # the first is the AC's first, too
backup_world 'stable 20'
peers_basic line persist 'maxfail 0' 'ifname dsl0' 'failover-metric 100' 'failover-conntrack yes'
nft -f - <<-'END'
	table ip nat {
		chain post {
			type nat hook postrouting priority 100
			oifname { "dsl0", "l2tp0" } masquerade
		}
	}
END
serve_connections server
remember_state
check 'pppd starts' pon line
check 'the line works' works_by 40 dsl0
check 'no tunnel is up' gone l2tp0
check 'a connection by it' open_connection both lan $server4 7
check 'has its address' seen_as both 10.67.15.2

start_ping
kill "$ac_pid" # which says so to all sessions
check 'the line is lost: the tunnel carries the LAN' works_by 60 l2tp0
end_ping
note "line lost: $gap ms without an answer, $lost packets lost"
check 'the route to its server is ours' server_route
check 'with the address of the line' eval "ip -4 address show dev l2tp0 | grep 'inet 10.67.15.2 '"
check 'the connection goes on' still_answers both
check 'it was dialled once' times_said 1 'starting l2tp0'

start_ping
start_ac
check 'the line is back' works_by 60 dsl0
# Fails if do_stop() does not wait until the line was `stable`.
check 'the tunnel is up still' eval 'pause 5; exists l2tp0'
check 'the connection goes on by the line' still_answers both
check 'the line was stable: the tunnel ends' poll_until 30 gone l2tp0
check 'by the line' works_by 5 dsl0
check 'the connection, too' still_answers both
end_ping
note "line back: $gap ms without an answer, $lost packets lost"
# Fails without drop_server_route() in do_finish().
check 'the route to its server goes' poll_until 20 no_backup
check 'it was stopped once' times_said 1 'stopping l2tp0'

poff line
check 'pppd ends' poll_until 15 gone dsl0
done_testing
