#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The cable: the loss of the carrier ends the session, its return makes a PADI;
# and nothing that an interface can do ends pppd.
#
# Depends on the version of pppd.

. ./lib.sh

persistent=(persist 'maxfail 0' 'holdoff 0' 'failover-keep 0')
wakeups() { sed -n 's/^voluntary_ctxt_switches:\t//p' "/proc/$1/status"; } # PID
flap() { # TIMES
	local n
	for ((n = 0; n < $1; n++)); do
		printf 'link set port0 down\nlink set port0 up\n'
	done | ip -n wire -batch -
}
mtu_changes() { # TIMES
	local n
	for ((n = 0; n < $1; n++)); do
		printf 'link set lan0 mtu 1400\nlink set lan0 mtu 1500\n'
	done | ip -batch -
}
same_session() { [ "$(index_of ppp0)" = "$index" ] && up4 ppp0; }
# The kernel may tell of the carrier a second late; then a link that is up is about to end.
stays_up() { index=$(index_of ppp0) && sleep 5 && same_session; }
other_session() { up4 ppp0 && [ "$(index_of ppp0)" != "$index" ]; }
loses_and_returns() { # NAME
	index=$(index_of ppp0)
	pull
	check_by "$1: the session ends" 2000 gone ppp0
	plug
	check "$1: and comes back" poll_until 20 up4 ppp0
}

# As pull_cable and plug_cable, but without the time that ip takes to start.
pull() { echo 'link set port0 down' >&7; start_clock; }
plug() { note_event plugged; echo 'link set port0 up' >&7; }
sent_frame() { grep -qx 'send AF_PACKET' /tmp/calls; } # by the plugin
eth1_is_up() { ip link show eth1 | grep -q '[<,]UP[,>]'; }
no_carrier() { [ "$(</sys/class/net/eth1/carrier)" = 0 ]; }

world
bridge_wire 1508
exec 7> >(exec ip -n wire -batch -)
record_reasons
start_our_ac
watch_events
peers_basic line "${persistent[@]}"
peers_basic patient "${persistent[@]}" 'pppoe-carrier-debounce 2000'

pull
poll_until 5 no_carrier
# Frames are counted where they are sent: without a carrier no tcpdump sees them.
check 'pppd starts without a carrier' \
	env LD_PRELOAD="$PWD/../../build/vm/faults.so" CALLS=/tmp/calls pppd call line
check 'it says what it waits for' poll_until 10 logged 'No carrier on eth1, waiting'
pid=$(router_pppds)
before=$(wakeups "$pid") busy=$(cpu_time "$pid")
sleep 5
used=$(($(wakeups "$pid") - before)) busy=$(($(cpu_time "$pid") - busy))
note "5 s of waiting woke it $used times, and took $busy hundredths of a second of the processor"
check 'it waits' test "$used" -le 10
check 'without being busy, where a processor takes time' test "$busy" -le 25
# Fails if start() does not wait for the carrier.
check_not 'no PADI went out' sent_frame
# Fail without is_changed(): it stayed down, and answers to the old address did not come.
check 'somebody sets the interface down' ip link set eth1 down
check 'it is set up again' poll_until 20 eth1_is_up
check 'somebody gives it another address' ip link set eth1 address 02:00:5e:00:00:99
plug
check_follows 'with the cable a PADI goes out at once' 3000 plugged PADI
check 'which is counted' sent_frame
check 'the link comes up' poll_until 20 up4 ppp0

index=$(index_of ppp0)
sleep 3 # the scripts are done
pull
# Fails if guard_begin() does not arm the signal.
check_by 'without it the link goes down' 1000 down4 ppp0
check_by 'and its interface goes' 3000 gone ppp0
check 'scripts learn why' poll_until 10 reason_is carrier
forget_events
plug
start_clock
check_follows 'with the cable a PADI goes out at once again' 3000 plugged PADI
check_by 'and the link comes back' 5000 up4 ppp0
check 'completely' poll_until 10 other_session

check 'the cable comes and goes 200 times' flap 200
check 'pppd survives' kill -0 "$pid"
check 'the link is up in the end' poll_until 60 stays_up
before=$(wakeups "$pid")
mtu_changes 100
used=$(($(wakeups "$pid") - before))
# Fails without the filter of carrier.c.
note "200 events of another interface woke pppd $used times"
check 'what happens to other interfaces does not wake it' test "$used" -le 10
poff line
check 'pppd ends' ends_within 10
check 'poff is known as the reason' poll_until 10 reason_is user

# Fails if install_handler() leaves SIGIO to pppd.
check 'no room for realtime signals: pppd starts' bash -c 'ulimit -i 0; pppd call line'
check 'the link comes up' poll_until 20 up4 ppp0
loses_and_returns 'by SIGIO'
poff line
check 'pppd ends' ends_within 10

# Fails if guard_follow_process() does nothing.
check 'updetach: pppd returns with the link up' pppd call line updetach
loses_and_returns 'in the child'
poff line
check 'pppd ends' ends_within 10

check 'pppoe-carrier-debounce: pppd starts' pppd call patient
check 'the link comes up' poll_until 20 up4 ppp0
index=$(index_of ppp0)
pull
sleep 0.5
plug
sleep 2.5
# Fails if judge_carrier() drops at once.
check 'half a second without carrier is no end' same_session
check 'and packets pass' poll_until 5 ping -c 1 -W 1 10.67.15.1
pull
check_by 'after two it is' 4000 down4 ppp0
check 'and not before' test "${took:-0}" -ge 1900
plug
check 'the link comes back' poll_until 20 up4 ppp0
poff patient
check 'pppd ends' ends_within 10
kill_ac

ip link add link eth1 name eth1.7 type vlan id 7
ip link set eth1.7 up
ac ip link add link eth0 name eth0.7 type vlan id 7
ac ip link set eth0.7 up
start_our_ac -I eth0.7
sed 's/^eth1$/eth1.7/' /etc/ppp/peers/line >/etc/ppp/peers/vlan
check 'a VLAN: pppd starts' pppd call vlan
check 'the link comes up' poll_until 20 up4 ppp0
loses_and_returns 'through the VLAN'
poff vlan
check 'pppd ends' ends_within 10
done_testing
