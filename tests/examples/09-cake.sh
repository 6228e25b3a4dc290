#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/cake: both directions of the line are shaped, and the clamp holds.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

shapes() { tc -s qdisc show dev "$1" | grep -A 3 'qdisc cake' | grep -E 'Sent [0-9]+ bytes [0-9]{2,} pkt'; } # DEVICE
second_session() { [ "$(sessions_logged created)" = 2 ]; }

example_world
# shellcheck disable=SC2119 # no options
start_our_ac
start_example gateway cake
link_works ppp0 1492
check 'what goes out is shaped' shapes ppp0
check 'what comes in is shaped' shapes ifb-ppp0
check 'systemctl reload' in_debian systemctl reload pppoe-clamp@dsl-provider
check 'a new session' poll_until 20 second_session
link_works ppp0 1492
check 'which is shaped, too' shapes ppp0
check 'both ways' shapes ifb-ppp0
end_example systemctl disable --now pppoe-clamp@dsl-provider
done_testing
