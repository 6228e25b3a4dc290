#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A line, and a mobile router that is always connected: the kernel chooses by
# metric, and no script runs. The line loses its carrier, falls silent, and is
# ended by the concentrator.

. ./lib.sh
. ./failover-lib.sh

world
second_path
mobile_backup
bridge_wire 1500
start_our_ac --one-session replace
provider_routes ac
peers_basic line persist 'maxfail 0' 'ifname dsl0' 'failover-metric 100' 'failover-detect 800'
remember_state

check 'pppd starts' pon line
check 'the line works' works_by 40 dsl0

moves 'carrier lost' 1500 wwan0 pull_cable
moves 'carrier back' 1000 dsl0 plug_cable
# Fails without failover-detect: LCP echoes are off.
moves 'silence' 4000 wwan0 lose_line
moves 'line back' 1000 dsl0 restore_line
moves 'PADT' 1500 wwan0 kill "$ac_pid"
moves 'concentrator back' 1000 dsl0 start_our_ac --one-session replace

poff line
check 'pppd ends' ends_within 15
check 'by the backup' works_by 5 wwan0
check 'nothing is left' nothing_left
done_testing
