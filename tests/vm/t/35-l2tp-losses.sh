#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A line, and a tunnel that is dialled when it is lost: the line loses its
# carrier and falls silent.

. ./lib.sh
. ./failover-lib.sh

lost_line_world
remember_state
check 'pppd starts' pon line
check 'the line works' works_by 40 dsl0

moves 'carrier lost' 12000 l2tp0 pull_cable
moves 'carrier back' 1000 dsl0 plug_cable
check 'the tunnel ends' poll_until 30 no_backup
moves 'silence' 15000 l2tp0 lose_line
moves 'line back' 1000 dsl0 restore_line
start_ping
check 'the tunnel ends again' poll_until 30 no_backup
end_ping
note "end of the tunnel: $gap ms without an answer, $lost packets lost"
check 'end of the tunnel: packets of 1000 ms lost at most' [ $((lost * 20)) -le 1000 ]
check 'it was dialled twice' times_said 2 'starting l2tp0'
check 'it was stopped twice' times_said 2 'stopping l2tp0'

poff line
check 'pppd ends' ends_within 15
check 'nothing is left' poll_until 10 nothing_left
done_testing
