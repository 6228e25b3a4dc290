#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pppoe-clamp@.service under the machine's own systemd: no boot waits for it, it
# never gives up, and what it denies, pppd, the plugin and the scripts do not need.
# And ppp@.service, where Debian has it.
#
# Depends on the version of pppd.

. ./lib.sh
. ./systemd.sh

unit=pppoe-clamp@dsl-provider.service
world
jumbo_wire ac
# All that the plugin can do, at once.
peers_basic dsl-provider persist 'maxfail 0' usepeerdns 'failover-metric 100' \
	'failover-detect 1000' 'failover-conntrack yes' "failover-probe $server4" 'mtu 1500' \
	'pppoe-record /var/lib/pppoe-clamp.record' 'pppoe-term-unknown'
peers_basic second 'unit 7'
cp ../../hooks/pppoe-clamp@.service /etc/systemd/system/
sed -i 's/^Documentation=.*//' /etc/systemd/system/pppoe-clamp@.service # no man here
mkdir -p /etc/systemd/system/multi-user.target.wants
# What `systemctl enable` does.
ln -s ../pppoe-clamp@.service "/etc/systemd/system/multi-user.target.wants/$unit"
printf '%s\n' '[Unit]' "Wants=$unit" "After=$unit" DefaultDependencies=no \
	'[Service]' Type=oneshot RemainAfterExit=yes ExecStart=/bin/true >/etc/systemd/system/needs-line.service
cat >/etc/ppp/ip-up.d/zz-sandbox <<-'END'
	#!/bin/sh
	exec 2>>/var/scripts
	grep nameserver /etc/ppp/resolv.conf >/etc/resolv.conf.new || exit
	sysctl -q "net.ipv4.conf.$1.rp_filter=2" || exit
	kill -CONT "$(cat /run/others)" || exit
	setpriv --reuid=65534 --clear-groups true || exit
	sleep inf &
	[ "$1" != ppp7 ] || { echo "begun $1" >>/var/scripts && sleep 2; }
	echo "up $1" >>/var/scripts
END
chmod +x /etc/ppp/ip-up.d/zz-sandbox
watch_discovery
remember_state

property() { in_debian systemctl show --value --property "$1" $unit; }
is() { [ "$(property "$1")" = "$2" ]; } # PROPERTY VALUE
started_after() { [ "$(property MainPID)" != "$1" ] && is ActiveState active; } # PID
active() { in_debian systemctl -q is-active "$1"; } # UNIT
second_session() { [ "$(sessions_logged created)" -gt 1 ] && is ActiveState active; }
script_said() { grep -qx "$1" /var/scripts; }        # LINE
link_works() { both_up ppp0 && one_route_each && clamps ppp0 && connects lan "$server4" 80; }
no_errors() { ! grep -iE 'pppd.*(denied|not permitted|cannot|failed|error)' /tmp/log && [ "$(wc -l </var/scripts)" = 1 ]; }
exposed_at_most() { # LEVEL
	in_debian systemd-analyze security --no-pager "$unit" |
		awk -v most="$1" '/Overall exposure/ { print; level = $7 } END { exit !(level > 0 && level <= most) }'
}
finds_fault() { in_debian systemd-analyze verify "$unit" 2>&1 | grep .; }

check 'Debian boots' boot_debian
# Fails without DefaultDependencies=no: the target waited for the line.
check 'to the end, while nobody answers on the line' active multi-user.target
# Fails with Before=network-online.target in the unit.
check 'nor does network-online.target wait' in_debian timeout 30 systemctl start network-online.target
check 'what needs the line is started' in_debian systemctl start --no-block needs-line
pid=$(property MainPID)
pause 100
check 'the unit waits for the line longer than others may' is ActiveState activating
# Fails without TimeoutStartSec: the second one, after 90 seconds.
check 'with the pppd that it began with' is MainPID "$pid"
check_not 'and what needs the line waits for that' active needs-line
# shellcheck disable=SC2016 # expanded by the inner shell
in_debian setpriv --reuid=65534 --clear-groups sh -c 'echo $$; exec sleep inf' >/run/others &
start_our_ac --max-payload 1500
serve_connects server 80
# Fails without Type=notify: it was active all the time.
check 'somebody answers: the unit is active' poll_until 30 is ActiveState active
check 'and then what needs the line' poll_until 5 active needs-line
check 'the link works' poll_until 5 link_works
check 'with full packets' poll_until 5 both_have 1500
check 'the scripts may do what they are there for' poll_until 5 script_said 'up ppp0'
check 'a record beyond /run is kept' grep -q . /var/lib/pppoe-clamp.record
check 'nothing was denied' no_errors
check 'the sandbox is as tight as it was' exposed_at_most 4.0
check_not 'systemd finds no fault with the unit' finds_fault

pid=$(property MainPID)
check 'systemctl reload' in_debian systemctl reload $unit
check 'makes a new session' poll_until 30 second_session
check 'which works' poll_until 5 link_works
check 'of the same pppd' is MainPID "$pid"

# As SIGKILL from the root of the machine would.
in_debian kill -9 "$pid"
check 'pppd is killed: there is another one, and a link' poll_until 30 started_after "$pid"
check 'which works' poll_until 5 link_works
restart_often() {
	local times
	for times in {1..7}; do
		in_debian systemctl restart "$unit" || { echo "not the ${times}th time" && return 1; }
	done
}
# Fails without StartLimitIntervalSec=0.
check 'as often as somebody wants' restart_often
check 'the link works' poll_until 5 link_works

check 'a second line' in_debian systemctl start pppoe-clamp@second
check 'comes up' poll_until 5 script_said 'begun ppp7'
check 'and ends' in_debian systemctl stop pppoe-clamp@second
# Fails without KillMode=mixed: it got the SIGTERM that pppd gets.
check 'after the script that was running' script_said 'up ppp7'
# Fails without RuntimeDirectoryPreserve.
check 'which takes nothing from the first' test -e /run/pppoe-clamp/eth1.0

# What a hook starts from within the unit: hooks/scope.sh has a systemd-run that is made up.
cp -a ../../installed/. /
mkdir /etc/pppoe-clamp
printf '%s\n' 'primary ppp0' 'backup lte0 command' 'start setsid sleep 4321 &' 'stop pkill -xf "sleep 4321"' \
	'retry 600' 'stable 0' >/etc/pppoe-clamp/failover.conf
backup_runs() { backup=$(pgrep -xf 'sleep 4321'); }
in_scope() { grep '/run-[^/]*\.scope$' "/proc/$backup/cgroup"; }
is_there_still() { [ "$(pgrep -xf 'sleep 4321')" = "$backup" ]; }
has_other() { pid=$(property MainPID) && [ "$pid" != 0 ] && [ "$pid" != "$1" ]; } # PID
lose_line
check 'the line is lost: a hook starts a backup' poll_until 60 backup_runs
# All three fail without systemd-run in run_apart().
check 'in a scope of its own' in_scope
pid=$(property MainPID)
in_debian kill -9 "$pid"
check 'pppd is killed: there is another one' poll_until 30 has_other "$pid"
check 'and the backup still' is_there_still
check 'the unit is restarted' in_debian systemctl restart --no-block $unit
check 'another pppd' poll_until 30 has_other "$pid"
check 'and the backup still' is_there_still
restore_line
check 'the line is back' poll_until 60 link_works
backup_ended() { ! backup_runs; }
check 'and the backup is stopped' poll_until 20 backup_ended
rm -r /etc/pppoe-clamp

pid=$(property MainPID)
in_debian kill "$pid" # poff
# Fails without SuccessExitStatus: it is started again.
check 'poff: the unit ends' poll_until 15 is ActiveState inactive
check 'not as a failure' is Result success
pause 10
check 'and stays down' is ActiveState inactive
check 'nothing is left' nothing_left
check 'not even what a script had left running' test -z "$(property ControlGroup)"

# Debian 13 has a unit of its own.
if in_debian systemctl -q cat ppp@.service >/dev/null 2>&1; then
	theirs='ppp@dsl\x2dprovider.service'
	check "Debian's own unit: systemctl start" in_debian systemctl start "$theirs"
	check 'ends when the link is up' eval 'up6 ppp0 || up4 ppp0'
	check 'which works' poll_until 5 link_works
	check 'systemctl stop' in_debian systemctl stop "$theirs"
	check 'nothing is left' poll_until 5 nothing_left
fi

check 'systemctl start' in_debian systemctl start $unit
# IPv4 or IPv6, whichever is the first.
check 'ends when the link is up' eval 'up6 ppp0 || up4 ppp0'
: >/tmp/discovery
pkill -xu 65534 sleep # it would be waited for
check 'the machine is switched off' stop_debian
check 'and the concentrator told' poll_until 5 grep -q PADT /tmp/discovery
done_testing
