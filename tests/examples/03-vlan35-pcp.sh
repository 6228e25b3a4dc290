#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/vlan35-pcp: every frame has the VLAN and the priority that the provider
# wants, whatever packet is in it.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

# Frames of the router, those without the priority, and those of a session
frames() { grep -c "^[0-9:.]* $mac" /tmp/wire; }
others() { grep "^[0-9:.]* $mac" /tmp/wire | grep -v 'vlan 35, p 1, '; }
in_session() { grep "^[0-9:.]* $mac" /tmp/wire | grep -c 'PPPoE  \[ses'; }

example_world
ip -n ac link add link eth0 name eth0.35 type vlan id 35
ip -n ac link set eth0.35 up
start_our_ac -I eth0.35
mac=$(cat /sys/class/net/eth1/address)
watch_wire vlan
start_example gateway vlan35-pcp
link_works ppp0 1492
# 0x10 and 0x08 have other priorities in Linux, and are forwarded with them.
for tos in 0 0x10 0x08; do lan ping -Q $tos -c 1 -W 2 "$server4" >/tmp/pinged; done
end_example systemctl disable --now pppoe-clamp@dsl-provider
end_wire
note "$(frames) frames"
check 'there were frames of the session' test "$(in_session)" -gt 100
# Fails without the map, and with a map of 0 only.
check_not 'all had the priority' others
done_testing
