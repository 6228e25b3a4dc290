#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What is wrong in pppd itself, and must not show: a timer of holdoff that stops
# a link which came up before it, scripts that nobody reaps, and the number of a descriptor that is
# closed.
#
# Depends on the version of pppd.

. ./lib.sh

zombies() { ps -o stat= --ppid "$(router_pppds)" | sed -n "/^Z/p" | wc -l; }
no_zombie() { [ "$(zombies)" = 0 ]; }
script() { pgrep --ns $$ --nslist net -f 'ip-down.d/slow' >/dev/null; }
no_script() { ! script; }
same_link() { up4 ppp0 && [ "$(index_of ppp0)" = "$index" ]; }
# Gone, or already another one.
renewed() { [ "$(index_of ppp0)" != "$before" ]; }
no_ip_up() { ! pgrep --ns $$ --nslist net -f ppp/ip-up >/dev/null; }
begun() { grep -q '^ip-up ' /tmp/reasons; }
two_padis() { [ "$(events PADI)" -ge 2 ]; }
# The concentrator sends IPCP of a code that does not exist, which a link refuses
# and pppd without one does not hear.
speak_ipcp() {
	local sid
	sid=$(sed -n 's/.*PPP session is //p' /tmp/log | tail -n 1)
	frame "$mac" "$ac_mac" 8864 1100 "000$sid" 0006 8021 20010004 | ac socat -u - INTERFACE:eth0
}
refused() { logged 'sent \[IPCP CodeRej'; }

version=$(pppd --version 2>&1)
world
record_reasons
mac=$(</sys/class/net/eth1/address)
ac_mac=$(ac cat /sys/class/net/eth0/address)
start_our_ac
watch_events
peers_basic patient persist 'maxfail 0' 'holdoff 10' debug
peers_basic line persist 'maxfail 0' 'holdoff 0' 'lcp-echo-interval 0'

check 'holdoff 10: pppd starts' pppd call patient
check 'the link comes up' poll_until 20 up4 ppp0
before=$(index_of ppp0)
kill -HUP "$(router_pppds)"
check 'SIGHUP ends it' poll_until 10 renewed
forget_events
case $version in
*2.4.9*)
	sleep 3
	check_not 'holdoff is kept: no PADI' happened PADI
	;;
*) skip 'holdoff is kept: no PADI' 'this pppd does not hold off after SIGHUP' ;;
esac
note_event hangup
kill -HUP "$(router_pppds)"
check_follows 'another SIGHUP ends it' 4000 hangup PADI
check 'the link comes up' poll_until 20 up4 ppp0
index=$(index_of ppp0)
check_not 'nobody has refused IPCP yet' refused
sleep 9
speak_ipcp
# Fails if hold_off() gives pppd the time: its timer then puts the new link to sleep.
check 'the link is awake' poll_until 3 refused
check 'and still the same' same_link
poff patient
check 'pppd ends' ends_within 10

printf '%s\n' '#!/bin/sh' 'sleep 4' 'while [ -e /tmp/hold ]; do sleep 0.2; done' \
	>/etc/ppp/ip-down.d/slow
chmod +x /etc/ppp/ip-down.d/slow
: >/tmp/reasons
check 'a slow ip-down script: pppd starts' pppd call line
check 'the link comes up' poll_until 20 up4 ppp0
check 'its script runs' poll_until 20 begun
: >/tmp/hold
kill "$ac_pid"
check 'the concentrator ends, and the link' poll_until 10 gone ppp0
wait "$ac_pid"
: >/tmp/reasons
check 'the script runs' poll_until 5 script
sleep 1
forget_events
# It does not end before: how far PADIs are apart is drawn, and grows with the time.
check 'discovery does not wait for it' poll_until 20 two_padis
rm /tmp/hold
check 'the script ends' poll_until 10 no_script
# Fails if choose_holdoff() does not ask children_wait().
check 'pppd reaps it while it discovers' poll_until 3 no_zombie
: >/tmp/ac.log
start_our_ac
check 'the link comes up' poll_until 20 up4 ppp0
start_clock
check 'and its ip-up script runs at once' poll_until 5 begun
read_clock
note "$took ms"

# While ip-up runs, pppd takes a link that goes and comes for one that has stayed.
poll_until 10 no_ip_up
: >/tmp/reasons
before=$(index_of ppp0)
kill -HUP "$(router_pppds)"
poll_until 10 renewed
check 'a quick reconnect: the link is up before the script ends' poll_until 6 up4 ppp0
check 'ip-up follows ip-down' poll_until 10 begun
poff line
check 'pppd ends' ends_within 15

# A name that another interface has: pppd fails, and keeps the number of a descriptor that it
# closes then, for whatever has that number when it tries again.
ip link add dsl0 type veth peer name dsl1
peers_basic named persist 'maxfail 0' 'holdoff 1' 'ifname dsl0'
: >/tmp/log
check 'a name that is taken: pppd starts' pppd call named
check 'and cannot give it to the link' poll_until 20 logged "Couldn't \(rename\|create\)"
# Fails without establish() of channel.c.
check 'the unit is gone again' poll_until 5 gone ppp0
ip link del dsl0
: >/tmp/log
check 'it is free: the link comes up' poll_until 20 up4 dsl0
check_not 'and no descriptor is closed that pppd has not opened' logged 'Bad file descriptor'
poff named
check 'pppd ends' ends_within 15
done_testing
