#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# An interface that is not there yet, as a VLAN at boot, is waited for, if
# `nic-` says that it is one; also for its name, and when it was unplugged. The VLAN of a NIC
# that was unplugged is made again by what `pppoe-clamp setup` has written.

. ./lib.sh


world
ac ip link add link eth0 name eth0.8 type vlan id 8
ac ip link set eth0.8 up
run_ac pppoe-server -F -I eth0.8 -C lab-ac -L 10.67.15.1 -R 10.67.15.2 -N 8
printf '%s\n' 'plugin PLUGIN' nic-eth1.8 'user user' noauth noipdefault 'mtu 1492' persist \
	'maxfail 0' 'lcp-restart 1' | peers_file later
printf '%s\n' 'plugin PLUGIN' eth1.8 'user user' noauth | peers_file doubtful

# Fails if any word is taken for an interface.
check_not 'without the prefix it may be a typing error' pppd call doubtful
# Fails if an interface that is missing is no interface.
check 'with it pppd starts' pppd call later
check 'it is said' poll_until 10 logged 'eth1.8 is not there, waiting for it'
sleep 20
check 'pppd waits' router_pppds
start_clock
ip link add link eth1 name eth1.8 type vlan id 8
check_by 'the interface is there: the link comes up' 3000 up4 ppp0
poff later
check 'pppd ends' ends_within 10

# Whoever persists looks each second anyway.
ip link del eth1.8
: >/tmp/log
pppd call later nopersist nodetach >/dev/null &
check 'without persist it waits, too' poll_until 10 logged 'eth1.8 is not there, waiting for it'
sleep 5
start_clock
ip link add link eth1 name eth1.8 type vlan id 8
# Fails if wait_readable() leaves out d->arrivals.
check_by 'and is woken by the new interface' 3000 up4 ppp0
kill "$(router_pppds)"
check 'pppd ends' ends_within 10

ip link del eth1.8
: >/tmp/log
check 'it starts without the interface again' pppd call later
check 'it waits' poll_until 10 logged 'eth1.8 is not there, waiting for it'
poff later
check 'poff ends that' ends_within 5

# A NIC on USB: the kernel finds it, and udev gives it its name.
: >/tmp/log
check 'it starts without the interface once more' pppd call later
check 'it waits' poll_until 10 logged 'eth1.8 is not there, waiting for it'
ip link add link eth1 name usb0 type vlan id 8
sleep 5
check 'for that name' gone ppp0
start_clock
ip link set usb0 name eth1.8
check_by 'which an interface gets: the link comes up' 3000 up4 ppp0
ip link del eth1.8
check 'it is unplugged: the link goes' poll_until 10 gone ppp0
sleep 5
check 'pppd waits' router_pppds
start_clock
ip link add link eth1 name usb0 type vlan id 8
ip link set usb0 name eth1.8
check_by 'plugged in again: the link comes up' 3000 up4 ppp0
poff later
check 'poff ends it' ends_within 10
ip link del eth1.8 # which would take what is tagged

[ ! -d /srv/udev ] || use udev
for udevd in /usr/lib/systemd/systemd-udevd /lib/systemd/systemd-udevd; do [ ! -x $udevd ] || break; done
plug_in() { ip link add link eth1 name usb0 type macvlan mode bridge && ip link set usb0 up; }
plug_in
plan() {
	../../build/pppoe-clamp setup later --interface usb0 --vlan 8 --user user --password-file /etc/hostname \
		--start unit --mtu 1492 --yes --dry-run >/tmp/plan && grep '^+ACTION' /tmp/plan
}
check 'setup has a rule for udev' plan
sed -n 's/^+ACTION/ACTION/p' /tmp/plan >/etc/udev/rules.d/90-vlan.rules
mount -o remount,rw /sys
"$udevd" --daemon
ip link add link usb0 name usb0.8 type vlan id 8
printf '%s\n' 'plugin PLUGIN' nic-usb0.8 'user user' noauth noipdefault 'mtu 1492' persist \
	'maxfail 0' 'lcp-restart 1' | peers_file usb
check 'on a NIC on USB, with a VLAN: pppd starts' pppd call usb
check 'the link comes up' poll_until 20 up4 ppp0
ip link del usb0
check 'it is unplugged, with its VLAN: the link goes' poll_until 20 gone ppp0
check 'and the VLAN' gone usb0.8
plug_in
# Fails without the rule: nobody makes the VLAN.
check 'plugged in again: the link comes up' poll_until 60 up4 ppp0
# Also under another name at first: the kernel then says that it moved.
ip link del usb0
check 'once more it goes' poll_until 20 gone ppp0
ip link add link eth1 name macvlan0 type macvlan mode bridge
ip link set macvlan0 name usb0
check 'it comes under another name at first: the link comes up' poll_until 60 up4 ppp0
poff usb
check 'poff ends it, too' ends_within 10
pkill -x systemd-udevd
done_testing
