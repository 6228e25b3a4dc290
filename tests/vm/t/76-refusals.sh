#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# An AC that refuses each LCP Configure-Request, whatever it asks for (RFC 1661 4.6 leaves an
# end of that to the implementation, and pppd has none): its session is left, with a PADT and
# in few lines of log, and where an AC is that takes what it gets, the link comes up.
#
# Fails without leave_await_ip().

. ./lib.sh

world
start_our_ac --nak 64
peers_basic line persist 'maxfail 0' 'failover-metric 100'
remember_state

# Its pppd gets no request, which another answers in its place, and slowly.
ac tc qdisc add dev eth0 root netem delay 500ms
ac nft -f - <<-'END'
	table netdev requests {
		chain ingress {
			type filter hook ingress device "eth0" priority 0
			@nh,48,24 0xc02101 counter drop
		}
	}
END
sessions() { grep -c 'PPP session is' /tmp/log; }
has_two() { [ "$(sessions)" = 2 ]; }
check 'pppd starts' pppd call line
pause 110
check_not 'a slow peer has its time' logged 'The peer has brought up no IP'
check 'the session is left' poll_until 30 logged 'The peer has brought up no IP in 120 s'
check 'with a PADT' poll_until 10 ac_logged 'session 1 closed: PADT'
check 'another one follows' poll_until 20 has_two
check 'in few lines of log' test "$(wc -l </tmp/log)" -lt 20
kill_ac 2>/dev/null
ac nft delete table netdev requests
ac tc qdisc del dev eth0 root
start_our_ac
check 'with an AC that takes what it gets: the link is up' poll_until 60 eval 'both_up ppp0 && one_route_each'
poff line
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left
done_testing
