#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/vlan7: packets of 1500 bytes over a VLAN that ifupdown makes.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

example_world
jumbo_wire ac
ip -n ac link add link eth0 name eth0.7 type vlan id 7
ip -n ac link set eth0.7 up
start_our_ac -I eth0.7 --max-payload 1500
start_example gateway vlan7
check 'the path is proved' poll_until 20 logged 'carries 1500 bytes both ways'
link_works ppp0 1500
check 'the concentrator sends 1500, too' mtu_is ac ppp0 1500
check 'eth1 carries 1508' mtu_is eth1 1508
end_example systemctl disable --now pppoe-clamp@dsl-provider
done_testing
