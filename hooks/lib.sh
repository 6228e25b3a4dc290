# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# What the scripts share: how they speak, and how they judge configuration.
# None of them trusts its environment: pppd hands down what its user set.

PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
umask 022 # pppd has 077, and dnsmasq is not root

dry_run= # not empty: say what would be done, and do nothing

say() { # TEXT...: one line for the system log, and for who looks on
	say_later "$@"
	say_now
}

# The same after what it is about: it takes two processes, and the LAN waits.
unsaid=
say_later() { # TEXT...
	if [ -n "$dry_run" ]; then
		printf '%s\n' "$*"
		return
	fi
	unsaid="$unsaid${unsaid:+
}$*"
}

say_now() {
	[ -n "$unsaid" ] || return 0
	logger -t pppoe-clamp 2>/dev/null <<-END
		$unsaid
	END
	printf '%s\n' "$unsaid" >&2
	unsaid=
}

# One at a time, as long as fd 9 is open. Whoever can open a file can lock it, and
# stop us: those of DIRECTORY/private nobody else can. False, and the reason in
# $why: nothing can be written.
why=''
open_turn() { # DIRECTORY
	if [ ! -d "$1/private" ]; then
		# shellcheck disable=SC2174 # all may enter DIRECTORY
		why=$(mkdir -p -m 0700 "$1/private" 2>&1) || return
	fi
	{ command exec 9>"$1/private/lock"; } 2>/dev/null && return
	# shellcheck disable=SC2034 # for who calls
	why=$({ : >"$1/private/lock"; } 2>&1)
	return 1
}

turn_limit=150 # seconds; two commands that have to be killed take 130

wait_turn() {
	flock -w "$turn_limit" 9 ||
		say "a call before this one has not ended after $turn_limit seconds: not waiting for it"
}

# A process that is dying has PF_EXITING, long before it is reaped. Its name, in brackets, may be
# any; and whether it has a program only they may see who may trace it: no hook in a hardened unit.
lives() { # PID
	read -r stat <"/proc/$1/stat" || return
	# shellcheck disable=SC2086 # words
	set -- ${stat##*) }
	[ $((${7:-4} & 4)) -eq 0 ]
} 2>/dev/null

# Changes, as `ip WORD...` prints them, or an error where it has missed some, in the pipe
# $fifo, until who calls ends, even killed: whoever opens a pipe for both does not wait for
# another end, and so lives to see its parent die. If that was before it asked to be told,
# it has another parent.
open_monitor() { # DIRECTORY WORD...
	set +f
	for pipes in "$1"/private/monitor.*; do # of those that were killed, one with our number
		{ [ "${pipes##*.}" != $$ ] && lives "${pipes##*.}"; } || rm -rf "$pipes"
	done
	set -f
	pipes=$1/private/monitor.$$ fifo=$1/private/monitor.$$/changes monitor=''
	shift
	trap end_monitor EXIT
	trap 'exit 0' HUP INT TERM # to systemd a unit that is stopped has failed by any other
	mkdir "$pipes" && mkfifo "$fifo" || exit
	# shellcheck disable=SC2016 # of the inner shell
	setpriv --pdeathsig TERM sh -c '[ "$PPID" = "$0" ] && exec ip -o "$@"' $$ "$@" 9>&- 1<>"$fifo" 2>&1 &
	monitor=$!
}

# Who opens the pipe that is gone would make a file of it: so its place goes first.
end_monitor() {
	mv "$pipes" "$pipes.ended" && rm -r "$pipes.ended"
	[ -z "$monitor" ] || kill "$monitor" 2>/dev/null || : # it may have ended
}

tell_in() { # SECONDS WORD: a line of that in the pipe
	{ { [ "$1" = 0 ] || sleep "$1"; } && echo "$2"; } 9>&- 2>/dev/null 1<>"$fifo" &
	forget_ended
}

# What nobody waits for, a shell remembers after its end, until it was shown.
forget_ended() {
	jobs >/dev/null
}

# A line `asked`, behind what the monitor has told until now: one look sees it all.
asked=
ask_to_look() {
	[ -n "$asked" ] || tell_in 0 asked
	asked=1
}

# A line of `ip route`: the interface in $route_by, and in $route_says all the other
# words, between blanks. An interface may be named like any of them.
take_route() { # LINE
	route_by=${1#* dev }
	[ "$route_by" != "$1" ] || route_by=''
	# shellcheck disable=SC2034 # for who calls
	route_says="${1%% dev *} ${route_by#"${route_by%% *}"} "
	route_by=${route_by%% *}
}

is_ppp() { # INTERFACE
	read -r arphrd <"/sys/class/net/$1/type" && [ "$arphrd" = 512 ]
} 2>/dev/null

is_number() { # VALUE MOST
	case $1 in '' | *[!0-9]* | 0?* | ??????????*) return 1 ;; esac
	[ "$1" -le "$2" ]
}

is_interface() { # VALUE
	case $1 in '' | . | .. | -* | *[!A-Za-z0-9_.@+-]* | ????????????????*) return 1 ;; esac
}

is_ipv4() { # VALUE
	case $1 in *.*.*.*.* | *. | *[!0-9.]*) return 1 ;; *.*.*.*) ;; *) return 1 ;; esac
	is_ipv4_rest=$1.
	while [ -n "$is_ipv4_rest" ]; do
		is_number "${is_ipv4_rest%%.*}" 255 || return 1
		is_ipv4_rest=${is_ipv4_rest#*.}
	done
}

is_ipv6() { # VALUE
	case $1 in
	*[!0-9A-Fa-f:]* | *:::* | *::*::* | :[!:]* | *[!:]:) return 1 ;;
	*[!:][!:][!:][!:][!:]*) return 1 ;;
	esac
	is_ipv6_groups=0 is_ipv6_rest=$1:
	while [ -n "$is_ipv6_rest" ]; do
		[ -z "${is_ipv6_rest%%:*}" ] || is_ipv6_groups=$((is_ipv6_groups + 1))
		is_ipv6_rest=${is_ipv6_rest#*:}
	done
	case $1 in *::*) [ "$is_ipv6_groups" -le 7 ] ;; *) [ "$is_ipv6_groups" -eq 8 ] ;; esac
}

is_address() { # VALUE
	is_ipv4 "$1" || is_ipv6 "$1"
}
