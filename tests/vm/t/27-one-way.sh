#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A path that carries large frames in one direction only is as bad as one that
# carries none; and a peer that does not come back when LCP starts again gets a
# PADT, and the next session is not asked for more than 1492.

. ./lib.sh

world
jumbo_wire
start_our_ac --max-payload 1500 --verbose
peers_basic line 'mtu 1500' 'failover-metric 100' persist
remember_state

comes_up() {
	: >/tmp/log
	forget_path_mtus
	pppd call line && poll_until 30 up4 ppp0
}
ends() {
	poff line
	ends_within 15 && poll_until 10 ac_idle
}
forget_verdict() { rm -f /run/pppoe-clamp/eth1.*; }
falls_back() { # SPACE THAT GETS NO LARGE FRAMES
	lose_large "$1"
	check "$1 loses: the link comes up" comes_up
	check "$1 loses: noticed" poll_until 10 logged 'going on with 1492'
	check "$1 loses: 1492 at both ends" poll_until 10 both_have 1492
	check "$1 loses: packets of 1492 bytes pass both ways" poll_until 10 pings_both_ways 1492
	check "$1 loses: it ends" ends
	"$1" nft delete table netdev lossy
	forget_verdict
}

falls_back ac
falls_back router
check 'the link comes up without loss' comes_up
check 'at 1500' poll_until 10 both_have 1500
check 'it ends' ends

# Once a large frame was lost, so are the session's LCP Configure-Requests.
ac nft -f - <<-'END'
	table netdev lossy {
		set starved {
			typeof @nh,16,16
			flags dynamic,timeout
			timeout 1m
		}
		chain ingress {
			type filter hook ingress device "eth0" priority 0
			meta length > 1500 update @starved { @nh,16,16 } drop
			@nh,16,16 @starved @nh,48,24 0xc02101 drop
		}
	}
END
: >/tmp/ac.log # all its sessions are closed
check 'a peer that does not start LCP again' comes_up
check 'is left' poll_until 20 logged 'does not start LCP again'
check 'with a PADT at once' poll_until 4 ac_logged '^PADT from'
check 'the next session is up' poll_until 20 both_up ppp0
check 'at 1492' both_have 1492
check 'and no more was asked for' ac_logged 'PADS to .*, payload 0'
check 'packets of 1492 bytes pass both ways' pings_both_ways 1492
check 'it ends again' ends
done_testing
