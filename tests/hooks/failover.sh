#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The backup follows what becomes of the primary link.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

for link in dsl0 lte0 wwan0; do add_link $link; done
nothing() { # does a further look find to do
	forget
	failover check && sleep 0.2 && not_called
}

fresh
check 'nothing is started while the link works' not_called
for reason in '' dead carrier peer hangup error nonsense; do
	fresh
	lost $reason
	check "lost${reason:+: $reason}: the backup is started" called 'pon lte'
done
check 'in two lines of the log' lines_logged 2
hook ipv6-down dsl0
down dsl0 dead
failover check
# Fails if set_backup_state() writes nothing down.
check 'and not again by further hooks' eval "called 'pon lte' && lines_logged 2"

# The other family's hook, while the machine is busy with the backup.
printf '%s\n' '#!/bin/sh' 'echo "ip $*" >>/run/calls' 'exec /usr/sbin/ip "$@"' >/usr/local/sbin/ip
chmod +x /usr/local/sbin/ip
forget
hook ipv6-down dsl0
# Fails without is_done.
check 'which do not even look at the routes' not_called
rm /usr/local/sbin/ip
fresh 'backup lte0 command' 'start env >/run/env' 'stop true'
EVIL=1 lost dead
# Fails without `clean` in act.
check 'the environment is not handed on' eval 'grep PATH /run/env && ! grep EVIL /run/env'

fresh 'stable 0'
lost dead
link_up lte0 200
forget
back
# Fails if the backup is not recorded as ours.
check 'back: the backup is stopped' called 'poff lte'
check 'once' nothing

# A package that is older than what is in /run
fresh 'boot 0'
link_down dsl0
echo 'resting 5 0 0' >/run/pppoe-clamp/failover/dsl0.primary
failover check
# Fails if such a state is kept: no line of the table leads out of it but works and lost.
check 'a state of another version says nothing' called 'pon lte'

# Make before break.
fresh 'stable 10'
sleep 10
lost dead
link_up lte0 200
forget
SECONDS=0
back
check_in_time 10 'back: the backup runs on' not_called
lost dead
forget
SECONDS=0
back
sleep 1
failover check
# Fails if `since` is not set anew when the link was lost again.
check_in_time 10 'lost again, back: the time counts from the start' not_called
check 'stopped when the link was stable, by a timer' called_soon 'poff lte'

fresh 'stable 1' 'ping 192.0.2.99'
lost dead
link_up lte0 200
back
forget
sleep 3
failover check
# Fails without answers_ping() in do_stop().
check 'no answer by the link: the backup runs on' not_called
ip address add 192.0.2.99/32 dev dsl0
check 'an answer: it is stopped' called_soon 'poff lte'
ip address flush dev dsl0

# A connection of an address of the backup, on this machine.
nft add table ip track
nft add chain ip track input '{ type filter hook input priority 0; }'
nft add rule ip track input ct state new accept
ip link set lo up
ip address add 192.0.2.7/32 dev lte0
connect() {
	python3 -c 'import socket, time
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname(), 5, ("192.0.2.7", 0))
time.sleep(1000)' &
	client=$!
	poll_until 10 grep -q 'ESTABLISHED .*dst=192.0.2.7 .*ASSURED' /proc/net/nf_conntrack
}
disconnect() {
	kill "$client"
	wait "$client" 2>/dev/null
}

# A backup whose route stays: the second stop is 5 seconds later, each further one after `retry`, too.
fresh 'stable 0' 'retry 3600'
lost dead
link_up lte0 200
back
check 'it has not ended: it is stopped again' poll_until 60 logged 'lte0 has not ended'
until_next() { read -r _ next </run/pppoe-clamp/failover/lte0.backup && read -r now _ </proc/uptime && ((next - ${now%.*} > 60)); }
# Fails without `retry` in do_finish: a stop and a line of log each 5 seconds, for ever.
check 'and not every 5 seconds' poll_until 10 until_next

kept_route() { ip route replace default dev lte0 metric 200 table 1680000007 proto 168; }
connect
fresh 'stable 0'
lost dead
link_up lte0 200
forget
back
check 'a connection that nobody keeps on the backup' called 'poff lte'
fresh 'stable 0'
lost dead
link_up lte0 200
kept_route
forget
back
# Fails without has_connections.
check 'one that stays there: it runs on' not_called
disconnect
check 'it has ended: the backup is stopped' poll_until 20 called 'poff lte'
connect
fresh 'stable 0' 'drain 10'
lost dead
# Fails if the plugin's own table counts, of which a killed one may leave some.
check 'what a plugin has left is no backup that works' called 'pon lte'
link_up lte0 200
kept_route
forget
SECONDS=0
back
check_in_time 10 'another one, which does not end' not_called
# Fails if drain is no limit, or not looked at in time.
check 'is waited for as long as drain says' called_soon 'poff lte'
disconnect
ip route flush table 1680000007
nft delete table ip track

# On purpose.
fresh
lost user
# Fails if the reason is not looked at.
check 'taken down on purpose: nothing is started' not_called
check 'nor by a further look' nothing
check 'which the log says' eval 'down dsl0 user; fresh; lost user; lines_logged 1 && logged purpose'
failover start
check 'start: then it is' called 'pon lte'
fresh 'start-on-poff yes'
lost user
check 'start-on-poff yes: the backup is started' called 'pon lte'
fresh
lost user
back
lost dead
check 'up and lost after that: the backup is started' called 'pon lte'

fresh
SECONDS=0
lost restart
# Fails if SIGHUP is a loss as any other: each night's reconnect would dial the backup.
check_in_time 10 'a reconnect: nothing is started' not_called
check 'it does not come back: then the backup is started, by a timer' called_soon 'pon lte'

# Wrong order, and without a word.
fresh
link_down dsl0
link_up dsl0
down dsl0 dead
check 'down comes late, the link works again: nothing' not_called
fresh
link_down dsl0
SECONDS=0
up dsl0
check_in_time 10 'up comes late, the link is down: nothing yet, pppd lives' not_called
down dsl0 dead
check 'down says why: the backup is started' called 'pon lte'
fresh
link_down dsl0
SECONDS=0
failover check
# Fails without the state gone: what taking it down on purpose looks like to `watch`.
check_in_time 10 'the route is gone while pppd lives: it will say why' not_called
down dsl0 user
check_in_time 10 'on purpose: nothing is started' not_called
# Of a link that was up before failover.conf was written, no hook has told its pppd.
older() { # NUMBER: in pppd's own file, which may be gone before its route
	rm -r /run/pppoe-clamp
	echo "$1" >/run/dsl0.pid
	failover check
	rm /run/dsl0.pid
	link_down dsl0
	SECONDS=0
	failover check
}
fresh
older "$pppd"
# Fails if pppd's own file is not looked at.
check_in_time 10 'a link older than the configuration: its pppd will say why, too' not_called
down dsl0 user
check_in_time 10 'and has: nothing is started' not_called
fresh
older $$
# Fails if its name is not looked at.
check 'a file of a pppd that has gone: the backup is started' called 'pon lte'
fresh
link_down dsl0
kill_pppd
failover check
check 'pppd was killed: the backup is started' called 'pon lte'
fresh
link_down dsl0
failover check
kill_pppd
failover check
check 'killed while it was to say why: started' called 'pon lte'
fresh 'lost-metric 1000'
ip route add default dev dsl0 metric 1100
ip route del default dev dsl0 metric 100
failover check
check 'lost-metric: a route with a metric as high counts for none' called 'pon lte'
fresh
link_up wwan0 50
link_down dsl0
down dsl0 dead
check "another interface's route does not count" called 'pon lte'
fresh
lost dead
ip -6 route add default dev dsl0 metric 100
failover check
check 'an IPv6 route alone counts' logged 'dsl0 works again'
ip -6 route del default dev dsl0

# At boot.
fresh 'boot 10'
rm -r /run/pppoe-clamp
link_down dsl0
SECONDS=0
failover check
check_in_time 10 'not up since boot: nothing at first' not_called
check 'then the backup is started, by a timer' called_soon 'pon lte'
fresh
rm -r /run/pppoe-clamp
link_down dsl0
failover check
check 'boot never: nothing' not_called

# All at once: whoever has read that the backup does not run, and is about to start it, is held
# until each of the other hooks has, too, or waits for its turn, or has ended.
cat >/usr/local/sbin/ip <<-'END'
	#!/bin/sh
	case $* in '-4 route add '*)
		echo >>/run/held
		tries=1200
		until [ -e /run/go ] || [ $((tries -= 1)) = 0 ]; do sleep 0.1; done
		;;
	esac
	exec /usr/sbin/ip "$@"
END
chmod +x /usr/local/sbin/ip
fresh 'backup lte0 ifup lte' 'server 192.0.2.9 dev wwan0'
# Each look finds it lost. What pppd says may be known already, and such a hook does not wait.
kill_pppd
link_down dsl0
for _ in 1 2 3 4 5 6 7 8; do down dsl0 dead & failover check & done
all_there() {
	jobs -rp >/run/hooks
	waiting=$(pgrep -cf '^flock -w')
	[ -s /run/held ] && [ "$(wc -l </run/hooks)" -le $(($(wc -l </run/held) + waiting)) ]
}
tries=600
until all_there || [ $((tries -= 1)) = 0 ]; do sleep 0.1; done
: >/run/go
wait
check 'hooks in parallel: all are there' test $tries -gt 0
# Fails without flock in wait_turn: by eight.
check 'the backup is started once' called 'ifup lte'
rm /usr/local/sbin/ip
ip route del 192.0.2.9

# The backup does not come, or dies.
fresh 'retry 1'
end-provider
touch /run/fails.pon
lost dead
check 'it cannot be started: the log says why' logged 'failed with status 7: pon lte: pon says no'
rm -f /run/fails.pon
forget # while it runs, and nobody calls
end-provider
check 'it is tried again, by a timer' called_soon 'pon lte'
forget
end-provider
# Fails if the timer still has its lock while it looks.
check 'and again' called_soon 'pon lte'
forget
sleep 2.5
failover check
check 'not while its pppd runs' not_called
end-provider
check 'again when that has ended' called_soon 'pon lte'
fresh 'stable 0'
link_up lte0 200
lost dead
check 'a backup that works already is not started' not_called
back
check 'nor stopped: it is not ours' not_called

# By hand.
fresh
lost dead
link_up lte0 200
forget
failover stop
check 'stop: the backup is stopped' called 'poff lte'
link_down lte0
check 'and not started again' nothing
back
lost dead
check 'until the link was up again and lost' called 'pon lte'

# Looking only.
fresh
link_down dsl0
kill_pppd
dry_run() {
	failover -n check | tee /run/dry
	grep -q 'would run: pon lte' /run/dry && not_called && [ ! -s /run/log ]
}
find /run/pppoe-clamp -type f -exec cat {} + >/run/before
check 'dry run: says what would be done' dry_run
check 'and does not do it' eval 'find /run/pppoe-clamp -type f -exec cat {} + | diff /run/before -'
failover check
check 'check does it' called 'pon lte'

# The world changes and nobody calls a hook.
fresh
pppoe-clamp-failover watch 2>/dev/null &
watcher=$!
sleep 3 # until after its look at what changed before it listened
kill_pppd
ip link set dsl0 down
check 'watch: the link goes without a word, the backup is started' called_soon 'pon lte'
ip link set dsl0 up
kill $watcher
no_monitor() { ! pgrep -fx 'ip -o -N monitor link route' && [ -z "$(ls /run/pppoe-clamp/failover/private/monitor.* 2>/dev/null)" ]; }
watch_ended() { ! kill -0 "$watcher"; }
check 'watch ends' poll_until 20 watch_ended
check 'with what it started for itself' poll_until 20 no_monitor
done_testing
