#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Under systemd: what is started does not end with the unit that started it.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

for link in dsl0 lte0; do add_link $link; done
mkdir -p /run/systemd/system
fresh 'retry 1'
# Fails if the command is not run where systemd-run cannot make a scope: here nobody answers it.
check 'no scope can be made: the backup is started all the same' eval 'lost dead && called "pon lte"'

cat >/usr/local/sbin/systemd-run <<-'END'
	#!/bin/sh
	while [ "${1#--}" != "$1" ]; do shift; done
	for word; do last=$word; done
	echo "scope $last" >>/run/calls
	SCOPE=1 exec "$@"
END
chmod +x /usr/local/sbin/systemd-run
fresh 'retry 1'
lost dead
in_scope() { # the timer that looks after it may be there before
	grep -vx "scope $conf" /run/calls | head -n 2 >/run/backup
	cat /run/calls && [ "$(</run/backup)" = "scope lte
pon lte" ]
}
check 'in a scope' in_scope
check 'and the timer that looks after it' poll_until 20 grep -qx "scope $conf" /run/calls
forget # before a timer starts it again
end-provider
in_scope_again() { grep -qx 'pon lte' /run/calls && grep -qx 'scope lte' /run/calls; }
check 'as what it starts' poll_until 10 in_scope_again
fresh 'backup lte0 command' 'start env >/run/env' 'stop true'
EVIL=1 lost dead
check 'with a clean environment' eval '! grep EVIL /run/env && grep SCOPE /run/env'

fresh
touch /run/fails.pon
lost dead
check 'a command that fails: the log says why' logged 'failed with status 7: pon lte: pon says no'
once() { [ "$(grep -c '^pon' /run/calls)" = 1 ]; }
check 'and it was run once' once
rm /run/fails.pon

fresh 'backup lte0 command' 'start exit 1' 'stop true'
lost dead
check 'also with the status that systemd-run has' logged 'failed with status 1: '

fresh 'backup lte0 systemd lte.service'
lost dead
no_scope() { grep -qx 'systemctl start --no-block lte.service' /run/calls && ! grep -q '^scope lte' /run/calls; }
check "a unit is in a control group of its own already" no_scope

# A restart of its unit: the hook is in its control group while the job runs.
rm /usr/local/sbin/systemctl
cat >/usr/local/sbin/systemctl <<-'END'
	#!/bin/sh
	[ "$1" != list-jobs ] || exec cat /run/jobs
END
cat >/usr/local/sbin/grep <<-'END'
	#!/bin/sh
	for last; do :; done
	[ "$last" != /proc/self/cgroup ] || set -- "$1" "$2" /run/cgroup
	exec /usr/bin/grep "$@"
END
chmod +x /usr/local/sbin/systemctl /usr/local/sbin/grep
printf '%s\n' '0::/system.slice/system-pppoe\x2dclamp.slice/pppoe-clamp@dsl.service' >/run/cgroup
is_started() { grep -qx 'pon lte' /run/calls; }
ends_by() { # TYPE UNIT [SECONDS]: of the job, and of `boot`
	fresh "boot ${3:-1}"
	echo "123 $2 $1 running" >/run/jobs
	SECONDS=0
	lost user
}
ends_by stop pppoe-clamp@dsl.service
pause 2
check_not 'stopped: nothing is started' is_started
ends_by restart other@dsl.service
pause 2
check_not 'nor where another unit is restarted' is_started
ends_by restart pppoe-clamp@dsl.service
# Fails without is_restarting(): it was taken for taken down on purpose, for good.
check 'restarted, and not back in time: the backup is started' poll_until 10 is_started
ends_by restart pppoe-clamp@dsl.service 5
back
took=$SECONDS # on a host that has taken longer it was not in time
pause 6
started_in_vain() { is_started && [ "$took" -lt 4 ]; }
check_not 'back in time: nothing is' started_in_vain
rm /usr/local/sbin/grep

# What a process may do by hooks/pppoe-clamp@.service, with pppd's hook of another line.
caps=+chown,+dac_override,+fowner,+kill,+net_admin,+net_bind_service,+net_raw,+setgid,+setuid
fresh
link_down dsl0
SECONDS=0
PPPD_PID=1 setpriv --bounding-set=-all,$caps --inh-caps=-all --no-new-privs \
	/etc/ppp/ip-up.d/pppoe-clamp ppp7 2>/dev/null
# Fails if it takes the right to trace a process to see that it lives.
check_in_time 10 'from a hardened unit a pppd outside it is seen to live' \
	grep '^gone ' /run/pppoe-clamp/failover/dsl0.primary
cp "$(command -v sleep)" '/run/) R 1 1 1 1 1'
'/run/) R 1 1 1 1 1' 987 &
disown
is_seen() { sh -c '. /usr/lib/pppoe-clamp/lib.sh && lives "$1"' sh $!; }
# Fails if the first bracket ends the name, or any blank does.
check 'a process lives, whatever its name' poll_until 10 eval "grep R /proc/$!/comm && is_seen"

fresh 'backup lte0 command' 'start setsid sleep 987 &' 'stop true'
lost dead
check 'a daemon that was started holds up nobody' timeout 60 pppoe-clamp-failover start
done_testing
