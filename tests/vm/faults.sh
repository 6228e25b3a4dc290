# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Each call that the plugin makes in a session of a real pppd fails, once and for good: once,
# and the link has all that it has to have; for good, and what it is without is said in a line.
# Nothing is left of it. `make faults` shows all of them, t/86-faults.sh has the most important.
#
# Fails without runfile_close() in parent_restore().

. ./lib.sh
. ./faults-lib.sh

world
jumbo_wire ac
start_our_ac --max-payload 1500
peers_basic line persist 'maxfail 0' 'failover-metric 100' 'failover-conntrack sticky' \
	"failover-probe $server4" 'pppoe-record /tmp/record' 'pppoe-max-payload auto' pppoe-term-unknown
remember_state

error_of() { # CALL
	case $1 in
	socket* | fcntl*) echo $emfile ;;
	send*) echo $enobufs ;;
	bind* | connect* | setsockopt* | getsockname* | ioctl* | mmap | if_nametoindex | fdopendir) echo $enomem ;;
	open* | fopen* | mkdir | rename* | unlink* | fchmod | flock) echo $erofs ;;
	*) echo $eio ;;
	esac
}
# Of a socket the kernel tells an error once.
lasts() { [[ $1 != recv* ]]; } # CALL
# What each session has of its own is no part of it.
said_lines() { # FILE
	sed 's/^.*pppd\[[0-9]*\]: //' "$1" | grep -v '^PPP session is \|^local \|^remote '
}
new_lines() { said_lines /tmp/log | grep -vxF -f /tmp/normal | sort -u | tr '\n' ';'; }
suffers() { # CALL ERRNO
	told=
	starts line "FAULT=$1" "ERROR=$2" FOR_GOOD=1
	poll_until 15 is_whole
	pause 1
	told=$(new_lines)
	is_whole || [ -n "$told" ] || return
	case $1 in
	unlink*) ends_without_files ;;
	*) ends ;;
	esac
}
# It may remove nothing.
ends_without_files() {
	kill "$(router_pppds)"
	ends_within 15 && rm -f /run/pppoe-clamp/*.[0-9] /tmp/record* && nothing_left
}

starts line CALLS=/tmp/calls
check 'a link without a fault' poll_until 30 is_whole
pause 2
check 'ends' ends
said_lines /tmp/log | sort -u >/tmp/normal
sort -u -o /tmp/calls /tmp/calls
note "$(wc -l </tmp/calls) calls"
while read -r call <&5; do
	check "$call, once" outlives "$call" "$(error_of "$call")"
	lasts "$call" || continue
	check "$call, for good" suffers "$call" "$(error_of "$call")"
	note "${told:-nothing is said}"
done 5</tmp/calls
done_testing
