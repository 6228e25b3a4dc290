#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sessions with accel-ppp, an access concentrator that others have written and that
# many providers run. Debian has no package of it: ACCEL names the directory that
# one was installed in with the prefix /accel (cmake -DCMAKE_INSTALL_PREFIX=/accel,
# make install DESTDIR=D; then ACCEL=D/accel).

. ./lib.sh

if [ ! -e /lab/accel ]; then
	skip 'sessions with accel-ppp' 'ACCEL names none'
	done_testing
fi
mkdir /accel && mount --bind /lab/accel /accel
libraries=$(find /accel -name 'lib*.so*' -printf '%h\n' | sort -u | paste -sd :)

start_accel() { # MTU
	cat >/tmp/accel.conf <<-END
		[modules]
		log_file
		pppoe
		auth_chap_md5
		ippool
		chap-secrets
		pppd_compat
		[core]
		log-error=/tmp/accel.errors
		thread-count=1
		[ppp]
		verbose=1
		mtu=$1
		mru=$1
		min-mtu=1280
		ipv4=require
		ipv6=allow
		ipv6-intf-id=0:0:0:1
		ipv6-peer-intf-id=0:0:0:2
		lcp-echo-interval=10
		lcp-echo-failure=3
		[pppoe]
		interface=eth0
		ac-name=accel
		verbose=1
		[chap-secrets]
		chap-secrets=/tmp/ac/accel-secrets
		[ip-pool]
		gw-ip-address=10.67.15.1
		10.67.15.2-250
		[pppd-compat]
		ip-up=/tmp/ac/ip-up
		[log]
		log-file=/tmp/accel.log
		level=5
	END
	ip netns exec ac unshare --uts env "LD_LIBRARY_PATH=$libraries" sh -c '
		hostname concentrator && exec /accel/sbin/accel-pppd -c /tmp/accel.conf' \
		>/tmp/accel.out 2>&1 &
	ac_pid=$!
	poll_until 10 ac_listens
}
kill_accel() { # SIGNAL: to it, which is what unshare has become
	kill "-$1" "$ac_pid"
	wait "$ac_pid"
}
sessions() { ac ip -o link show type ppp | wc -l; }
accel_has() { [ "$(sessions)" = "$1" ]; } # SESSIONS
ends() { # PEERS
	poff "$1"
	check "$1: pppd ends" ends_within 15
	check "$1: accel-ppp has no session left" poll_until 10 accel_has 0
}

world
jumbo_wire ac
echo 'user * secret *' >/tmp/ac/accel-secrets
peers_basic line persist 'maxfail 0' 'failover-metric 100' 'failover-detect 1000'
peers_basic jumbo persist 'maxfail 0' 'mtu 1500'
remember_state

check 'accel-ppp starts' start_accel 1492
pppd call line >/dev/null
check 'the link is up' poll_until 20 both_up ppp0
check 'with one route of each' poll_until 5 one_route_each
check 'and the clamp' clamped_to 1452 1432
check 'it carries packets of the LAN' poll_until 5 lan ping -c 1 -W 1 "$server4"

kill -9 "$(router_pppds)"
check 'pppd is killed' poll_until 5 gone ppp0
rm -f /run/ppp0.pid
start_clock
pppd call line >/dev/null
check_by 'the next one is up at once' 5000 up4 ppp0
check 'and the old session has got its PADT' poll_until 5 accel_has 1

lose_line
check 'silence is known' poll_until 10 down4 ppp0
restore_line
check 'the link is back' poll_until 20 both_up ppp0
check 'in place of the old session' poll_until 5 accel_has 1

kill_accel KILL
check 'accel-ppp is killed: the link goes' poll_until 20 down4 ppp0
check 'and starts again' start_accel 1492
check 'the link is back again' poll_until 30 both_up ppp0
ends line
kill_accel TERM

check 'accel-ppp starts with 1500' start_accel 1500
pppd call jumbo >/dev/null
check 'jumbo: the link is up' poll_until 20 both_up ppp0
check 'jumbo: 1500 bytes are proved' poll_until 10 logged 'carries 1500 bytes both ways'
check 'jumbo: and pass' pings router 10.67.15.1 1500
ends jumbo
check 'nothing is left' nothing_left
kill_accel TERM
done_testing
