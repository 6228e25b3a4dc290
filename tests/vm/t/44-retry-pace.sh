#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A provider that refuses is not pestered, and a signal acts at once at any moment.
#
# Depends on the version of pppd.

. ./lib.sh

persistent=(persist 'maxfail 0' 'holdoff 0' 'lcp-restart 3')
padrs() { events "$mac > .*PADR"; }
at_least() { [ "$(padrs)" -ge "$1" ]; } # PADRS
five_padis() { [ "$(events PADI)" -ge 5 ]; }
# Frames of this PPP protocol do not arrive.
lose_protocol() { # HEX
	nft -f - <<-END
		table netdev lossy {
			chain ingress {
				type filter hook ingress device eth1 priority 0
				ether type 0x8864 @ll,160,16 0x$1 counter drop
			}
		}
	END
}
lost_some() { nft list table netdev lossy | grep -q 'packets [1-9]'; }
start() { # PEERS
	forget_events
	: >/tmp/log
	pppd call "$1" >/dev/null
}
ends_at_once() { # WHEN [PEERS]
	start_clock
	kill "$(router_pppds)"
	check "SIGTERM $1: pppd ends" ends_within 4
	read_clock
	note "$took ms"
}

world
mac=$(</sys/class/net/eth1/address)
watch_events
peers_basic line "${persistent[@]}"
peers_basic attached "${persistent[@]}" "pppoe-sess 7:$(ac cat /sys/class/net/eth0/address)"

start line
check 'nobody there: a PADI goes out' poll_until 10 happened PADI
check 'and more, 1.5 s apart at most' poll_until 6 five_padis
ends_at_once 'in discovery'

start attached
check 'nobody answers in LCP' poll_until 10 happened 'Conf-Request'
ends_at_once 'in LCP'

pull_cable
start line
check 'no carrier' poll_until 10 logged 'No carrier on eth1'
ends_at_once 'while waiting for the carrier'
start line
check 'no carrier' poll_until 10 logged 'No carrier on eth1'
kill -HUP "$(router_pppds)"
plug_cable
start_our_ac
check 'SIGHUP there does no harm' poll_until 20 up4 ppp0
poff line
check 'pppd ends' ends_within 10

lose_protocol c223
start line
check 'the challenge is lost' poll_until 10 lost_some
ends_at_once 'in CHAP'
nft delete table netdev lossy

echo '"user" * "wrong" *' >/etc/ppp/chap-secrets
start line
check 'a wrong password is tried' poll_until 30 at_least 1
check 'three times' poll_until 30 at_least 3
sleep 12
# Fails if pace_judge() never says PACE_REFUSED.
check 'and no more for a while' test "$(padrs)" = 3
start_clock
kill -HUP "$(router_pppds)"
check_by 'SIGHUP: a new try, at once' 3000 at_least 4
check 'and two more' poll_until 30 at_least 6
sleep 6
check 'but no fourth' test "$(padrs)" = 6
ends_at_once 'while holding back'

start line
check 'another three tries' poll_until 30 at_least 3
sleep 3
echo '"user" * "secret" *' >/etc/ppp/chap-secrets
kill -HUP "$(router_pppds)"
check 'SIGHUP with the right password: the link comes up' poll_until 20 up4 ppp0
poff line
check 'pppd ends' ends_within 10
done_testing
