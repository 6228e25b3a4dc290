#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dnsmasq, systemd-resolved and resolvconf get the name servers that the peer
# named, each for as long as the link has them, and nobody writes
# /etc/resolv.conf.

. ./lib.sh
. ./failover-lib.sh

world
start_ac
install_hooks
peers_basic line 'ifname dsl0' 'failover-metric 100' usepeerdns
rm -f /etc/ppp/ip-up.d/0000usepeerdns # Debian's, which does write it
echo 'nameserver 127.0.0.1' >/etc/resolv.conf
untouched() { [ "$(cat /etc/resolv.conf)" = 'nameserver 127.0.0.1' ]; }

# A session by which RESOLVER learns the server; LISTED finds it there.
session() { # RESOLVER LISTED [CHECK...]
	local resolver=$1 listed=$2
	shift 2
	echo "* $resolver" >/etc/pppoe-clamp/dns.conf
	check "$resolver: pppd starts" pon line
	check "$resolver: the link comes up" poll_until 40 up4 dsl0
	check "$resolver: it has the peer's server" poll_until 20 "$listed"
	[ $# = 0 ] || check "$@"
	/usr/lib/pppoe-clamp/dns down dsl0
	# The link is there still: it is the hook that takes it back.
	check_not "$resolver: and not when it is taken back" "$listed"
	/usr/lib/pppoe-clamp/dns up dsl0 198.51.100.53
	check "$resolver: it has it again" "$listed"
	poff line
	check "$resolver: pppd ends" ends_within 15
	check "$resolver: nor does it have it after that" poll_until 10 not "$listed"
	check "$resolver: /etc/resolv.conf is untouched" untouched
}
not() { ! "$@"; }

dnsmasq --no-resolv --servers-file=/run/pppoe-clamp/dns/servers --pid-file=/run/dnsmasq.pid \
	--user=nobody --log-facility=/tmp/dnsmasq.log
dnsmasq_lists() { grep -x 'server=198.51.100.53@dsl0' /run/pppoe-clamp/dns/servers; }
dnsmasq_asks() { grep "using nameserver 198.51.100.53#53(via dsl0)" /tmp/dnsmasq.log; }
# Fails without SIGHUP.
session 'dnsmasq /run/dnsmasq.pid' dnsmasq_lists \
	'dnsmasq asks it, by the link' poll_until 10 dnsmasq_asks
kill "$(cat /run/dnsmasq.pid)"

use systemd-resolved
useradd -r systemd-resolve
mkdir -p /run/dbus /run/systemd
dbus-daemon --system --fork
/lib/systemd/systemd-resolved 2>/tmp/resolved.log &
resolved=$!
check 'systemd-resolved runs' poll_until 20 resolvectl dns lan0
# Fails without `resolvectl revert`.
resolved_lists() { resolvectl dns dsl0 | grep -w 198.51.100.53; }
session resolved resolved_lists
kill $resolved

# The file that it writes is where the user wants it.
use openresolv
rm -f /etc/ppp/ip-*.d/000resolvconf # Debian's, which would do the same
echo resolv_conf=/tmp/resolv.conf >/etc/resolvconf.conf
# Fails without `resolvconf -d`.
resolvconf_lists() { grep -x 'nameserver 198.51.100.53' /tmp/resolv.conf; }
session resolvconf resolvconf_lists
done_testing
