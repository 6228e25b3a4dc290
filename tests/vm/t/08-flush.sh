#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A firewall that is reloaded flushes the rule set; the clamp belongs to pppd and stays.

. ./lib.sh

world
start_ac
peers_basic line 'failover-metric 100'
remember_state
nft add table inet firewall

clamped() {
	local status=0
	watch_syns
	poll_until 10 connects lan "$server4" 80 && poll_until 5 both_clamped || status=1
	end_watch
	syn_lines router
	return "$status"
}
both_clamped() {
	local lines
	lines=$(syn_lines router)
	[[ $lines == *'ppp0 Out S 1452 correct'* && $lines == *'lan0 Out S. 1452 correct'* ]]
}

check 'pppd starts' pppd call line
check 'the link comes up' poll_until 30 both_up ppp0
serve_connects server 80
check 'handshakes are clamped' clamped
table() { nft "$@" list table inet pppoe-clamp-ppp0; }
as_before() { table | diff /tmp/table -; }
rules_as_before() { table -s | diff /tmp/rules -; } # it counts from 0 again
table >/tmp/table
table -s >/tmp/rules
check 'the clamp is a table of its own' test -s /tmp/table
check 'the rule set is flushed' nft flush ruleset
check_not 'other tables are gone' nft list table inet firewall
if unowned; then
	check 'the clamp is back soon' poll_until 3 rules_as_before
else
	check 'the clamp is as before' as_before
	check_not 'nobody else can delete it' nft delete table inet pppoe-clamp-ppp0
fi
check 'handshakes are still clamped' clamped

poff line
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left
done_testing
