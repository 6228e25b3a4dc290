#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A gateway as Debian's pppoeconf sets it up: `pon dsl-provider`, persist and
# maxfail 0, so that it outlives any outage of the line; `poff dsl-provider`.
#
# Depends on the version of pppd.

. ./lib.sh

world
# shellcheck disable=SC2016 # not to be expanded by anybody
start_ac -C $'ac\e[2J$(reboot)'
peers_file dsl-provider <<-END
	noipdefault
	defaultroute
	replacedefaultroute
	hide-password
	noauth
	persist
	maxfail 0
	plugin PLUGIN
	nic-eth1
	user "user"
	usepeerdns

	# pppoeconf leaves the defaults: an outage noticed after two minutes, 30 s of holdoff.
	lcp-echo-interval 1
	lcp-echo-failure 4
	holdoff 1
END
cat >/etc/ppp/ip-up.d/00-record <<-'END'
	#!/bin/sh
	nft list ruleset >/tmp/ip-up.rules
	env >/tmp/ip-up.env
END
chmod +x /etc/ppp/ip-up.d/00-record
watch_discovery
remember_state
ac_mac=$(ac cat /sys/class/net/eth0/address)

env_has() { grep -qixF -- "$1" /tmp/ip-up.env; }
default_by_ppp0() { ip route show default | grep -q 'dev ppp0'; }

check 'pon starts pppd' pon dsl-provider
check 'the link comes up' poll_until 30 up4 ppp0
check 'the LAN reaches the server' poll_until 10 lan ping -c 1 -W 1 "$server4"
check 'the default route goes by ppp0' default_by_ppp0
check 'MTU 1492 on our side' grep -x 1492 /sys/class/net/ppp0/mtu
check 'MTU 1492 on the other side' ac sh -c 'ip link show ppp0 | grep "mtu 1492"'
check 'ip-up scripts run' poll_until 10 test -s /tmp/ip-up.env
check 'they see MACREMOTE' env_has "MACREMOTE=$ac_mac"
# Fails without text_escape() in dialer_ac_name().
# shellcheck disable=SC2016
check 'they see ACNAME, escaped' env_has 'ACNAME=ac\x1b[2J$(reboot)'
check 'they see REMOTENUMBER' env_has "REMOTENUMBER=$ac_mac"
check 'they see DNS1 of the peer' env_has DNS1=198.51.100.53
check 'the clamp is in place before the first of them' grep 'table inet pppoe-clamp-ppp0' /tmp/ip-up.rules

kill_ac
check 'an outage is noticed' poll_until 30 gone ppp0
check 'no clamp without a link' poll_until 3 eval '! clamps ppp0'
start_ac
check 'the link comes back by itself' poll_until 60 up4 ppp0
check 'and carries traffic again' poll_until 10 lan ping -c 1 -W 1 "$server4"
check 'there is one clamp' test "$(clamp_tables)" = 1

: >/tmp/discovery
check 'poff ends it' poff dsl-provider
check 'pppd ends' ends_within 15
check 'the concentrator got a PADT' poll_until 5 grep PADT /tmp/discovery
check 'nothing is left' nothing_left
done_testing
