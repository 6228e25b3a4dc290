#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A line that goes silent, a peer that says farewell: known soon, told apart from
# a busy or a slow line, and no farewell is waited for.
#
# Depends on the version of pppd.

. ./lib.sh

persistent=(persist 'maxfail 0' 'holdoff 0' 'lcp-restart 3' 'lcp-echo-interval 0')
same_session() { [ "$(index_of ppp0)" = "$index" ] && up4 ppp0; }
our_echoes() { grep -ac "$mac > .*Echo-Request" /tmp/events; }

world
mac=$(</sys/class/net/eth1/address)
record_reasons
sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 0/' /tmp/ac/pppoe-server-options
start_our_ac --no-padt --one-session refuse
watch_events
peers_basic quick "${persistent[@]}" 'failover-detect 800' 'failover-keep 0'
peers_basic line "${persistent[@]}"
peers_basic pppd "${persistent[@]}" 'lcp-echo-interval 1' 'lcp-echo-failure 2'

lose_line # loads the modules
restore_line
check 'failover-detect: pppd starts' pppd call quick
check 'the link comes up' poll_until 20 up4 ppp0
index=$(index_of ppp0)
sleep 8 # the first echoes are slow, with all that begins at the same time
forget_events
sleep 4
note "$(our_echoes) echoes in 4 s of silence"
check 'an idle link is asked' test "$(our_echoes)" -ge 5
ping -q -i 0.05 -w 5 10.67.15.1 >/dev/null &
sleep 0.5
forget_events
sleep 4
note "$(our_echoes) echoes in 4 s of traffic"
# Fails if on_timer() of life.c does not look at the bytes received.
check 'a busy one is not, but for a slow machine' test "$(our_echoes)" -le 4
wait $!
lose_line
start_clock
# Fails if life_begin() does nothing.
check_by 'silence is known as death' 2500 down4 ppp0
check 'scripts learn why' poll_until 10 reason_is dead
sleep 10
restore_line
start_clock
# PADIs are at most 12 s apart by then.
check_by 'ten seconds later: the link is back with the next PADI' 14000 up4 ppp0
check_not 'the session that the concentrator still had was no obstacle' ac_logged '^refused'

# A queue fills: the peer's answers take longer than silence may last.
sleep 3
index=$(index_of ppp0)
tc qdisc add dev eth1 root netem delay 250ms
check 'echoes are known to take long' poll_until 15 logged 'Echoes take'
deaths=$(grep -c 'for 800 ms' /tmp/log)
for delay in 400 600; do
	tc qdisc change dev eth1 root netem delay ${delay}ms
	sleep 3
done
# Fails if liveness_patience_ms() is detect_ms. A machine under load may be late even so.
check 'it is not declared dead after 800 ms' [ "$(grep -c 'for 800 ms' /tmp/log)" = "$deaths" ]
tc qdisc del dev eth1 root
poff quick
check 'pppd ends' ends_within 10

tc qdisc add dev eth1 root netem delay 600ms
check 'a line that is slow from the beginning: pppd starts' pppd call quick
check 'the link comes up' poll_until 40 up4 ppp0
index=$(index_of ppp0)
sleep 5
check 'and stays' same_session
tc qdisc del dev eth1 root
poff quick
check 'pppd ends' ends_within 10

check "pppd's own echoes: pppd starts" pppd call pppd
check 'the link comes up' poll_until 20 up4 ppp0
lose_line
start_clock
check_by 'silence is known' 6000 down4 ppp0
start_clock
# Fails if leave_bound_farewell() does nothing; pppd waits 6 s.
check_by 'no farewell is waited for' 1500 gone ppp0
check 'the reason is known' poll_until 10 reason_is dead
restore_line
check 'the link comes back' poll_until 20 up4 ppp0
poff pppd
check 'pppd ends' ends_within 10

check 'a peer that says farewell: pppd starts' pppd call line
check 'the link comes up' poll_until 20 up4 ppp0
sleep 1.5 # attempts are a second apart
forget_events
kill "$(ac_pppd)"
# Fails if leave_bound_farewell(false) does nothing; pppd waits 3 s.
check_follows 'after its Terminate-Request a PADI goes out' 2500 'Term-Request' 'PADI'
check 'the reason is known' poll_until 10 reason_is peer
check 'the link comes back' poll_until 20 up4 ppp0
lose_line
start_clock
poff line
# Fails if leave_bound_farewell(true) does nothing; pppd waits 6 s.
check 'poff with a dead peer' ends_within 4
read_clock
note "$took ms"
restore_line
done_testing
