#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/reconnect: a new session at a chosen hour, `pppoe-clamp reconnect --at`.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

remember_sessions() { sessions=$(sessions_logged created); }
second_session() { [ "$(sessions_logged created)" = $((sessions + 1)) ]; }
unit=pppoe-clamp-reconnect@dsl-provider
property() { in_debian systemctl show --value --property "$2" "$unit.$1"; } # service|timer PROPERTY
next() { property timer NextElapseUSecRealtime; }
is_content() { [ "$(property service ActiveState)$(property service Result)" = inactivesuccess ]; }

example_world
# shellcheck disable=SC2119 # no options
start_our_ac
start_example gateway reconnect
check 'the hour is set' eval 'next | grep 04:10:00'
# shellcheck disable=SC2119 # the usual target
reboots() { stop_debian && boot_debian; }
check 'a reboot' reboots
# Fails without `systemctl enable`.
check 'the hour is set as before' eval 'next | grep 04:10:00'
link_works ppp0 1492
remember_sessions
check_not 'no second session before it' second_session
# A machine without a clock boots in the past, and NTP moves it past the hour.
date -s "$(next | sed 's/04:10:00/06:03:00/; s/^[A-Z][a-z]* //')" >/tmp/date
has_run() { [ -n "$(property service ExecMainExitTimestamp)" ] && is_content; }
check 'the clock steps past the hour: the unit runs' poll_until 30 has_run
# Fails without --min-age in the unit.
check_not 'but leaves a new session alone' second_session
# An hour is longer than a machine runs here.
young_is() { # SECONDS
	# shellcheck disable=SC2016 # expanded by the inner shell
	in_debian sh -c 'mkdir "$0" && cat >"$0/young.conf" && systemctl daemon-reload' \
		"/run/systemd/system/$unit.service.d" <<-END
			[Service]
			ExecStart=
			ExecStart=/usr/bin/pppoe-clamp reconnect %i --min-age $1
		END
}
check 'a session of a second is not young' young_is 1
date -s "$(next | sed 's/04:10:00/04:09:50/; s/^[A-Z][a-z]* //')" >/tmp/date
# Fails without AccuracySec: it may be a minute late.
check 'then there is a new session' poll_until 30 second_session
check 'and the unit is content' poll_until 30 is_content
check 'the link is up again' poll_until 20 connects lan "$server4" 80
link_works ppp0 1492
check 'never again' in_debian pppoe-clamp reconnect dsl-provider --at never
check 'the timer has ended, and nothing of it is left' test -z "$(in_debian systemctl list-timers --all --no-legend \
	'pppoe-clamp*')$(find /etc/systemd -name '*reconnect*')"
end_example systemctl disable --now pppoe-clamp@dsl-provider
done_testing
