#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The first start after a power cut, where nobody has loaded the kernel's PPPoE
# yet: what pppoe-record remembers gets its PADT, and the module is there before
# an access concentrator waits for it.

. ./lib.sh

mkfifo /tmp/never
padt() { happened "$mac > $ac_mac.*PADT.*ses 0x1234"; }

world
mac=$(</sys/class/net/eth1/address)
ac_mac=$(ac cat /sys/class/net/eth0/address)
peers_basic recorded persist 'maxfail 0' 'pppoe-record /tmp/session'
printf '%s\n' state=up device=eth1 device_index=1 "mac=$mac" "ac_mac=$ac_mac" session_id=4660 \
	>/tmp/session
watch_events
if [ -e /proc/net/pppoe ]; then
	skip 'no module is loaded' 'it is part of this kernel'
else
	check_not 'no module is loaded' test -e /proc/net/pppoe
fi
pppd call recorded >/dev/null
check 'a PADI goes out' poll_until 10 happened 'PADI'
# Fails if session_exists() says true without /proc/net/pppoe.
check 'and the session of before the power cut has got its PADT' padt
# Fails if the kernel is asked only when there is a session.
check 'the module is loaded before anybody answers' test -e /proc/net/pppoe
kill "$(router_pppds)"
check 'pppd ends' ends_within 10
done_testing
