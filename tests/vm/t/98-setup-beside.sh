#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `pppoe-clamp setup` on a machine that has been a router for long: pppoeconf's line, which
# pon has started, a LAN of systemd-networkd's, a dnsmasq with addresses for it, and rules
# that name ppp0. All of that goes on, now and after a reboot.
#
# Depends on the version of systemd.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/systemd.sh
. ./systemd.sh

[ ! -d /srv/dnsmasq ] || use dnsmasq
world
cp -a ../../installed/. /
install ../../build/pppoe-clamp /usr/bin
serve_connects router 8080
start_our_ac --one-session replace

ip -4 address flush dev lan0
# networkd asks for udev, which nobody has here, where it may write to /sys.
mkdir -p /etc/systemd/system/systemd-networkd.service.d /etc/systemd/system/{multi-user,sysinit}.target.wants
printf '[Service]\nBindReadOnlyPaths=/sys\n' >/etc/systemd/system/systemd-networkd.service.d/no-udev.conf
printf '%s\n' '[Match]' Name=lan0 '[Network]' Address=192.168.1.1/24 ConfigureWithoutCarrier=yes \
	>/etc/systemd/network/20-lan.network
ln -s /lib/systemd/system/systemd-networkd.service /etc/systemd/system/multi-user.target.wants/
printf '%s\n' bind-interfaces interface=lan0 dhcp-range=192.168.1.50,192.168.1.90,12h >/etc/dnsmasq.conf
mkdir -p /etc/network/interfaces.d
cat >/etc/network/interfaces <<-END
	source /etc/network/interfaces.d/*
	auto lo
	iface lo inet loopback
END
cat >/etc/nftables.conf <<-END
	#!/usr/sbin/nft -f
	flush ruleset
	table inet mine {
		chain input {
			type filter hook input priority filter
			iifname "ppp0" tcp dport 8080 drop
		}
	}
END
ln -s /lib/systemd/system/nftables.service /etc/systemd/system/sysinit.target.wants/
printf '%s\n' noipdefault defaultroute hide-password noauth persist 'maxfail 0' 'plugin rp-pppoe.so' nic-eth1 \
	'user "user"' usepeerdns >/etc/ppp/peers/dsl-provider

check 'Debian boots' boot_debian
# As pppoeconf leaves it when it has ended.
cat >>/etc/network/interfaces <<-END
	auto dsl-provider
	iface dsl-provider inet ppp
		pre-up /bin/ip link set eth1 up # line maintained by pppoeconf
		provider dsl-provider
END
check 'pon, by pppoeconf' in_debian pon dsl-provider
check 'the link is up' poll_until 30 up4 ppp0
has_address() { ip -4 address show dev lan0 | grep 192.168.1.1/24; }
check 'the LAN has its address' poll_until 20 has_address
serves() { in_debian systemctl -q is-active dnsmasq.service; }
check 'dnsmasq runs, once it has that' in_debian systemctl start dnsmasq
: >/tmp/ac.log

sets_up() { in_debian pppoe-clamp setup --from /etc/ppp/peers/dsl-provider --lan lan0 --yes >/tmp/said 2>&1; }
check 'setup' sets_up
check 'and says what it leaves' grep '^Note: dnsmasq has a dhcp-range already' /tmp/said
check 'the link is up' poll_until 30 both_up ppp0
one_pppd() { router_pppds >/tmp/pppds && [ "$(wc -l </tmp/pppds)" = 1 ]; }
# Fails if only ifupdown is asked what runs: two would take the line from each other.
check 'by one pppd' one_pppd
sessions() { [ "$(sessions_logged created)" = 1 ]; }
# Fails on Linux 6.1 if networkd sets the link up before pppd has renamed it.
check 'with one more session' sessions
# Fails if a file of setup's goes before that of the LAN.
check 'the LAN has its address' has_address
# Fails if setup adds bind-dynamic.
check 'dnsmasq runs' serves
check_not 'and gives addresses once' grep -r dhcp-range /etc/dnsmasq.d
closed() { ! timeout 4 ip netns exec server bash -c "exec 3<>/dev/tcp/10.67.15.$1/8080"; }
read_address() { read -r _ _ _ address _ < <(ip -4 -o address show dev ppp0) && address=${address##*.}; }
stays_closed() { read_address && closed "$address"; }
# Fails if the link has another name: the rule would say nothing.
check 'what was closed is closed' stays_closed

check 'the machine stops' stop_debian
ip -4 address flush dev lan0
check 'and boots' boot_debian
check 'the link is up' poll_until 60 both_up ppp0
check 'by one pppd' one_pppd
# The networkd of Debian 11 misses at times, when it starts, what is there already.
! grep -q bullseye /etc/os-release || poll_until 10 has_address >/dev/null ||
	in_debian systemctl restart systemd-networkd
check 'the LAN has its address' poll_until 30 has_address
check 'with the rules' nft list table inet router-dsl-provider
check 'setup --remove' in_debian pppoe-clamp setup --remove dsl-provider --yes
check 'the LAN has its address' has_address
left() { find /etc -name '*pppoe-clamp-dsl*' -o -name 20-lan.network.d | grep .; }
check_not 'nothing of setup is left' left
done_testing
