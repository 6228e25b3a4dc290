#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/offload: established connections take the short way, with a flowtable on the
# Ethernet interfaces; handshakes have the MSS of the line.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

slow_packets() { nft list table inet seen | sed -n 's/.*packets \([0-9]*\).*/\1/p'; }
fetches() { download "$server4" 81 && download "$server6" 81; }
second_session() { [ "$(sessions_logged created)" = 2 ]; }

example_world
# shellcheck disable=SC2119 # no options
start_our_ac
start_example gateway offload
# Fails without devices.conf: at boot no rule is loaded, as the interfaces come later.
loads_late() { in_debian systemctl show --property After nftables | grep -w systemd-udev-settle.service; }
check 'the rules wait for the interfaces that they name' loads_late
link_works ppp0 1492
nft 'table inet seen {
	chain forward { type filter hook forward priority -10; counter; }
}'
check 'the LAN fetches' fetches
# 600 kB are more than 400 packets. Fails without the rule that adds flows.
check 'most packets took the short way' test "$(slow_packets)" -lt 100
note "$(slow_packets) did not"
nft delete table inet seen
check 'systemctl reload' in_debian systemctl reload pppoe-clamp@dsl-provider
check 'a new session' poll_until 20 second_session
link_works ppp0 1492
end_example systemctl disable --now pppoe-clamp@dsl-provider
done_testing
