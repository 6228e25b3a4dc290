# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Sourced first by each test of the hooks: runs it again in namespaces of its
# own, with the hooks where they are installed, links and routes that are real, and
# everything that a hook starts replaced by a command that only writes down in
# /run/calls how it was called. With INSTALLED, those hooks are there already.

here=${BASH_SOURCE[0]%/*}
top=$here/../..
[ -n "${IN_NETNS_LAB:-}" ] || exec "$top/tests/netns/enter" "$0" "$@"

# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"
tap_patience=60 # the host may be busy

# In the place of a process for each wait: nobody ever writes into that pipe.
exec {never}<> <(:)
pause() { # SECONDS
	read -r -t "$1" -u "$never" || :
}

cover() { # DIRECTORY: writable, and nobody else sees what is written
	mkdir -p "/run/cover$1" "/run/work$1"
	mount -t overlay cover -o "lowerdir=$1,upperdir=/run/cover$1,workdir=/run/work$1" "$1"
}
cover /usr && cover /etc || exit
mount -t sysfs sysfs /sys # of this network namespace
[ -n "${INSTALLED:-}" ] || make -s -C "$top" install-hooks
mkdir -p /usr/local/sbin /etc/pppoe-clamp
PATH=/usr/local/sbin:$PATH
# shellcheck disable=SC2034 # for the tests
conf=/etc/pppoe-clamp/failover.conf

cat >/usr/local/sbin/fake <<-'END'
	#!/bin/sh
	name=${0##*[/-]}
	echo "$name $*" >>/run/calls
	[ ! -e "/run/fails.$name" ] || { echo "$name says no" >&2; exit 7; }
END
cat >/usr/local/sbin/logger <<-'END'
	#!/bin/sh
	exec cat >>/run/log
END
# What runs after pon and before poff: a process that looks like pppd to /proc.
mkdir /run/provider && mkfifo /run/provider/never && cp /bin/dash /run/provider/pppd
echo 'read -r _ <never' >/run/provider/call
cat >/usr/local/sbin/pon <<-'END'
	#!/bin/sh
	cd /run/provider || exit
	setsid ./pppd call "$1" </dev/null >/dev/null 2>&1 &
	# Its name is there before its words are.
	until read -r words <"/proc/$!/cmdline"; [ "${words#./pppd}" != "$words" ] || [ ! -e "/proc/$!/exe" ]; do
		sleep 0.01
	done 2>/dev/null
	exec fake-pon "$@"
END
# All of them, as Debian's poff does, also one that is not yet what it will be, and no other
# that a timer may start meanwhile.
cat >/usr/local/sbin/end-provider <<-'END'
	#!/bin/sh
	for pid in $(pgrep -fx '(setsid )?\./pppd call .*'); do
		kill "$pid" 2>/dev/null
		while [ -e "/proc/$pid/exe" ]; do sleep 0.01; done
	done
END
cat >/usr/local/sbin/poff <<-'END'
	#!/bin/sh
	end-provider
	exec fake-poff "$@"
END
# Of another package, which need not be there.
cat >/usr/local/sbin/ps <<-'END'
	#!/bin/sh
	echo "ps $*" >>/run/calls
	exit 127
END
chmod +x /usr/local/sbin/*
for name in fake-pon fake-poff ifup ifdown systemctl resolvectl; do
	ln -s fake "/usr/local/sbin/$name"
done

# It does what it does, and how it was called is written down, too.
write_down() { # COMMAND FILE
	cat >"/usr/local/sbin/$1" <<-END
		#!/bin/sh
		echo "\$*" >>$2
		exec $(command -v "$1") "\$@"
	END
	chmod +x "/usr/local/sbin/$1"
}

# It has looked, as FILE says, and there is nothing to read in PIPE.
has_looked() { # FILE PIPE
	[ -s "$1" ] && ! read -r -t 0 <>"$2"
}

# As many as 200 changes may bring about
are_few() { # NUMBER
	echo "$1 looks"
	[ "$1" -ge 1 ] && [ "$1" -lt 50 ]
}

# An interface that works once it has a default route.
add_link() { # INTERFACE
	ip link add name "$1" type veth peer name "peer-$1" && ip link set dev "$1" up && ip link set "peer-$1" up
}
link_up() { ip route add default dev "$1" metric "${2:-100}"; } # INTERFACE [METRIC]
link_down() { ip route del default dev "$1"; }                # INTERFACE

# A process that looks like pppd: $pppd is its number. Nobody reaps it.
start_pppd() {
	[ -e /run/pppd ] || cp "$(command -v sleep)" /run/pppd
	: >/run/pppd.pid
	sh -c '/run/pppd 1000 & echo $! >/run/pppd.pid; exec sleep 1000' &
	disown
	poll_until 20 test -s /run/pppd.pid
	read -r pppd </run/pppd.pid
}
kill_pppd() {
	kill -9 "$pppd"
	while [ -e "/proc/$pppd/exe" ]; do pause 0.01; done
}

hook() { # ip-up|ip-down|... INTERFACE: as pppd and run-parts call it
	"/etc/ppp/$1.d/pppoe-clamp" "$2" /dev/pts/0 0 192.0.2.1 192.0.2.2 '' 2>/dev/null
}
up() { PPPD_PID=$pppd hook ip-up "$1"; }              # INTERFACE
down() { PPPOE_CLAMP_REASON=${2-} hook ip-down "$1"; } # INTERFACE [REASON]
failover() { pppoe-clamp-failover "$@" 2>/run/said; }

forget() { : >/run/calls && : >/run/log; }
show() { mapfile shown <"$1" && printf %s "${shown[@]}"; } # FILE, as cat does
consists_of() { # FILE LINE...: exactly these, in this order
	local IFS=$'\n' lines
	mapfile -t lines <"$1"
	echo "${lines[*]}"
	[ "${lines[*]}" = "${*:2}" ]
}
called() { show /run/log && consists_of /run/calls "$@"; } # CALL...
called_soon() { poll_until 30 called "$@"; }
not_called() { called ''; }
# What holds for some seconds only, since SECONDS was set to 0: a host that has taken longer has
# not tried it. Each of both clocks is of whole seconds.
check_in_time() { # SECONDS NAME COMMAND...
	tap_status=0
	"${@:3}" >"$tap_output" 2>&1 || tap_status=$?
	if [ $tap_status != 0 ] && [ "$SECONDS" -ge $(($1 - 1)) ]; then
		skip "$2" 'this host has taken too long'
	else
		tap_result $tap_status "$2"
	fi
}
logged() { show /run/log && grep -q -- "$1" /run/log; }
lines_logged() { show /run/log && [ "${#shown[@]}" = "$1" ]; }

configure() { # LINE...: the primary is dsl0, the backup lte0
	printf '%s\n' '# a comment' '' 'primary dsl0' '	backup lte0 pon lte' '	boot never' "$@" >$conf
}
# The timers of before, of which one may be about to sleep, and what they look at. One that
# is in the middle of an exec(2) has no words, only a name in brackets.
end_timers() { poll_until 60 timers_ended; }
timers_ended() {
	pkill -x sleep
	! pgrep -r DRS -f '^\[|/etc/ppp/ip|/usr/sbin/pppoe-clamp-failover|trap "" HUP' >/dev/null
}
# A primary link that works and whose pppd lives, and a backup that does not run.
fresh() { # [LINE...]
	configure "$@"
	[ -z "${pppd:-}" ] || kill -9 "$pppd" 2>/dev/null
	while ip route del default 2>/dev/null; do :; done
	end_timers
	end-provider
	rm -rf /run/pppoe-clamp /run/fails.*
	start_pppd
	link_up dsl0 && up dsl0
	forget
}
lost() { link_down dsl0 && down dsl0 "$@"; } # [REASON]
back() { link_up dsl0 && up dsl0; }

forget
