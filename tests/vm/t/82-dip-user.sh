#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A member of dip may start pppd, which is setuid root, with a peers file and
# words of his own. By them he can neither set an interface up nor change its MTU,
# nor take a session that another pppd here has; nor does it matter what he lets it
# inherit, or which locks he holds.
#
# Depends on the version of pppd.

. ./lib.sh

world
jumbo_wire ac
start_our_ac --max-payload 1500
ip link add eth2 type veth peer name far2
ip link set far2 up
remember_state

as_user() { setpriv --reuid=nobody --regid=nogroup --groups=dip "$@" >/tmp/user 2>&1; }
start_user_pppd() { # WORD...
	as_user pppd "$@" nodetach &
	poll_until 30 both_up ppp0
}
flags_of() { printf '%d' "$(cat "/sys/class/net/$1/flags")"; }
fails() { # WORD...
	! as_user timeout 60 pppd "$@" nodetach && cat /tmp/user
}
down() { (($(flags_of "$1") % 2 == 0)); } # INTERFACE
ends() { poff -a; ends_within 15; }

printf '%s\n' 'plugin PLUGIN' 'user user' noauth noipdefault +ipv6 'lcp-restart 1' | peers_file provider
check 'eth2, named by the user, which is down: pppd fails' fails call provider eth2 mtu 9000
# Fails if the plugin sets it up whoever names it.
check 'it is still down' down eth2
check 'with its MTU' mtu_is eth2 1500
check 'the reason is told' eval 'logged "eth2 is down, and is set up for root" || grep "eth2 is down" /tmp/user'

# Fails without PRIVILEGED in options.c.
is_for_root() { fails call provider eth1 "$@" && grep -q 'requires root privilege' /tmp/user; } # WORD...
for words in 'clamp-mss off' 'clamp-mss6 1220' 'clamp-backend netdev' clamp-required 'pppoe-parent-mtu raise' \
	'pppoe-record /etc/passwd' 'pppoe-vrf red' pppoe-server pppoe-term-unknown 'failover-metric 1' \
	'failover-table 254' 'failover-probe 192.0.2.1' 'failover-conntrack yes'; do
	# shellcheck disable=SC2086 # an option and its value
	check "none of his: $words" is_for_root $words
done

check 'eth1, named by the user, which is up: a session' start_user_pppd call provider eth1 mtu 1500
check 'whose MTU is 1492' mtu_is ppp0 1492
# Fails if the plugin raises an MTU for any caller.
check 'on an interface that keeps its own' mtu_is eth1 1500
check 'down' ends

peers_basic line
check 'the interface of a peers file: a session' start_user_pppd call line mtu 1500
check 'the MTU stays' mtu_is eth1 1500
session=$(sed -n 's/^session_id=//p' /run/pppoe-clamp/eth1.0)
index=$(index_of ppp0)
: >/tmp/log
check 'its session, named by the user: pppd fails' \
	fails call provider eth1 pppoe-sess "$session:$(ac cat /sys/class/net/eth0/address)"
check 'the reason is told' logged 'Another process here has that session on eth1'
# Fails if dialer_open_session() sends a PADT then; without is_taken() of session.c before Linux 7.
check 'the session carries packets' ping -c 1 -W 2 10.67.15.1
check 'on the same interface' test "$(index_of ppp0)" = "$index"
check_not 'the concentrator has not ended it' ac_logged "^session $session closed"
check 'down' ends
ip link set eth1 down
check 'set down: pppd sets it up, as root has named it' start_user_pppd call line
check 'down' ends
settled eth1

peers_basic line 'mtu 1500' 'pppoe-parent-mtu raise'
check 'raise in a peers file: a session' start_user_pppd call line
check 'of 1500 bytes' poll_until 10 mtu_is ppp0 1500
check 'on an interface of 1508' mtu_is eth1 1508
check 'down' ends
check 'which has 1500 again' poll_until 5 mtu_is eth1 1500

# Whoever runs one of these as root says so.
mkdir /tmp/evil
for name in ip nft sh logger modprobe; do
	# shellcheck disable=SC2016 # for that shell
	printf '%s\n' '#!/bin/bash' 'touch /tmp/owned' 'exec /bin/"${0##*/}" "$@"' >/tmp/evil/$name
done
chmod 755 /tmp/evil/*
# A directory that is gone, no 0 to 2, 100 other descriptors, all signals blocked, and those ignored
# that pppd lives by.
hostile_start() {
	# shellcheck disable=SC2016 # for perl, and for nobody
	setpriv --reuid=nobody --regid=nogroup --groups=dip env -i PATH=/tmp/evil:/usr/sbin:/usr/bin:/sbin:/bin \
		LD_PRELOAD=/tmp/evil/ip LD_LIBRARY_PATH=/tmp/evil BASH_ENV=/tmp/evil/sh ENV=/tmp/evil/sh IFS=/ TZ=/tmp/evil/ip \
		PPPD_PID=1 IFNAME=lan0 ACNAME='$(touch /tmp/owned)' DNS1='$(touch /tmp/owned)' perl -MPOSIX -e '
			mkdir("/tmp/gone"); chdir("/tmp/gone"); rmdir("/tmp/gone");
			open($keep[$_], "<", "/dev/null") for 0 .. 99;
			fcntl($_, 2, 0) for @keep;
			sigprocmask(SIG_BLOCK, POSIX::SigSet->new(1 .. 31));
			$SIG{$_} = "IGNORE" for qw(HUP INT TERM CHLD PIPE ALRM USR1 USR2 IO);
			POSIX::close($_) for 0 .. 2;
			exec("pppd", "call", "line", "nodetach")' &
	poll_until 30 both_up ppp0
}
peers_basic line
# He may open the directory of the records, and lock that, but nothing in it.
as_user flock /run/pppoe-clamp sleep 1000 &
may_lock() { as_user flock -n /run/pppoe-clamp/lock true; }
check_not 'the lock of the records is none of his' may_lock
check 'a user who hands down the worst: a session' hostile_start
check 'nothing of his was run' test ! -e /tmp/owned
check 'it ends when told so' ends

# His limits, beside a link of root's
peers_basic roots 'unit 7' nodefaultroute
pppd call roots >/dev/null
check "a link of root's comes up" poll_until 30 up4 ppp7
roots_index=$(index_of ppp7) roots_pppd=$(router_pppds)
remember_state
his_pppd() { router_pppds | grep -vx "$roots_pppd"; }
has_none() { ! his_pppd; }
is_settled() { both_up ppp0 || has_none; }
# Whether it comes up or not: it ends, nothing is left of it, and root's link goes on. On
# a stack that is too small it dies as by kill -9: the next one clears up.
is_harmless() { # LIMIT
	as_user prlimit "--$1" pppd call line nodetach &
	poll_until 2 his_pppd
	poll_until 60 is_settled || return
	! exists ppp0 || came_up+=" $1"
	# shellcheck disable=SC2046 # none, if it has ended
	has_none || kill $(his_pppd)
	poll_until 15 has_none && [ "$(index_of ppp7)" = "$roots_index" ] && up4 ppp7 || return
	[ "${1%=*}" = stack ] || poll_until 15 same_state
}
came_up=''
for limit in nofile=6 nofile=12 fsize=0 data=65536 nproc=0 stack=65536 sigpending=0; do
	check "a limit of his, $limit" is_harmless "$limit"
done
note "comes up with:$came_up"
# Fails if the kernel's queue for signals is what the plugin lives by.
came_up_with() { [[ $came_up == *" $1="* ]]; } # LIMIT
check 'a queue of no signals is no obstacle' came_up_with sigpending
poff -a
check "root's link ends" ends_within 15
done_testing
