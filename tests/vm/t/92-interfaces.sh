#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What stands above and below the interface of a session, and what the log says of it.

. ./lib.sh

world
start_our_ac
peers_basic line 'failover-metric 100' persist 'maxfail 0' 'lcp-echo-interval 0'
complete() { both_up ppp0 && one_route_each; }

check 'the link is up' pon line updetach
check 'with both IP versions' poll_until 30 complete
: >/tmp/log
ip link add br0 type bridge
ip link set br0 up
check 'its interface gets into a bridge' ip link set eth1 master br0
check 'and out' ip link set eth1 nomaster
sleep 1
# Fails if the deletion of a port is taken for that of the interface.
check_not 'which ends no session' logged 'Carrier lost\|Modem hangup'
check 'it works' poll_until 5 lan ping -c 1 -W 1 "$server4"
check 'the end' poff line
check 'comes' ends_within 15
ip link del br0

# A VLAN stands on an interface that is down: it is named, and nothing is set up for the user.
ip link add eth9 type veth peer name cable9
ip link set cable9 up
ip link add link eth9 name eth9.7 type vlan id 7
peers_basic vlan persist 'maxfail 0'
sed -i 's/^eth1$/nic-eth9.7/' /etc/ppp/peers/vlan
: >/tmp/log
check 'over a VLAN' pon vlan
# Fails if nobody looks below.
check 'what is down is named' poll_until 10 logged 'eth9.7 stands on eth9, which is down'
check_not 'and stays down' eval 'ip link show up dev eth9 | grep -q .'
check 'poff' poff vlan
check 'ends it' ends_within 15
ip link del eth9

# A bridge has 1508, and its port to the concentrator 1500: nothing is wrong with the line.
kill_ac
jumbo_wire ac
ip -batch - <<-END
	link add br1 type bridge
	link set br1 up
	link set eth1 master br1
	link set br1 mtu 1508
END
start_our_ac --max-payload 1500
peers_basic bridge 'mtu 1500'
sed -i 's/^eth1$/nic-br1/' /etc/ppp/peers/bridge
: >/tmp/log
check 'over a bridge' pon bridge updetach
check 'the link comes up' poll_until 30 up4 ppp0
note "$(ip -o link show dev br1)"
# Fails if the ports are not looked at.
check 'the port is named' poll_until 10 logged 'eth1, under br1, carries 1500 bytes, and 1508 are needed'
grep -a 'path\|MTU' /tmp/log | sed 's/^/# /'
check 'the end' poff bridge
check 'comes' ends_within 15
done_testing
