#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# NetworkManager, which names rp-pppoe.so by itself: with `divert on` its line is ours,
# beside its own plugin for pppd, and the routes are its own; without, ours clamps what
# the stock plugin opens.
#
# Depends on the version of pppd.

. ./lib.sh
. ./systemd.sh

divert=/usr/lib/pppoe-clamp/divert
dsl() { in_debian nmcli --wait 40 connection "$1" dsl; } # up|down
theirs() { ip "$1" route show default dev dsl0 proto static | grep .; } # -4|-6
# That of Debian 11 has one by IPv6 only where a router advertises itself.
is_old() { grep -q bullseye /etc/os-release; }
theirs6() { is_old || theirs -6; }
only_theirs() { no_routes && theirs -4 && theirs6; }
by_ours() { grep -q "/pppoe-clamp\.so" "/proc/$(router_pppds)/maps"; }
by_stock() { grep -q "/pppoe\.so" "/proc/$(router_pppds)/maps"; }
no_clamp() { [ "$(clamp_tables)" = 0 ]; }
named() { grep -qx 'nameserver 198.51.100.53' /etc/resolv.conf; }

world
start_ac
serve_connects server 80
serve_connects lan 80
cp -a ../../installed/. /
mkdir -p /etc/systemd/system/NetworkManager.service.d
# Nobody has udev here; it asks for it where it may write to /sys.
printf '%s\n' '[Service]' ReadOnlyPaths=/sys >/etc/systemd/system/NetworkManager.service.d/lab.conf
printf '%s\n' '[main]' 'no-auto-default=*' '[keyfile]' unmanaged-devices=interface-name:lan0 \
	>/etc/NetworkManager/conf.d/lab.conf
check 'Debian boots' boot_debian
in_debian systemctl unmask NetworkManager
check 'NetworkManager starts' in_debian systemctl start NetworkManager
check 'nmcli connection add' in_debian nmcli connection add type pppoe con-name dsl ifname dsl0 \
	autoconnect no pppoe.parent eth1 pppoe.username user pppoe.password secret
remember_state

check 'divert on' in_debian $divert on
check 'nmcli connection up' dsl up
# Fails without the link that `divert on` makes.
check 'its line is ours' by_ours
check 'there is a clamp' clamps dsl0
check 'both IP versions are up' poll_until 20 both_up dsl0
check 'default routes are theirs' poll_until 5 only_theirs
check 'the provider names its server' poll_until 5 named
! is_old || ip -6 route add default dev dsl0
check 'handshakes are lowered, connections work' handshakes dsl0 1452 1432
check 'nmcli connection down' dsl down
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left

check 'divert off' in_debian $divert off
check 'nmcli connection up' dsl up
check 'its line is of the stock plugin' by_stock
check 'without a clamp' no_clamp
check 'nmcli connection down' dsl down
check 'nothing is left' nothing_left
echo 'plugin pppoe-clamp.so' >/etc/ppp/options.eth1
check 'ours in options.eth1: nmcli connection up' dsl up
check 'its line is of the stock plugin' by_stock
check 'there is a clamp' clamps dsl0
check 'both IP versions are up' poll_until 20 both_up dsl0
check 'default routes are theirs' poll_until 5 only_theirs
! is_old || ip -6 route add default dev dsl0
check 'handshakes are lowered, connections work' handshakes dsl0 1452 1432
check 'nmcli connection down' dsl down
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left

# What the manual says of failover-probe: routes that know of no loss are not to be there.
ours() { ip "$1" route show default dev dsl0 proto 168 | grep 'metric 100 '; }
both_kinds() { ours -4 && ours -6 && theirs -4 && theirs6; }
only_ours() { ours -4 && ours -6 && ! theirs -4 && ! theirs -6; }
never() { in_debian nmcli connection modify dsl ipv4.never-default yes ipv6.never-default yes; }
check 'divert on' in_debian $divert on
echo 'failover-metric 100' >/etc/ppp/options.eth1
check 'failover-metric: nmcli connection up' dsl up
check 'theirs are beside ours' poll_until 20 both_kinds
check 'nmcli connection down' dsl down
check 'pppd ends' ends_within 15
check 'never-default' never
check 'nmcli connection up' dsl up
check 'ours are there alone' poll_until 20 only_ours
check 'and stay so' eval '! poll_until 5 theirs -4 && only_ours'
check 'nmcli connection down' dsl down
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left
done_testing
