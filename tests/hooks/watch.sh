#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `watch` outlives a configuration that is wrong, looks once at many changes, and its monitor
# does not outlive it.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

for link in dsl0 lte0 wwan0; do add_link $link; done
sed -i 's/^reread=[0-9]*/reread=1/' /usr/lib/pppoe-clamp/failover/look.sh
fresh 'stable 0'
echo 'stable soon' >>$conf
pppoe-clamp-failover watch 2>/dev/null &
watcher=$!
lives() { kill -0 "$watcher"; }
says() { poll_until 20 lines_logged "$1"; } # LINES
# Fails if the program ends: systemd gives up starting it again.
check 'the configuration is wrong: that is said' eval 'says 1 && logged "stable: .soon. is not a number"'
ip link set lte0 down
ip link set lte0 up
sleep 3
check 'once, whatever happens' lines_logged 1
check 'and watch goes on' lives
echo 'retry never' >>$conf
check 'another fault: both are said' eval 'says 3 && logged "retry: .never."'
link_down dsl0
kill_pppd
configure
check 'corrected: it is taken without a word from anybody' called_soon 'pon lte'
check 'and said' logged 'as it should be again'
rm $conf
forget
ip link set lte0 down
check 'removed: said' eval 'poll_until 20 logged "cannot read" && lives'
configure 'stable 0'
check 'and there again' poll_until 20 logged 'as it should be again'
ip link set lte0 up
link_up lte0 200
forget
link_up dsl0
check 'it is followed' called_soon 'poff lte'

# As a restart of systemd-networkd does. Fails if only default routes count: the tunnel's
# packets would go into the tunnel, until that is dead.
ip address add 192.0.2.2/24 dev wwan0
configure 'server 203.0.113.9 via 192.0.2.1 dev wwan0'
server_route() { ip -N route show 203.0.113.9 | grep 'proto 168'; }
link_down dsl0
down dsl0
check 'lost again: the route to the server' poll_until 10 server_route
# What comes back shall not be that of a look of before, or of a timer.
nobody_looks() { flock -n /run/pppoe-clamp/failover/private/lock true && ! pgrep -P "$watcher" -f watch; }
poll_until 20 nobody_looks
pkill -x sleep
ip route del 203.0.113.9
check 'somebody took it: it is back' poll_until 10 server_route

# A default route that comes and goes, while watch is busy
configure
start_pppd
back
poll_until 20 nobody_looks
pkill -x sleep
kill -STOP $watcher
for n in {1..100}; do
	echo 'route add default dev wwan0 metric 3000'
	echo 'route del default dev wwan0 metric 3000'
done | ip -batch -
write_down flock /run/turns
kill -CONT $watcher
pipe=/run/pppoe-clamp/failover/private/monitor.$watcher/changes
check '200 changes: it hears of them' poll_until 60 has_looked /run/turns "$pipe"
# Fails if it looks at each.
check 'but does not look at each' are_few "$(wc -l </run/turns)"
rm /usr/local/sbin/flock

# As many changes as fill each buffer, while watch is busy: what comes after them is not told.
poll_until 20 nobody_looks
pkill -x sleep
forget
kill -STOP $watcher
for n in {1..10000}; do echo "route add 10.0.$((n / 250)).$((n % 250)) dev wwan0"; done | ip -batch -
link_down dsl0
kill_pppd
kill -CONT $watcher
# Fails if nobody listens to ip when it says that it has missed some.
check 'changes that were missed: it looks' poll_until 20 logged 'dsl0 is lost'

kill $watcher
# Fails if the trap of a signal ends with 1: to systemd a unit that is stopped has failed.
check 'watch ends when it is told to, and has not failed' wait $watcher
no_monitor() { ! pgrep -af 'monitor link route'; }
check 'and its monitor' poll_until 10 no_monitor
# What it has begun a moment before may open the pipe later; the monitor has ended by itself.
printf '#!/bin/sh\nexit 1\n' >/usr/local/sbin/setpriv
chmod +x /usr/local/sbin/setpriv
# shellcheck disable=SC2016 # of the inner shell
late='. /usr/lib/pppoe-clamp/lib.sh && open_turn /run/late && open_monitor /run/late monitor link &&
	wait && end_monitor && trap - EXIT && tell_in 0 asked && wait'
# Fails if end_monitor() has the status of a kill of nobody.
check 'what it has begun comes late' sh -c "$late"
# Fails if that makes a file in its place.
check 'nothing of it is left' test "$(ls /run/late/private)" = lock
rm /usr/local/sbin/setpriv
hash -r
real=$(command -v setpriv)
cat >/usr/local/sbin/setpriv <<-END
	#!/bin/sh
	kill -KILL "\$PPID"
	while [ -e "/proc/\$PPID/exe" ]; do sleep 0.01; done
	exec $real "\$@"
END
chmod +x /usr/local/sbin/setpriv
check_not 'it is killed before its monitor has asked to end with it' sh -c 'pppoe-clamp-failover watch || exit 1'
# Fails if open_monitor() does not look whose child it is.
check 'the monitor ends all the same' poll_until 10 no_monitor
rm /usr/local/sbin/setpriv

# In a container each watch may have the same number, and /run outlive the container.
# shellcheck disable=SC2016 # of the inner shell
sh -c 'mkdir /run/pppoe-clamp/failover/private/monitor.$$ && exec pppoe-clamp-failover watch' 2>/dev/null &
watcher=$!
# Fails if open_monitor() takes itself for the one before: mkdir fails, and watch ends.
has_monitor() { [ -p "/run/pppoe-clamp/failover/private/monitor.$watcher/changes" ]; }
check 'what a killed one of the same number has left is not in the way' poll_until 20 has_monitor
kill $watcher
check 'nor of its end' wait $watcher

# What a shell knows of processes in the background that have ended, after a look at each of many
# changes.
cat >/run/turns.sh <<-'END'
	set -u
	. /usr/lib/pppoe-clamp/lib.sh
	. /usr/lib/pppoe-clamp/failover/look.sh
	config_is_good() { :; }
	check() { :; }
	complaint='' fifo=/run/turns.fifo
	for _ in 1 2 3 4 5 6 7 8 9 10; do "$@"; done
	while pgrep -r DRS -P $$ >/dev/null; do :; done
	"$@"
	jobs >/run/jobs
END
mkfifo /run/turns.fifo
remembers_few() { # SHELL FUNCTION WORD...: the last one at most
	rm -f /run/jobs
	$1 /run/turns.sh "${@:2}"
	show /run/jobs && [ "${#shown[@]}" -le 1 ]
}
for shell in dash 'busybox sh' bash; do
	# Fails in dash without `jobs`: each further process takes longer to begin, for ever.
	check "$shell: what ran for a look is forgotten when it has ended" remembers_few "$shell" look
	check "$shell: and those that write into the pipe" remembers_few "$shell" tell_in 0 asked
done

never_gives_up() { # UNIT
	grep -qx Restart=always "$1" && grep -qx StartLimitIntervalSec=0 "$1"
}
check 'its unit is started again for ever' never_gives_up "$top/hooks/pppoe-clamp-failover.service"
done_testing
