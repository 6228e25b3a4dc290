#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `watch` is killed where it runs a command: at each kind of them by one of SIGKILL,
# SIGTERM, SIGHUP and SIGSEGV, together with the process that runs the command, or with
# all that it has started and /run, as by a power cut. systemd starts it again. Then the
# backup is started when the line is lost, and stopped when it is back (which a power cut
# does by itself); and once it has ended there is neither a process nor a pipe of it.
#
# Fails without --pdeathsig, and without <> where pipes are opened, in lib.sh: what
# waits for the dead one waits for ever. Fails if a backup is ours only once it was started.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

for link in dsl0 lte0; do add_link $link; done

# What watch calls passes a point that has a name; what this script calls does not.
mkdir /run/real
for name in ip flock logger mkfifo pon poff sleep timeout rm mkdir; do
	real=$(command -v $name)
	case $real in
	/usr/local/*) mv "$real" /run/real ;;
	*) ln -s "$real" /run/real ;;
	esac
	printf '%s\n' '#!/bin/sh' '. /run/point' "pass $name \"\$@\"" "exec /run/real/$name \"\$@\"" \
		>/usr/local/sbin/$name
	chmod +x /usr/local/sbin/$name
done
# To be sourced: hundreds of processes pass.
cat >/run/point <<-'END'
	is_ours() {
		while read -r line || [ -n "$line" ]; do
			case $line in *pppoe-clamp-failover*) return ;; esac
		done <"/proc/$PPID/cmdline"
		return 1
	}
	pass() { # NAME WORD...
		is_ours || return
		point=$1
		shift
		for word; do
			case $word in *[!a-z-]*) ;; *) point="$point $word" ;; esac
		done
		echo "$point" >>/run/points
		read -r want 2>/dev/null </run/want && [ "$want" = "$point" ] && mv /run/want /run/had || return
		read -r watcher </run/watcher
		read -r signal </run/signal
		if [ "$signal" = power ]; then
			touch /run/cut
			# Also whom those that are killed have just forked.
			PATH=/run/real:$PATH setsid sh -c '
				while pkill -KILL -r DRS -s "$0"; do :; done
				end-provider
				rm -rf /run/pppoe-clamp /run/cut' "$watcher" &
			exec /run/real/sleep 1000
		fi
		kill "-$signal" "$watcher" "$PPID"
	}
END
PATH=/run/real:$PATH

# As systemd does, which has services ignore SIGPIPE.
supervise() {
	trap '' PIPE
	while [ ! -e /run/stop ]; do
		sh -c 'echo $$ >/run/watcher && exec setsid pppoe-clamp-failover watch' 2>/dev/null &
		wait $!
		until [ ! -e /run/cut ]; do pause 0.01; done
	done
}
is_called() { mapfile -t calls </run/calls && [[ " ${calls[*]/%/,}" = *" $1,"* ]]; } # CALL
was_called() { poll_until 120 is_called "$1"; }
# What the dead one has begun comes to its end by itself; timers wait.
strays() {
	pkill -fx '/run/real/sleep .*'
	pgrep -af 'pppoe-clamp-failover|/run/real/|/run/point|/usr/local/sbin/'
	ls /run/pppoe-clamp/failover/private/monitor.* 2>/dev/null
}
no_strays() { [ -z "$(strays)" ]; }
has_ended() {
	read -r watcher </run/watcher && kill "$watcher" 2>/dev/null
	! kill -0 "$supervisor" 2>/dev/null
}
ends() {
	touch /run/stop
	poll_until 60 has_ended && poll_until 60 no_strays && return
	strays
	return 1
}
# The line is lost, and back, and somewhere on the way the point is passed.
follows() { # POINT SIGNAL
	fresh 'boot 1' 'stable 0' 'retry 2'
	rm -f /run/stop /run/had /run/points
	echo "$1" >/run/want
	echo "$2" >/run/signal
	supervise &
	supervisor=$!
	link_down dsl0
	kill_pppd
	was_called 'pon lte' && link_up lte0 200 && link_up dsl0 || return
	[ "$2" = power ] && [ -e /run/had ] || was_called 'poff lte' || return
	ip route del default dev lte0
}
outlives() { # POINT SIGNAL
	local went=0
	follows "$@" || { cat /run/calls /run/log && went=1; }
	ends && [ -e /run/had ] && [ "$went" = 0 ]
}

check 'nobody is killed' follows none KILL
check 'nothing is left' ends
sort -u /run/points >/run/names
signals=(KILL SEGV power TERM HUP)
at=0
while read -r point <&5; do
	signal=${signals[at++ % ${#signals[@]}]}
	check "$point: $signal" outlives "$point" "$signal"
done 5</run/names
check 'these are the most important ones' eval '((at > 8))'
done_testing
