#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/openbsd: what hostname.pppoe0 says, and pf.conf's max-mss.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

example_world
# shellcheck disable=SC2119 # no options
start_our_ac
start_example gateway openbsd
link_works pppoe0 1492 1440
check 'a default route of each IP version' one_route_each
end_example systemctl disable --now pppoe-clamp@pppoe0
done_testing
