#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Options as the stock plugin has them, and pppd's exit status.
#
# Depends on the version of pppd.

. ./lib.sh

world
start_ac
peers_basic line 'debug'
remember_state
ac_mac=$(ac cat /sys/class/net/eth0/address)
stop() { poff line && ends_within 15 && nothing_left; }

echo 'failover-metric 77' >/etc/ppp/options.eth1
check 'options.eth1 is read' pon line
check 'with the same rights as the peers file' poll_until 30 one_route_each
check 'its value counts' grep metric.77 <(our_routes -4)
sent_lcp() { grep -m 1 'sent \[LCP ConfReq' /tmp/log; }
check 'LCP asks for MRU 1492' grep 'mru 1492' <(sent_lcp)
plain_lcp() { sent_lcp && ! sent_lcp | grep -E 'pcomp|accomp|asyncmap'; }
check 'and not for ACFC, PFC or an ACCM (RFC 2516 section 7)' plain_lcp
check 'down' stop
rm /etc/ppp/options.eth1

# In options.eth1, or in /etc/ppp/options for all lines, as well.
echo 'plugin pppoe-clamp.so' >/etc/ppp/options.eth1
# Fails without `loaded` in plugin_init: each hook called itself.
check 'the plugin named twice: a link' eval 'pon line && poll_until 30 both_up ppp0'
check 'down' stop
rm /etc/ppp/options.eth1

prints() { # PATTERN: among what `dump dryrun` says
	pppd call line pppoe-service isp pppoe-padi-attempts 2 dump dryrun >/tmp/dump 2>&1
	cat /tmp/dump
	grep -Eq "$1" /tmp/dump && ! grep 'know how' /tmp/dump
}
check 'dump shows the device' prints '^eth1'
check 'and our options' prints '^pppoe-padi-attempts 2'

ends_with() { # STATUS LOG-PATTERN OPTION...
	local status=$1 pattern=$2
	shift 2
	: >/tmp/log
	pppd call line nodetach "$@" >/tmp/out 2>&1
	[ $? = "$status" ] && grep -E -- "$pattern" /tmp/log /tmp/out
}
quick='pppoe-padi-timeout 1 pppoe-padi-attempts 1'
# shellcheck disable=SC2086 # two options and their values
{
	check 'no AC of that name: status 8' ends_with 8 'No access concentrator' $quick pppoe-ac other
	check 'no such service: status 8' ends_with 8 'No access concentrator' $quick pppoe-service x
	check 'another AC address: status 8' ends_with 8 'No access' $quick pppoe-mac 0:0:5e:0:53:1
}
check 'a bad value: status 2, and what was expected' \
	ends_with 2 "pppoe-mac: 'x' is not the address of an AC" pppoe-mac x
check 'a bad session' ends_with 2 "pppoe-sess: '65535:" "pppoe-sess" "65535:$ac_mac"
check 'nothing is left' nothing_left

check 'a session' pon line updetach
kill -9 "$(router_pppds)"
# A moment later the kernel lets go of the session.
no_session() { [ "$(grep -c . /proc/net/pppoe)" = 1 ]; }
poll_until 5 no_session
rm -f /run/ppp0.pid
id=$(sed -n 's/.*PPP session is //p' /tmp/log | tail -n 1)
check 'the AC keeps it when pppd is killed; pppoe-sess takes it over' \
	pon line updetach pppoe-sess "$id:$ac_mac"
check 'it is clamped' clamps ppp0
watch_discovery
check 'down' stop
check 'with a PADT for that session' poll_until 5 grep "PADT \[ses 0x$(printf %x "$id")\]" /tmp/discovery
done_testing
