#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two killed pppds have left a session each, and the interface has got another
# address meanwhile: each session gets a PADT from the address that it began
# with, and what is left on another interface is kept for whoever starts there.
#
# Depends on the version of pppd.

. ./lib.sh

old_mac=02:00:00:00:00:11
padt() { happened "$old_mac > $ac_mac.*PADT \[ses 0x$1\] \[Host-Uniq"; } # SESSION
sessions_left() { [ $(($(sessions_logged created) - $(sessions_logged closed))) = "$1" ]; }
records() { echo /run/pppoe-clamp/*.[0-9]; } # a ring, which stays, ends otherwise

world
sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 0/' /tmp/ac/pppoe-server-options
ip link set eth1 address $old_mac
ac_mac=$(ac cat /sys/class/net/eth0/address)
peers_basic one 'unit 1' 'lcp-echo-interval 0'
peers_basic two 'unit 2' 'lcp-echo-interval 0'
start_our_ac
pppd call one >/dev/null
check 'the first link comes up' poll_until 20 up4 ppp1
pppd call two >/dev/null
check 'the second one, too' poll_until 20 up4 ppp2
note "$(records)"
# shellcheck disable=SC2046 # a list of words
kill -9 $(router_pppds)
check 'both are killed' poll_until 5 no_pppd
check 'the concentrator knows nothing of it' sessions_left 2
sed 's/^device=.*/device=eth9/; s/^device_index=.*/device_index=999/; s/^mac=.*/mac=02:00:00:00:00:99/' \
	/run/pppoe-clamp/eth1.0 >/run/pppoe-clamp/eth9.0

ip link set eth1 down
ip link set eth1 address 02:00:00:00:00:22 up
watch_events
pppd call one >/dev/null
check 'one of them is started again: the link comes up' poll_until 20 up4 ppp1
# Fail if one leftover counts only, or with the address of now.
check 'the first session has got its PADT' poll_until 5 padt 1
check 'and the second one' poll_until 5 padt 2
check 'the concentrator has ended both' poll_until 5 sessions_left 1
# Fails if whoever starts anywhere removes all records of the dead.
check 'what is left on another interface is still known' test -e /run/pppoe-clamp/eth9.0
kill "$(router_pppds)"
check 'pppd ends' ends_within 10
check 'nothing else is left' test "$(records)" = /run/pppoe-clamp/eth9.0
done_testing
