# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Sourced first by each shell test: runs it again in namespaces of its own
# (see enter), with tests/tap.sh and the driver programs at hand. /run is
# private and empty, so files need no unique names and nothing needs cleaning up.

here=${BASH_SOURCE[0]%/*}
[ -n "${IN_NETNS_LAB:-}" ] || exec "$here/enter" "$0" "$@"

# shellcheck source=tests/tap.sh
. "$here/../tap.sh"
tap_patience=60 # the host may be busy
# shellcheck disable=SC2034 # for the tests
programs=${NETNS_BUILD:-$here/../../build/netns}

# In the place of a process for each wait: nobody ever writes into that pipe.
exec {never}<> <(:)
pause() { # SECONDS
	read -r -t "$1" -u "$never" || :
}

file_has() { # FILE PATTERN
	grep -q -- "$2" "$1" 2>/dev/null
}

tables_are() { # TABLE...; as `nft list tables` names them, in any order
	local tables table
	mapfile -t tables < <(nft list tables)
	printf 'there: %s\n' "${tables[@]}"
	[ "${#tables[@]}" = $# ] || return
	for table; do [[ " ${tables[*]/%/,}" = *" table $table,"* ]] || return; done
}

answer=
driver=$programs/net_driver
# A $driver called NAME, with commands by `tell NAME ...`; its log is /run/NAME.log.
start_driver() { # NAME [COMMAND PREFIX...]
	mkfifo "/run/$1.in" "/run/$1.out"
	"${@:2}" "$driver" <"/run/$1.in" >"/run/$1.out" 2>"/run/$1.log" &
	eval "$1_pid=\$! && exec {$1_in}>/run/$1.in {$1_out}</run/$1.out"
}

tell() { # NAME WORD...; succeeds if the answer, in $answer, is "done 0"
	local -n tell_in=$1_in tell_out=$1_out
	echo "${@:2}" >&"$tell_in"
	read -r -t 60 -u "$tell_out" answer
	echo "$answer"
	[ "$answer" = 'done 0' ]
}
