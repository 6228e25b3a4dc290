#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pppd and xl2tpd are killed, both at once; then both ways are dead, and either
# comes back.

. ./lib.sh
. ./failover-lib.sh

lost_line_world 'retry 8'
pppoe-clamp-failover watch &
watcher=$!
remember_state
check 'pppd starts' pon line
check 'the line works' works_by 40 dsl0

kill_both() {
	kill -9 "$(router_pppds)" "$xl2tpd_pid"
	rm -f /run/dsl0.pid
	start_xl2tpd
}
moves 'pppd and xl2tpd killed' 20000 l2tp0 kill_both
check 'it was dialled by the new xl2tpd' times_said 1 'starting l2tp0'

lose_backup() {
	tc qdisc add dev wwan0 root netem loss 100%
	poll_until 20 gone l2tp0
}
restore_backup() { tc qdisc del dev wwan0 root; }
lose_line
check 'both are dead: the tunnel ends, too' lose_backup
check_not 'both are dead: nothing works' reaches
no_default() { [ -z "$(ip route show default; ip -6 route show default)" ]; }
check 'both are dead: no default route is left' no_default
restore_backup
check 'the backup is back: it carries the LAN' works_by 60 l2tp0
check 'no route is there twice' no_duplicates

check 'both are dead again' lose_backup
restore_line
check 'pppd starts' pon line
check 'the line is back: it carries the LAN' works_by 60 dsl0
restore_backup
check 'the backup that did not work is stopped' poll_until 30 no_backup
check 'no route is there twice' no_duplicates

poff line
check 'pppd ends' ends_within 15
kill $watcher
check 'nothing is left' poll_until 10 nothing_left
done_testing
