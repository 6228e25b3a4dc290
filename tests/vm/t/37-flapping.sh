#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A line that comes and goes: the tunnel is dialled once, and hung up once, when
# the line has been stable. And a backup that is dead when it is needed.

. ./lib.sh
. ./failover-lib.sh

lost_line_world 'stable 20' 'retry 3'
remember_state
check 'pppd starts' pon line
check 'the line works' works_by 40 dsl0

moves 'line lost' 12000 l2tp0 pull_cable
for time in 2 3; do
	moves "line back, but not for long ($time)" 1000 dsl0 plug_cable
	check 'the tunnel stays up' exists l2tp0
	# Fails if the tunnel is hung up as soon as the line is there.
	moves "line lost again ($time)" 1500 l2tp0 pull_cable
done
# Fail if `stable` is ignored.
check 'it was dialled once' times_said 1 'starting l2tp0'
check 'it was never stopped' times_said 0 'stopping l2tp0'
moves 'line back for good' 1000 dsl0 plug_cable
check 'the tunnel ends' poll_until 60 no_backup
check 'it was stopped once' times_said 1 'stopping l2tp0'

tc qdisc add dev wwan0 root netem loss 100%
pull_cable
check 'the backup is dead when it is needed' poll_until 20 times_said 2 'starting l2tp0'
check 'it is tried again' poll_until 30 times_said 1 'starting it again'
plug_cable
check 'the line is back' works_by 60 dsl0
tc qdisc del dev wwan0 root
check 'the backup is stopped' poll_until 60 no_backup
check 'no route is there twice' no_duplicates

poff line
check 'pppd ends' ends_within 15
check 'nothing is left' poll_until 10 nothing_left
done_testing
