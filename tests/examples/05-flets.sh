#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/flets: an MTU of 1454, of which the LAN is told, and an MSS of 1414 both ways.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

example_world
echo 'mtu 1454' >>/tmp/ac/pppoe-server-options
echo 'mru 1454' >>/tmp/ac/pppoe-server-options
# shellcheck disable=SC2119 # no options
start_our_ac
start_example gateway flets
link_works ppp0 1454
# The counters that the example names
counts() { nft list table inet pppoe-clamp-ppp0 | grep -A 8 "chain $1 " | grep 'counter packets [1-9]'; }
check 'SYNs out were lowered' counts out
check 'and those in' counts in
# Fails without mtu.conf, which has gateway's place.
host_is_told 1454
check 'the host fetches by IPv4' download "$server4" 81
check 'and by IPv6' download "$server6" 81
end_example systemctl disable --now pppoe-clamp@dsl-provider
done_testing
