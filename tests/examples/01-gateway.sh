#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/gateway: a router for a house, with dnsmasq and nftables. A LAN host that
# knows nothing gets an address, names, and the MTU of the line by DHCP and by a
# router advertisement. All of it is there again after a reboot.
#
# Depends on the version of pppd.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

# A host that has nothing but what it is told.
new_host() {
	lan sysctl -q net.ipv6.conf.eth0.accept_ra=1
	ip -n lan -batch - <<-END
		address flush dev eth0
		link set eth0 down
		link set eth0 up
	END
}
ask_dhcp() {
	mkdir -p /tmp/host/network /tmp/host/run
	printf '%s\n' '[Match]' Name=eth0 '[Network]' DHCP=ipv4 IPv6AcceptRA=no KeepConfiguration=yes \
		'[DHCPv4]' UseMTU=yes >/tmp/host/network/lan.network
	ip netns exec lan unshare --mount sh -c '
		mount -o remount,bind,ro /sys && mount --bind /tmp/host/network /etc/systemd/network &&
		mount --bind /tmp/host/run /run && mkdir -p /run/systemd/netif/links /run/systemd/netif/leases \
			/run/systemd/netif/lldp && chown -R systemd-network: /run/systemd/netif &&
		exec /lib/systemd/systemd-networkd' 2>>/tmp/host/log &
}
# Which one depends on its MAC address: any from 100 to 200.
has_address() { ip -n lan -4 address show dev eth0 | grep -E 'inet 192\.168\.1\.(1[0-9]{2}|200)/24'; }
has_prefix() { ip -n lan -6 address show dev eth0 dynamic | grep 'inet6 2001:db8:1:'; }
mtu6_is() { [ "$(lan cat /proc/sys/net/ipv6/conf/eth0/mtu)" = "$1" ]; }
# shellcheck disable=SC2119 # the usual target
reboots() { stop_debian && boot_debian; }

example_world
# shellcheck disable=SC2119 # no options
start_our_ac
start_example gateway
link_works ppp0 1492
new_host
check 'a new host has an IPv6 address' poll_until 20 has_prefix
check 'with the MTU of the line' poll_until 5 mtu6_is 1492
ask_dhcp
check 'and an IPv4 address' poll_until 20 has_address
check 'with the MTU of the line, too' poll_until 5 mtu_is lan eth0 1492
check 'the host fetches by IPv4' download "$server4" 81
check 'and by IPv6' download "$server6" 81
check 'nobody comes in from outside' eval '! connects server 10.67.15.2 53'
check 'a reboot' reboots
check 'the link is up again' poll_until 30 both_up ppp0
check 'the host fetches by IPv4' poll_until 10 download "$server4" 81
check 'and by IPv6' poll_until 10 download "$server6" 81
check 'names are known again' poll_until 10 knows_name lan
end_example systemctl disable --now pppoe-clamp@dsl-provider
done_testing
