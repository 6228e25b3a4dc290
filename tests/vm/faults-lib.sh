# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034 # for the scripts
#
# Links whose calls fail (tests/vm/faults.c); sourced after lib.sh.

enobufs=105 eperm=1 emfile=24 enomem=12 erofs=30 eprotonosupport=93 eio=5

starts() { # PEERS [VARIABLE=VALUE...]
	: >/tmp/log
	env "${@:2}" LD_PRELOAD="$PWD/../../build/vm/faults.so" pppd call "$1" nodetach >/tmp/out 2>&1 &
}
is_whole() { both_up ppp0 && one_route_each && clamps ppp0; }
ends() {
	local pids
	mapfile -t pids < <(router_pppds)
	kill "${pids[@]}"
	ends_within 15 && nothing_left
}
# A call fails once: the link is up all the same, and goes without a trace.
outlives() { # CALL ERRNO
	starts line "FAULT=$1" "ERROR=$2"
	poll_until 30 is_whole && ends
}
# It fails for good: the link has what COMMAND asks for, and one line says what it has not.
says() { # CALL ERRNO PEERS TEXT COMMAND...
	local status
	starts "$3" "FAULT=$1" "ERROR=$2" FOR_GOOD=1
	poll_until 30 logged "$4" && poll_until 30 "${@:5}" && said_once "$4"
	status=$?
	ends && return $status
}
# Of each session, as there may be another before the end of one is seen.
said_once() { # TEXT
	cat /tmp/log
	awk -v text="$1" '
		/PPP session is/ { times = 0 }
		$0 ~ text { said = 1; if (++times > 1) again = 1 }
		END { exit !said || again }' /tmp/log
}
