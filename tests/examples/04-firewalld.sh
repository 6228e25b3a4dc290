#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/firewalld: zones and a policy, translated by firewalld.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

example_world
# shellcheck disable=SC2119 # no options
start_our_ac
start_example gateway firewalld
check 'the line is in its zone' in_debian firewall-cmd --zone=external --query-interface=ppp0
link_works ppp0 1492
# Fails without dhcpv6-client in the zone.
check 'an answer to a request for a prefix comes in' answers_prefix
stays_shut
check 'firewalld reloads' in_debian firewall-cmd --reload
link_works ppp0 1492
end_example systemctl disable --now pppoe-clamp@dsl-provider
done_testing
