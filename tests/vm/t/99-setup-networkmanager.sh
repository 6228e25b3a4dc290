#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `pppoe-clamp setup` with a LAN on an interface that NetworkManager has, as on each desktop:
# it would look for a DHCP server there, and take the address away that setup gives. With
# systemd-resolved, as many desktops have it: who asks it gets names by dnsmasq.
#
# Depends on the version of NetworkManager.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/systemd.sh
. ./systemd.sh

[ ! -d /srv/dnsmasq ] || use dnsmasq
[ ! -d /srv/systemd-resolved ] || use systemd-resolved
id systemd-resolve >/dev/null 2>&1 || useradd -r systemd-resolve
world
server ip address add 198.51.100.53/24 dev eth0
server dnsmasq --keep-in-foreground --no-resolv --no-hosts --bind-interfaces --listen-address=198.51.100.53 \
	--address=/www.example/$server4 --pid-file=/tmp/names.pid 2>/dev/null &
cp -a ../../installed/. /
install ../../build/pppoe-clamp /usr/bin
ip address flush dev lan0
start_our_ac
# Nobody has udev here; both ask for it where they may write to /sys.
mkdir -p /etc/systemd/system/NetworkManager.service.d /etc/systemd/system/systemd-networkd.service.d
printf '%s\n' '[Service]' ReadOnlyPaths=/sys >/etc/systemd/system/NetworkManager.service.d/lab.conf
printf '%s\n' '[Service]' BindReadOnlyPaths=/sys >/etc/systemd/system/systemd-networkd.service.d/no-udev.conf
printf '%s\n' '[main]' 'no-auto-default=*' '[device]' match-device=interface-name:lan0,interface-name:br0 managed=1 \
	>/etc/NetworkManager/conf.d/lab.conf
check 'Debian boots' boot_debian
in_debian systemctl unmask NetworkManager
check 'NetworkManager starts' in_debian systemctl start NetworkManager
check 'systemd-resolved, too' in_debian systemctl start systemd-resolved
# As it makes one for each card.
check 'a profile with DHCP' in_debian nmcli connection add type ethernet con-name wired ifname lan0
state_of_lan() { in_debian nmcli -g GENERAL.STATE device show lan0; }
has_state() { [[ $(state_of_lan) = *"($1"* ]]; } # WORD
check 'it looks for an address on the LAN' poll_until 20 has_state connecting

check 'setup' in_debian pppoe-clamp setup --interface eth1 --user user --password-file <(echo secret) \
	--lan lan0 --lan-address 192.168.1.1/24 --yes
check 'the link is up' poll_until 30 both_up dsl0
has_address() { ip -4 address show dev lan0 | grep 192.168.1.1/24; }
check 'the LAN has its address' poll_until 10 has_address
resolves() { in_debian resolvectl query www.example | grep -w "$server4"; }
# Fails without add_resolved(): dnsmasq alone knows the provider's servers.
check 'the machine itself has names' poll_until 20 resolves
# Fails without plan_lan_from_nm(): within a minute the address is gone.
check 'NetworkManager leaves the LAN alone' has_state unmanaged
check 'also when it is started again' in_debian systemctl restart NetworkManager
check 'it does' poll_until 20 has_state unmanaged
check 'the LAN has its address' has_address
again() { in_debian pppoe-clamp setup --yes >/tmp/said 2>&1 && grep '^No file changes' /tmp/said; }
check 'setup again: nothing changes' again
check 'setup --remove' in_debian pppoe-clamp setup --remove --yes
is_managed() { [ "$(in_debian nmcli -g GENERAL.NM-MANAGED device show lan0)" = yes ]; }
check 'NetworkManager has the LAN again' poll_until 20 is_managed

# What it has made is there because it has it.
check 'a bridge of its own' in_debian nmcli connection add type bridge con-name bridge ifname br0 bridge.stp no \
	ipv4.method manual ipv4.addresses 192.168.2.1/24 ipv6.method disabled
bridge_has_address() { ip -4 address show dev br0 | grep 192.168.2.1/24; }
check 'has its address' poll_until 20 bridge_has_address
on_bridge() {
	in_debian pppoe-clamp setup --interface eth1 --user user --password-file <(echo secret) --lan br0 --yes "$@" \
		>/tmp/said 2>&1
}
refuses_address() { on_bridge --lan-address 192.168.3.1/24; [ $? = 2 ] && grep "lan 'br0': expected .*nmcli" /tmp/said; }
# Fails if networkd gives it one beside NetworkManager, which takes it away.
check 'another address has to be given there' refuses_address
# Fails if networkd counts as running for what it has left in /run.
check 'setup with its own' eval 'on_bridge || { cat /tmp/said; false; }'
check 'it keeps it' bridge_has_address
check 'the bridge is gone, as by a reboot' eval 'in_debian systemctl stop NetworkManager && ip link del br0'
check 'NetworkManager starts' in_debian systemctl start NetworkManager
# Fails if it is told to leave it alone: nobody makes it.
check 'and makes it again' poll_until 20 bridge_has_address
check 'setup --remove' in_debian pppoe-clamp setup --remove --yes
done_testing
