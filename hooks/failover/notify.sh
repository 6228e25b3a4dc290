# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # what the parts share is named in pppoe-clamp-failover
#
# The command of `notify`, which is told each change of state. It belongs to
# somebody else: it may hang or fail, and is called when all of a look is done.

notices='' # of this look, one command in a line

notice() { # primary|backup INTERFACE STATE [REASON]
	[ -n "$notify" ] || return 0
	if [ -n "$dry_run" ]; then
		say "would run: $notify $*"
		return
	fi
	notices="$notices${notices:+
}$notify $*"
}

# Runs the commands that it reads, one after the other, each LIMIT seconds at most:
# as words, so that nothing in them means anything to a shell.
# shellcheck disable=SC2016 # of the inner shell
run_notices='
	set -f
	while read -r line; do
		(trap - HUP && exec timeout -k 5 "$limit" $line </dev/null >/dev/null 2>&1 9>&-) && continue
		echo "notify: failed with status $?: $line" | logger -t pppoe-clamp
	done
'

# Those of several looks in the order of these: one process at a time takes what
# there is, under the lock of a look, so that none is half written.
# shellcheck disable=SC2016 # of the inner shell
take_notices='
	exec 9>>"$1/notifier"
	flock -w "$3" 9
	flock -w "$3" "$1/lock" mv "$1/notices" "$1/notices.now" || exit 0
	exec <"$1/notices.now"
'

send_notices() {
	[ -n "$notices" ] || return 0
	take=$take_notices
	if [ -n "$lost" ]; then
		take=
	else
		printf '%s\n' "$notices" >>"$run/private/notices"
	fi
	# The terminal may go meanwhile, and the unit that called us.
	{
		output=/dev/null
		printf '%s\n' "$notices" |
			run_apart sh -c "trap '' HUP; cd /; limit=\$2; $take $run_notices" sh \
				"$run/private" "$command_limit" "$turn_limit"
	} </dev/null >/dev/null 2>&1 3>&- 9>&- &
}
