#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dnsmasq asks the name servers that the peer named, and nobody writes
# /etc/resolv.conf.

. ./lib.sh
. ./failover-lib.sh

world
start_ac
install_hooks
peers_basic line 'ifname dsl0' 'failover-metric 100' usepeerdns
echo '* dnsmasq /run/dnsmasq.pid' >/etc/pppoe-clamp/dns.conf
rm -f /etc/ppp/ip-up.d/0000usepeerdns # Debian's, which does write it
echo 'nameserver 127.0.0.1' >/etc/resolv.conf
dnsmasq --no-resolv --servers-file=/run/pppoe-clamp/dns/servers --pid-file=/run/dnsmasq.pid \
	--user=nobody --log-facility=/tmp/dnsmasq.log
asks() { grep "using nameserver 198.51.100.53#53(via dsl0)" /tmp/dnsmasq.log; }
listed() { grep -x 'server=198.51.100.53@dsl0' /run/pppoe-clamp/dns/servers; }
not_listed() { ! listed; }
untouched() { [ "$(cat /etc/resolv.conf)" = 'nameserver 127.0.0.1' ]; }

check 'pppd starts' pon line
check 'the link comes up' poll_until 40 up4 dsl0
check "dnsmasq uses the peer's server, by the link" poll_until 10 asks
check 'the file names it' listed
poff line
check 'pppd ends' ends_within 15
check 'the file does not name it any more' poll_until 10 not_listed
check '/etc/resolv.conf is untouched' untouched
done_testing
