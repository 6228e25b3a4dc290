# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Somebody at a terminal: waits for each question before the answer is typed.
#
#   types FILE COMMAND <<END     what is seen goes to FILE; $keystrokes is what it took
#   QUESTION|ANSWER              a part of the question; Enter is added to each answer
#   END

types() { # FILE COMMAND
	local question answer screen=$1 typist status keys=$1.keys
	rm -f "$screen" "$keys"
	: >"$screen"
	mkfifo "$keys"
	# shellcheck disable=SC2094 # it is read while it is written
	TERM=${TERM:-dumb} script -qefc "$2" "$screen" <"$keys" >/dev/null &
	typist=$!
	exec {keyboard}>"$keys"
	keystrokes=0 status=
	while IFS='|' read -r question answer; do
		poll_until 60 asks "$screen" "$question" || {
			echo "nobody asks: $question"
			kill "$typist"
			status=1
			break
		}
		printf '%s\n' "$answer" >&"$keyboard"
		keystrokes=$((keystrokes + ${#answer} + 1))
	done
	wait "$typist"
	status=${status:-$?}
	exec {keyboard}>&-
	return "$status"
}

# The last line, which has no end yet, or it has ended.
asks() { # SCREEN QUESTION
	tail -n 1 "$1" | grep -qF -- "$2" || ! kill -0 "$typist" 2>/dev/null
}
