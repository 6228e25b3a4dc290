# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # what the parts share is named in pppoe-clamp-failover
#
# One look at the world: under a lock, and again when time will have changed it.
# The second of the look is $now, that of the next one, if any, $next.

read_clock() {
	read -r now _ </proc/uptime
	now=${now%.*}
}

# True if it is time; otherwise this program is called again when it is.
due() { # SECOND
	[ "$now" -lt "$1" ] || return 0
	[ -n "$next" ] && [ "$next" -le "$1" ] || next=$1
	return 1
}

# Of one link, as for_each_link has read it.
reconcile() {
	read_primary
	judge_primary
	write_judged "$primary $state"
	serve_primary
	write_primary
	say_now
	end_writer
}

# Call this program again at the second $next, unless somebody does already:
# whoever sleeps for that holds the lock. Once too often does no harm.
arm_timer() {
	exec 8>>"$run/private/timer"
	if flock -n 8; then
		echo "$next" >"$run/private/timer"
	else
		read -r armed <"$run/private/timer"
		[ "$armed" -gt "$next" ] || return 0
		exec 8>&-
	fi
	# What was started may have taken a minute.
	read_clock
	[ "$next" -gt "$now" ] || next=$now
	# The terminal may go meanwhile, and the unit that called us.
	{
		output=/dev/null
		# shellcheck disable=SC2016 # of the inner shell
		run_apart sh -c '
			trap "" HUP
			{
				sleep "$1" && trap - HUP &&
					exec /usr/sbin/pppoe-clamp-failover -c "$2" check 8>&-
			} &
		' sh $((next - now)) "$conf"
	} </dev/null >/dev/null 2>&1 3>&- 9>&- &
}

# By who has the lock: who has not finds an empty file at worst.
write_file() { # FILE CONTENT
	[ -z "$dry_run$lost" ] || return 0
	{ printf '%s\n' "$2" >"$1"; } 2>/dev/null && return
	# Why it can be opened, and not written, no shell says.
	why=$({ : >"$1"; } 2>&1) && why='no room'
	lose "${why##*: }"
}

# What this look has judged until now, a link and its state in each line, for those who do not
# wait until all is done.
write_judged() { # LINE
	judged="$judged$1
"
	write_file "$run/private/judged" "$judged"
}

lose() { # WHY
	lost="cannot write to $run ($1)"
	output=/dev/null
}

# One at a time; of those who only want to look, one waits for all. Where nothing
# can be written, a backup is better started twice than not at all.
enter() {
	[ -z "$dry_run" ] || return 0
	if ! open_turn "$run"; then
		lose "${why##*: }"
		return
	fi
	if [ -z "$event" ]; then
		exec 7>"$run/private/queue"
		flock -n 7 || exit 0
	fi
	wait_turn
	exec 7>&-
}

# Has whoever looked before, if anybody, written down what he saw?
nobody_looks() {
	flock -n "$run/private/lock" true 2>/dev/null
}

is_known() {
	if nobody_looks; then is_done; else is_begun; fi
}

check() {
	! is_loss || ! is_known || return 0
	if ! config_is_good; then
		say_now
		exit 2
	fi
	is_wanted || return 0
	enter
	! is_done || return 0
	read_clock
	next='' judged=''
	write_file "$run/private/judged" ''
	look_at_routes
	for_each_link reconcile
	send_notices
	[ -z "$next" ] || [ -n "$dry_run$lost" ] || arm_timer
}

# Ends alone and with its monitor only: what was started shall live on.
watch() {
	if ! open_turn "$run"; then
		say "cannot write to $run (${why##*: })"
		exit 1
	fi
	exec 9>&-
	open_monitor "$run" -N monitor link route
	# What changes before the monitor listens is seen two seconds later.
	complaint='' rereading=''
	look
	tell_in 2 again
	monitored <"$fifo"
	say 'ip monitor has ended'
	exit 1
}

monitored() {
	while read -r change; do
		case $change in
		reread) rereading='' && look ;;
		asked) asked='' && look ;;
		again | *default* | *'<'*'>'* | 'netlink receive error'*) ask_to_look ;;
		# Somebody may have taken the route to a tunnel's server.
		'Deleted '*" proto $route_protocol"*) ask_to_look ;;
		esac
	done
}

reread=10 # seconds

# Nobody tells when the file is corrected. What is wrong is said once.
look() {
	if config_is_good; then
		[ -z "$complaint" ] || say "$conf is as it should be again"
		complaint=''
		(check) &
		forget_ended
		return
	fi
	if [ "$unsaid" != "$complaint" ]; then
		complaint=$unsaid
		say_now
	fi
	unsaid=''
	[ -n "$rereading" ] || tell_in "$reread" reread
	rereading=1
}
