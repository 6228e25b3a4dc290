#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The link beside systemd-networkd, one of whose files names it (DHCPv6 wants
# that): with each `networkctl reconfigure`, and from some version on with its
# start, too, it takes away all that it has not made itself. The link works again at once.
# And on a VLAN that networkd makes.
#
# Depends on the version of pppd.

. ./lib.sh

world
ac ip link add link eth0 name eth0.7 type vlan id 7
ac ip link set eth0.7 up
start_ac -I eth0.7
serve_connects server 80
peers_basic line 'failover-metric 100' persist 'maxfail 0'
remember_state
mkdir -p /run/dbus /run/systemd/netif/{links,leases,lldp} /etc/systemd/network
chown -R systemd-network: /run/systemd/netif
tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
check 'the message bus starts' dbus-daemon --system --fork --nopidfile
printf '%s\n' '[Match]' Name=ppp0 '[Network]' DHCP=ipv6 IPv6AcceptRA=no \
	>/etc/systemd/network/ppp.network

# Nobody has udev here; networkd asks for it where it may write to /sys.
start_networkd() {
	unshare --mount sh -c 'mount -o remount,bind,ro /sys && exec /lib/systemd/systemd-networkd' \
		2>>/tmp/networkd &
	networkd=$!
}
knows() { networkctl --no-pager status ppp0 2>/dev/null | grep -q 'Network File: .*ppp.network'; }
picture() {
	ip -o address show dev ppp0 | sed 's/^[0-9]*: *//; s/  */ /g; s/\\.*//' | sort
	ip -4 route show table all dev ppp0 | sed 's/ *$//' | sort
	ip -6 route show table all dev ppp0 | grep -v '^fe80\|^multicast\|^local' | sed 's/ *$//' | sort
}
as_before() { picture >/tmp/now; diff /tmp/picture /tmp/now; }
takes_routes() { grep -q 'Somebody t[ao]' /tmp/log; }
works_again() { # WHAT
	[ "$1$version" = "its start252" ] || [ "$1$version" = "its restart252" ] ||
		check "$1: networkd takes what is ours" poll_until 10 takes_routes
	check "$1: all is as before" poll_until 2 as_before
	check "$1: the LAN reaches the server" poll_until 2 connects lan "$server4" 80
	check "$1: by IPv6, too" poll_until 2 connects lan "$server6" 80
	check "$1: pppd went on" test "$(router_pppds)" = "$pid"
	note "$(grep Somebody /tmp/log)"
	: >/tmp/log
}

pppd call line >/dev/null
check 'the link is up' poll_until 20 both_up ppp0
check 'with its routes' poll_until 5 one_route_each
pid=$(router_pppds)
picture >/tmp/picture
sed 's/^/# /' /tmp/picture
: >/tmp/log
read -r _ version _ < <(networkctl --version)
note "networkd $version"
start_networkd
check 'networkd has the file' poll_until 20 knows
works_again 'its start'
sleep 60
kill "$networkd" && wait "$networkd"
start_networkd
check 'networkd has the file again' poll_until 20 knows
works_again 'its restart'
sleep 60
check 'networkctl reconfigure' networkctl reconfigure ppp0
works_again 'a reconfiguration'
sleep 60
echo 'KeepConfiguration=yes' >>/etc/systemd/network/ppp.network
check 'networkctl reload' networkctl reload
[ "$version" != 247 ] || works_again 'a reload, which reconfigures'
check 'KeepConfiguration=yes: networkctl reconfigure' networkctl reconfigure ppp0
sleep 5
check_not 'nothing is taken' takes_routes
check 'all is as before' as_before
poff line
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left

# The VLAN of a line is networkd's, and comes when pppd waits for it.
sed 's/^eth1$/nic-line7/' /etc/ppp/peers/line >/etc/ppp/peers/vlan
check 'pppd starts without its VLAN' pppd call vlan
printf '%s\n' '[NetDev]' Name=line7 Kind=vlan '[VLAN]' Id=7 >/etc/systemd/network/line7.netdev
printf '%s\n' '[Match]' Name=eth1 '[Network]' VLAN=line7 >/etc/systemd/network/eth1.network
printf '%s\n' '[Match]' Name=line7 '[Network]' IPv6AcceptRA=no >/etc/systemd/network/line7.network
check 'networkd makes it' networkctl reload
[ "$version" != 247 ] || networkctl reconfigure eth1
check 'the link is up' poll_until 20 both_up ppp0
check 'on the VLAN' grep -q line7 /proc/net/pppoe
check 'the LAN reaches the server' poll_until 5 connects lan "$server4" 80
pid=$(router_pppds)
check 'networkctl reconfigure' networkctl reconfigure line7
sleep 5
check 'the LAN reaches it' connects lan "$server4" 80
check 'pppd went on' test "$(router_pppds)" = "$pid"
poff vlan
check 'pppd ends' ends_within 15
kill "$networkd"
done_testing
