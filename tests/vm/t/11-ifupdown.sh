#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# ifupdown's "inet ppp" method: ifup and ifdown in place of pon and poff; and what the
# command's setup makes of it for a line on a VLAN, also by a stanza that is there already.
#
# Depends on the version of pppd.

. ./lib.sh

world
start_ac
peers_basic line persist 'failover-metric 100'
cat >/etc/network/interfaces <<-END
	iface dsl inet ppp
		pre-up /sbin/ip link set eth1 up
		provider line
END
remember_state

check 'ifup starts the link' ifup dsl
check 'the link comes up' poll_until 30 both_up ppp0
check 'with its routes' poll_until 5 one_route_each
check 'with its clamp' clamps ppp0
check 'ifdown stops it' ifdown dsl
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left

kill_ac
ip -n ac -batch - <<-END
	link add link eth0 name eth0.7 type vlan id 7
	link set eth0.7 up
END
run_ac pppoe-server -F -I eth0.7 -C lab-ac -L 10.67.15.1 -R 10.67.15.2
ln -s "$PWD/../../build/pppoe-clamp" /usr/bin/pppoe-clamp
echo 'source /etc/network/interfaces.d/*' >>/etc/network/interfaces
mkdir -p /etc/network/interfaces.d
echo secret >/tmp/password
begin_tcpdump /tmp/discovery ip netns exec ac tcpdump -s 2000 -i eth0.7 --immediate-mode -l -en pppoed
check 'setup with ifupdown and a VLAN' pppoe-clamp setup seven --interface eth1 --vlan 7 --user user \
	--password-file /tmp/password --lan no --dns no --start ifupdown --yes
check 'the link is up' poll_until 5 both_up dsl0
ac tc qdisc add dev eth0 root netem delay 500ms
check 'ifdown' ifdown dsl0
check 'pppd has ended' ends_within 15
told() { grep "$(cat /sys/class/net/eth1/address) > .*PADT" /tmp/discovery; }
# Fails if the VLAN goes while pppd still needs it.
check 'and the concentrator is told' poll_until 5 told
check 'the VLAN is gone' test ! -e /sys/class/net/eth1.7
ac tc qdisc del dev eth0 root

# As pppoeconf leaves it: a stanza of its own, which is up, with another plugin.
cat >>/etc/network/interfaces <<-END
	auto dsl-provider
	iface dsl-provider inet ppp
		pre-up /sbin/ip link set eth1 up # line maintained by pppoeconf
		provider eight
END
rp_pppoe() { sed 's/^plugin .*/plugin rp-pppoe.so/; s/^nic-.*/nic-eth1/' /etc/ppp/peers/line; }
rp_pppoe | grep -v '^failover' >/etc/ppp/peers/eight
cp /etc/ppp/peers/eight /tmp/eight
check 'the stanza of somebody else is up' ifup dsl-provider
ip -4 address flush dev lan0
printf '%s\n' 'auto lan0' 'iface lan0 inet dhcp' >>/etc/network/interfaces
beside_it() {
	pppoe-clamp setup eight --interface eth1 --vlan 7 --user user --password-file /tmp/password \
		--link dsl1 --dns no --lan lan0 --lan-address 192.168.1.1/24 --dhcp no --ra no --pd no --yes
}
# Fails if DHCP goes on beside the address: when nobody answers, its client takes that away.
refuses_dhcp() { beside_it >/tmp/said 2>&1; [ $? = 2 ] && grep "lan 'lan0': expected .*inet dhcp" /tmp/said; }
check 'a LAN by DHCP is refused' refuses_dhcp
sed -i 's/inet dhcp/inet manual/' /etc/network/interfaces
check 'the LAN has a stanza without an address, that is up' ifup lan0
check 'setup beside it' beside_it
check 'the link is up' poll_until 5 both_up dsl1
lan_has_address() { ip -4 address show dev lan0 | grep 192.168.1.1/24; }
# Fails without ifdown: ifup does nothing for what is up, and the address comes with the next boot.
check 'the LAN has its address' lan_has_address
check 'ifdown by the name of the stanza' ifdown dsl-provider
check 'pppd has ended' ends_within 15
check 'the VLAN is gone' test ! -e /sys/class/net/eth1.7
nft delete table inet router-eight
# Fails if rules and VLAN are only there until the next boot.
check 'ifup' ifup dsl-provider
check 'the link is up' poll_until 30 both_up dsl1
check 'with the rules' nft list table inet router-eight
check 'setup takes it back' pppoe-clamp setup eight --remove --yes
check 'the peers file is as it was' cmp /tmp/eight /etc/ppp/peers/eight
check 'the stanza is up with it' pgrep -f 'pppd call eight'
check 'the link of setup is gone' poll_until 15 test ! -e /sys/class/net/dsl1
stanza_is_up() { grep '^lan0=' /run/network/ifstate && ! lan_has_address; }
check 'that of the LAN is up, without an address' stanza_is_up
check_not 'no script is left' compgen -G '/etc/network/if-*.d/pppoe-clamp*'
done_testing
