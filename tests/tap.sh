# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# Test Anything Protocol for shell tests; source it, then:
#
#   check NAME COMMAND...         one test: does COMMAND succeed?
#   check_not NAME COMMAND...     one test: does COMMAND fail?
#   skip NAME REASON              a test that cannot run here
#   poll_until SECONDS COMMAND... repeat COMMAND until it succeeds; fails at the deadline
#   note TEXT...                  a diagnostic line
#   at_end                        a function of yours: what is to be done when the script ends
#   done_testing                  print the plan; exit 1 if a test failed
#
# COMMAND runs in this shell, so it may set variables.  What it prints is shown
# only if the test fails.

tap_count=0
tap_failed=0
tap_patience=0 # seconds that poll_until waits at least
tap_output=$(mktemp)
tap_done=''
trap tap_end EXIT
at_end() { :; }

# Who ends before its plan has not passed; who shows or measures something has none.
tap_end() {
	tap_status=$?
	at_end
	rm -f "$tap_output"
	[ -z "$tap_done" ] && [ "$tap_count" != 0 ] || exit "$tap_status"
	echo "# it ends after $tap_count tests, without a plan"
	exit 1
}

note() {
	printf '%s\n' "$*" | sed 's/^/# /'
}

tap_result() { # STATUS NAME
	tap_count=$((tap_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_count - $2"
		return
	fi
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $2"
	sed 's/^/# /' "$tap_output"
}

check() {
	tap_name=$1
	shift
	tap_status=0
	"$@" >"$tap_output" 2>&1 || tap_status=$?
	[ "$tap_status" -eq 0 ] || echo "exit status $tap_status: $*" >>"$tap_output"
	tap_result "$tap_status" "$tap_name"
}

check_not() {
	tap_name=$1
	shift
	if "$@" >"$tap_output" 2>&1; then
		echo "succeeded: $*" >>"$tap_output"
		tap_result 1 "$tap_name"
	else
		tap_result 0 "$tap_name"
	fi
}

skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

tap_uptime() { # in hundredths of a second, without a fork
	read -r tap_now _ </proc/uptime
	# A number that begins with 0 would be octal: 1 and two digits, less 100.
	tap_now=$((${tap_now%.*} * 100 + 1${tap_now#*.} - 100))
}

pause() { # SECONDS
	sleep "$1"
}

# Once more after the deadline: a busy machine may have needed all that time for one look. What
# COMMAND may change, as it polls itself, is no variable: the deadline is $1.
poll_until() {
	tap_uptime
	set -- $((tap_now + ($1 > tap_patience ? $1 : tap_patience) * 100)) "$@"
	until tap_from_third "$@"; do
		[ "$1" != late ] || return 1
		pause 0.1
		tap_uptime
		[ "$tap_now" -lt "$1" ] || { shift && set -- late "$@"; }
	done
}
tap_from_third() { shift 2 && "$@"; }

# Begins COMMAND, a tcpdump that $! is, and waits until it sees everything. What it shows is
# added to FILE, which is empty now; what it says is in FILE.said.
begin_tcpdump() { # FILE COMMAND...
	tap_file=$1
	shift
	: >"$tap_file"
	: >"$tap_file.said"
	"$@" >>"$tap_file" 2>"$tap_file.said" &
	poll_until 10 tcpdump_listens "$tap_file.said"
}
tcpdump_listens() { # FILE
	while read -r tap_line; do
		case $tap_line in *'listening on'*) return ;; esac
	done <"$1"
	return 1
}

done_testing() {
	echo "1..$tap_count"
	tap_done=1
	[ "$tap_failed" -eq 0 ] || exit 1
	exit 0
}
