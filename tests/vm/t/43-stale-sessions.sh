#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a crash leaves at an access concentrator that allows one session for each
# client: it is terminated before a new one is asked for, and nobody else's is.
#
# Depends on the version of pppd.

. ./lib.sh

once=('lcp-echo-interval 0')
up() { # PEERS
	pppd call "$1" >/dev/null
	check "$1: the link comes up" poll_until 20 up4 ppp0
}
up_at_once() { # NAME PEERS
	forget_events
	pppd call "$2" >/dev/null
	start_clock
	check_by "$1: the link is up at once" 12000 up4 ppp0
	check_not "$1: nobody was refused" ac_logged '^refused'
}
crash() {
	kill -9 "$(router_pppds)"
	# What it had just forked has its sockets until it is a script.
	check 'pppd is killed' poll_until 5 eval 'gone ppp0 && no_pppd'
	rm -f /run/ppp0.pid
}
end() { # PEERS
	check "$1: pppd ends" ends
	check 'the concentrator is idle' poll_until 10 ac_idle
}
ends() {
	kill "$(cat /run/ppp0.pid)" && poll_until 10 gone ppp0 && ends_within 10
}
padt_first() {
	grep -a "$mac > .*PAD[IT]" /tmp/events | head -n 1 | grep -q PADT
}

world
mac=$(</sys/class/net/eth1/address)
sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 0/' /tmp/ac/pppoe-server-options
peers_basic line "${once[@]}"
peers_basic asking "${once[@]}" pppoe-term-unknown
watch_events

for how in refuse silent; do
	: >/tmp/ac.log
	start_our_ac --one-session $how
	up line
	crash
	# Fails if needs_terminate() in dialer.c returns false.
	up_at_once "after kill -9, $how" line
	check 'a PADT went first' poll_until 5 padt_first
	end line
	check 'no record is left' eval '! ls /run/pppoe-clamp/*.[0-9]'
	kill_ac
done

# Others on the same interface: pppoe(8) in user space, and a pppd of its own.
: >/tmp/ac.log
start_our_ac
PLUGIN=rp-pppoe.so peers_basic stock 'unit 5'
printf '%s\n' 'pty "pppoe -I eth1"' 'user user' noauth noipdefault 'mtu 1492' \
	'unit 6' 'lcp-restart 1' >/etc/ppp/peers/user
pppd call stock >/dev/null
check 'a kernel session of the stock plugin comes up' poll_until 20 up4 ppp5
up asking
forget_events
sleep 3
check 'the kernel session of another pppd is not hit' up4 ppp5
check_not 'no PADT went out' happened "$mac > .*PADT"
pppd call user >/dev/null
check 'a session in user space comes up' poll_until 30 up4 ppp6
forget_events
sleep 3
check 'it is not hit' up4 ppp6
check_not 'no PADT went out' happened "$mac > .*PADT"
kill -HUP "$(cat /run/ppp0.pid)"
check 'ppp0 ends' poll_until 10 gone ppp0
pppd call asking >/dev/null
check 'and starts again' poll_until 20 up4 ppp0
sleep 2
check 'nobody was hit' eval 'up4 ppp5 && up4 ppp6'
done_testing
