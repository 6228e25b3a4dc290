#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/reconnect: a new session at a chosen hour.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

second_session() { [ "$(sessions_logged created)" = 2 ]; }
next() { in_debian systemctl show --value --property NextElapseUSecRealtime pppoe-clamp-reconnect@dsl-provider.timer; }

example_world
# shellcheck disable=SC2119 # no options
start_our_ac
start_example gateway reconnect
link_works ppp0 1492
check 'the hour is set' eval 'next | grep 04:10:00'
check_not 'no second session before it' second_session
date -s "$(next | sed 's/04:10:00/04:09:50/; s/^[A-Z][a-z]* //')" >/tmp/date
# A timer may be a minute late.
check 'then there is a new session' poll_until 120 second_session
check 'the link is up again' poll_until 20 connects lan "$server4" 80
link_works ppp0 1492
end_example systemctl disable --now pppoe-clamp@dsl-provider pppoe-clamp-reconnect@dsl-provider.timer
done_testing
