# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # what the parts share is named in pppoe-clamp-failover
#
# How a backup is started and stopped. Each of these does no harm where it has
# been done already.

xl2tpd_control=/run/xl2tpd/l2tp-control
command_limit=60 # seconds for a command that starts or stops something
writer=''        # the process that tells xl2tpd, until it has

# Run COMMAND without what pppd's user, or the peer, put into our environment.
clean() { # COMMAND...
	env -i "PATH=$PATH" "LC_ALL=$LC_ALL" "$@"
}

run_here() { # COMMAND...
	clean "$@" >"$output" 2>&1
}

# systemd may end all that a service has started together with it: a backup that
# a hook of the primary's pppd has started lives in a scope of its own. Where
# there can be none, it is started all the same.
run_apart() { # COMMAND...
	if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null; then
		# shellcheck disable=SC2016 # of the inner shell
		in_scope=$(clean systemd-run --scope --quiet --collect \
			--description='What pppoe-clamp-failover has started' \
			sh -c 'echo yes; exec "$@" >"$0" 2>&1' "$output" "$@" 2>/dev/null)
		scope_status=$?
		[ -z "$in_scope" ] || return $scope_status
	fi
	run_here "$@"
}

# Run a command of root's; what it starts does not inherit the lock.
act() { # COMMAND...
	if [ -n "$dry_run" ]; then
		say "would run: $*"
		return
	fi
	say_now
	apart=run_apart
	[ "$method" != systemd ] || apart=run_here
	$apart timeout -k 5 "$command_limit" "$@" </dev/null 3>&- 9>&- && return
	act_status=$?
	say "failed with status $act_status: $*: $(tail -n 1 "$output")"
	return $act_status
}

# xl2tpd takes what it reads at once for one message, hence nothing but one here.
# Without a reader, opening the pipe takes for ever: a child does it.
tell_xl2tpd() { # LETTER
	if [ ! -p "$xl2tpd_control" ]; then
		say "xl2tpd is not running: no $xl2tpd_control"
		return 1
	fi
	if [ -n "$dry_run" ]; then
		say "would write to $xl2tpd_control: $1 $argument"
		return
	fi
	echo "$1 $argument" >"$xl2tpd_control" 3>&- 9>&- &
	writer=$!
}

is_pppd() { # PID
	is_number "$1" 4194304 && read -r name <"/proc/$1/comm" && [ "$name" = pppd ]
} 2>/dev/null

# The pppd of INTERFACE, by the file that it writes itself, in $pppd_pid.
find_pppd() { # INTERFACE
	read -r pppd_pid <"/run/$1.pid" && is_pppd "$pppd_pid"
} 2>/dev/null

# xl2tpd has the message, or 3 seconds to take it.
end_writer() {
	[ -n "$writer" ] || return 0
	tries=30
	while lives "$writer"; do
		if [ "$tries" -eq 0 ]; then
			kill "$writer"
			say "xl2tpd does not read $xl2tpd_control"
			break
		fi
		tries=$((tries - 1))
		sleep 0.1
	done
	writer=''
}

# Is there a process `pppd call PROVIDER`?
provider_runs() {
	set +f
	set -- /proc/[0-9]*/comm
	set -f
	for file; do
		name=''
		read -r name <"$file"
		[ "$name" = pppd ] || continue
		tr '\0' '\n' <"${file%comm}cmdline" | {
			read -r _ && read -r word && [ "$word" = call ] &&
				read -r word && [ "$word" = "$argument" ]
		} && return
	done
	return 1
} 2>/dev/null

start_backup() {
	case $method in
	xl2tpd) tell_xl2tpd c ;;
	pon) provider_runs || act pon "$argument" ;;
	ifup) act ifup "$argument" ;;
	systemd) act systemctl start --no-block "$argument" ;;
	command) act sh -c "$start" ;;
	esac
}

# It was started and does not work.
start_backup_again() {
	case $method in
	ifup) act ifdown "$argument" && act ifup "$argument" ;;
	systemd) act systemctl restart --no-block "$argument" ;;
	*) start_backup ;;
	esac
}

stop_backup() {
	case $method in
	xl2tpd) tell_xl2tpd d ;;
	pon) ! provider_runs || act poff "$argument" ;;
	ifup) act ifdown "$argument" ;;
	systemd) act systemctl stop --no-block "$argument" ;;
	command) act sh -c "$stop" ;;
	esac
}

# A killed xl2tpd leaves its pppd and the tunnel behind, and its successor knows
# neither.
end_pppd() {
	[ -z "$dry_run" ] && find_pppd "$backup" && kill "$pppd_pid"
} 2>/dev/null
