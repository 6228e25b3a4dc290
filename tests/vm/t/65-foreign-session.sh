#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A session of the stock plugin on the same interface: the kernel would drop it
# with any change of the interface's MTU.

. ./lib.sh


world
ac ip link set eth0 mtu 1508
start_our_ac
PLUGIN=rp-pppoe.so peers_basic stock 'unit 5'
peers_basic jumbo 'unit 0' 'mtu 1500'
pppd call stock >/dev/null
check 'a session of the stock plugin comes up' poll_until 20 up4 ppp5
index=$(index_of ppp5)
pppd call jumbo >/dev/null
check 'ours comes up beside it' poll_until 20 up4 ppp0
# Fail if only sessions with a record count.
check 'the interface is not raised under it' mtu_is eth1 1500
check 'it is said' logged 'Cannot raise the MTU of eth1'
check 'the session of the stock plugin lives' test "$(index_of ppp5)" = "$index"
poff jumbo
check 'ours ends' poll_until 15 gone ppp0
poff stock
check 'so does the other one' ends_within 15

# Fail if the kernel's list is searched for the name: it has the one that the session was opened by.
check 'the interface has another name' ip link property add dev eth1 altname wan
sed 's/^eth1$/wan/' /etc/ppp/peers/stock >/etc/ppp/peers/altname
pppd call altname >/dev/null
check 'the stock plugin comes up by that' poll_until 20 up4 ppp5
index=$(index_of ppp5)
pppd call jumbo >/dev/null
check 'ours comes up beside it, too' poll_until 20 up4 ppp0
check 'nor is the interface raised then' mtu_is eth1 1500
check 'so that session lives' test "$(index_of ppp5)" = "$index"
poff jumbo
check 'ours ends once more' poll_until 15 gone ppp0
poff altname
check 'and the other one' ends_within 15

pppd call jumbo >/dev/null
check 'ours comes up alone' poll_until 20 up4 ppp0
check 'the interface is raised' mtu_is eth1 1508
pppd call stock >/dev/null
check 'the stock plugin joins it' poll_until 20 up4 ppp5
index=$(index_of ppp5)
poff jumbo
check 'ours ends' poll_until 15 gone ppp0
check 'it is said why the MTU stays' poll_until 5 logged 'The MTU of eth1 stays'
sleep 2
check 'the session of the stock plugin lives on' test "$(index_of ppp5)" = "$index"
poff stock
check 'the last one ends' ends_within 15

# What stands on it the kernel lowers with it. Fail without lower_mtu().
ip -batch - <<-END
	link add link eth1 name eth1.7 type vlan id 7
	link set eth1.7 up
END
ip -n ac -batch - <<-END
	link add link eth0 name eth0.7 type vlan id 7
	link set eth0.7 mtu 1508 up
END
settled eth1.7
start_our_ac -I eth0.7
sed 's/^eth1$/nic-eth1.7/' /etc/ppp/peers/stock >/etc/ppp/peers/above
pppd call jumbo >/dev/null
check 'ours comes up under a VLAN' poll_until 20 up4 ppp0
check 'the interface is raised for it' mtu_is eth1 1508
check 'somebody raises the VLAN as well' ip link set eth1.7 mtu 1508
pppd call above >/dev/null
check 'the stock plugin has a session there' poll_until 20 up4 ppp5
index=$(index_of ppp5)
: >/tmp/log
poff jumbo
check 'ours under it ends' poll_until 15 gone ppp0
check 'it is said why the MTU stays again' poll_until 5 logged 'The MTU of eth1 stays'
sleep 2
check 'the session on the VLAN lives on' test "$(index_of ppp5)" = "$index"
poff above
check 'it ends, too' ends_within 15
ip link set eth1.7 mtu 1500
pppd call jumbo >/dev/null
check 'ours comes up at last' poll_until 20 up4 ppp0
poff jumbo
check 'and gives back what had to stay' poll_until 15 mtu_is eth1 1500
done_testing
