#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The router is switched off and starts again with its disk. The access
# concentrator, which is silent to a client that has a session, is a machine of its
# own and notices nothing: the old session gets its PADT, and the new one comes at once.
#
# Needs a machine beside it.

. ./lib.sh

control=10.9.0.1
# The wire takes the place of the cable between eth1 and the concentrator.
world
ip link del eth1
if [ "$START" = 0 ]; then
	ip link set vec0 netns ac name eth0
	ac ip link set eth0 up
	ac ip address add $control/24 dev eth0
	# Long enough for any machine to come back; what it asks tells of a forgotten session.
	sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 1/; s/^lcp-echo-failure.*/lcp-echo-failure 300/' \
		/tmp/ac/pppoe-server-options
	start_our_ac --one-session silent
	tail -n +1 -f /tmp/ac.log >&2 & # nobody ends this machine before it is cut off
	exec ip netns exec ac socat -t 60 TCP-LISTEN:7,reuseaddr,fork EXEC:bash,stderr
fi
ip link set vec0 name eth1 up
ip address add 10.9.0.2/24 dev eth1

# Where the concentrator is: what COMMAND prints, and its status.
beside() { # COMMAND...
	local said
	said=$(printf '%s; echo "status $?"' "$*" |
		socat -t 60 - "TCP:$control:7,connect-timeout=5") || return
	sed '$d' <<<"$said"
	return "${said##*status }"
}
ac_says() { beside cat /tmp/ac.log; }
ac_said() { ac_says | grep -E "$1"; } # PATTERN
ac_has_none() { ac_says >/tmp/ac.log && ac_idle; }
padts() { ac_says >/tmp/ac.log && grep -c '^PADT' /tmp/ac.log; } # fails if there is none
no_padt_more() { # PADTS
	local now
	now=$(padts) && [ "$now" = "$1" ]
}
# Between the PADS of one session and the PADI for the next.
padt_comes_first() { # SESSION
	ac_says | sed -n "/^session $1 .*created/,/^session $(($1 + 1)) .*created/p" >/tmp/between
	cat /tmp/between
	grep '^PAD' /tmp/between | head -n 1 | grep '^PADT'
}
# This is the last that the machine does.
start_again() { # HOW
	echo "# $1"
	echo again
	echo o >/proc/sysrq-trigger
	sleep inf
}
comes_up() { # PEERS
	pppd call "$1" >/dev/null
	is_up "$1"
}
is_up() { # PEERS
	check "start $START, $1: the link is up" poll_until 60 up4 ppp0
	check "start $START, $1: and carries packets" poll_until 20 ping -c 1 -W 1 "$server4"
}
ends() { # PEERS
	poff "$1"
	check "start $START, $1: pppd ends" ends_within 20
	check "start $START: the concentrator has no session left" poll_until 20 ac_has_none
}

echo "# start $START"
poll_until 60 beside true
check "start $START: nobody has loaded the kernel's PPPoE" test ! -e /proc/net/pppoe
case $START in
1)
	for name in recorded unknown; do
		peers_basic $name persist 'maxfail 0' 'failover-metric 100'
	done
	mkdir -p /var/lib/pppoe-clamp
	echo 'pppoe-record /var/lib/pppoe-clamp/recorded' >>/etc/ppp/peers/recorded
	echo pppoe-term-unknown >>/etc/ppp/peers/unknown
	sync
	# Fails without session_check_kernel().
	tc qdisc add dev eth1 root netem loss 100%
	pppd call recorded >/dev/null
	check 'its module is there before anybody answers' poll_until 20 test -e /proc/net/pppoe
	tc qdisc del dev eth1 root
	is_up recorded
	start_again 'a power cut'
	;;
2)
	# Fails if what runfile_save() writes is not on the disk when it returns.
	comes_up recorded
	check 'the session of before got its PADT first' padt_comes_first 1
	ends recorded
	check_not 'no record is left' test -e /var/lib/pppoe-clamp/recorded
	comes_up unknown
	start_again 'a power cut'
	;;
3)
	# Fails without pppoe-term-unknown.
	comes_up unknown
	check 'the session that nobody remembers was terminated' logged 'Terminating unknown session 3 '
	check 'by a PADT that came first' ac_said '^session 3 closed: PADT'
	ends unknown
	comes_up recorded
	# As init does it.
	kill -TERM "$(router_pppds)"
	check 'a reboot: pppd ends' ends_within 20
	check 'a reboot: and its session' poll_until 20 ac_has_none
	start_again 'a reboot'
	;;
4)
	before=$(padts)
	comes_up recorded
	check 'nothing was left to terminate' no_padt_more "$before"
	ends recorded
	;;
esac
done_testing
