#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the plugin in a real pppd asks of the kernel fails (tests/vm/faults.c): once, and
# the link has all that it has to have; for good, and one line says what could not be had.
# So do the states of a machine on a bad day: no /proc, a full /run, no descriptors 0 to 2,
# and a clock that is set while a session is asked for, is up, and is in limbo. Whatever it
# was, nothing is left after pppd.
#
# Fails without try_all() in uplink.c, and if a step of the wall clock ends a wait.
#
# Depends on the version of pppd.

. ./lib.sh
. ./faults-lib.sh

world
bridge_wire 1500
# Long enough to set the clock in.
sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 0/' /tmp/ac/pppoe-server-options
start_our_ac
peers_basic line persist 'maxfail 0' 'failover-metric 100'
peers_basic required persist 'maxfail 0' 'failover-metric 100' clamp-required
remember_state

has_no_clamp() { both_up ppp0 && one_route_each && ! clamps ppp0; }
has_no_route() { both_up ppp0 && no_routes && clamps ppp0; }
has_no_link() { ! exists ppp0; }
no_nftables='MSS clamp on ppp0: nftables: Protocol not supported'

check 'once: no descriptor for the session' outlives 'socket AF_PPPOX' $emfile
check 'once: the clamp is refused' outlives 'send nftables batch' $enomem
check 'once: a route is refused' outlives 'send RTM_NEWROUTE' $enobufs
check 'for good: no nftables' says 'socket netlink of netfilter' $eprotonosupport line \
	"$no_nftables" has_no_clamp
check 'for good: no nftables, and clamp-required' says 'socket netlink of netfilter' $eprotonosupport \
	required "$no_nftables" has_no_link
check 'for good: no route' says 'send RTM_NEWROUTE' $eperm line \
	'IPv4 default route: add: Operation not permitted' has_no_route
# Fails without runfile_close() in parent_restore().
check 'for good: a record is not written' says 'openat eth1.0.new' $erofs line \
	'No record in /run/pppoe-clamp: Read-only file system' is_whole
check 'for good: no packet socket' says 'socket AF_PACKET' $emfile line \
	'PPPoE on eth1: Too many open files' has_no_link

bad_machine() {
	mkdir -p /run/pppoe-clamp
	: >/tmp/log
	# shellcheck disable=SC2016 # expanded by the inner shell
	unshare --mount --propagation private sh -c '
		mount -t tmpfs -o size=4k,mode=755 full /run/pppoe-clamp
		dd if=/dev/zero of=/run/pppoe-clamp/junk bs=4k count=2 2>/dev/null
		umount -l /proc
		exec pppd call line nodetach <&- >&- 2>&-' &
	poll_until 30 is_whole
}
check 'no /proc, a full /run, no 0 to 2: a whole link' bad_machine
has_one_line() { cat /tmp/log && [ "$(grep -c "$1" /tmp/log)" = 1 ]; } # PATTERN
check 'one line says that there is no record' has_one_line \
	'No record in /run/pppoe-clamp: No space left on device'
check 'it ends, and nothing is left' ends

step() { date -s "@$(($(date +%s) + $1))"; } # SECONDS
same_link() { [ "$(index_of ppp0)" = "$index" ] && is_whole; }
stays() { # SECONDS
	step "$1"
	pause 2
	same_link
}
lose_line
starts line
pause 1
check 'the clock goes forth by a day while nobody answers' step 86400
pause 1
check 'and back by two' step -172800
restore_line
check 'the line is there: the link comes' poll_until 20 is_whole
index=$(index_of ppp0)
check 'the clock goes forth: the link stays' stays 86400
check 'and back' stays -172800
pull_cable
pause 1
check 'in limbo, forth' step 86400
pause 1
plug_cable
check 'the same link goes on' poll_until 20 same_link
check 'it ends, and nothing is left' ends
done_testing
