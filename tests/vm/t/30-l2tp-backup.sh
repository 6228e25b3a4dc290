#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A PPPoE line, and an L2TP tunnel by another way for when it is lost: the
# hooks dial the tunnel, and hang up when the line has been stable.

. ./lib.sh
. ./failover-lib.sh

backup_world
remember_state
check 'pppd starts' pon line
check 'the line works' works_by 40 dsl0
check 'no tunnel is up' gone l2tp0

start_ping
kill "$(ac_pids pppoe-server)" # which says so to all sessions
check 'the line is lost: the tunnel carries the LAN' works_by 60 l2tp0
end_ping
note "line lost: $gap ms without an answer, $lost packets lost"
check 'the route to its server is ours' server_route
check 'it was dialled once' times_said 1 'starting l2tp0'

start_ping
start_ac
check 'the line is back' works_by 60 dsl0
# Fails if spare_backup does not wait.
check 'the tunnel is up still' exists l2tp0
check 'the line was stable: the tunnel ends' poll_until 30 gone l2tp0
check 'by the line' works_by 5 dsl0
end_ping
note "line back: $gap ms without an answer, $lost packets lost"
# Fails without the timer of finish_backup.
check 'the route to its server goes' poll_until 20 no_backup
check 'it was stopped once' times_said 1 'stopping l2tp0'

poff line
check 'pppd ends' poll_until 15 gone dsl0
done_testing
