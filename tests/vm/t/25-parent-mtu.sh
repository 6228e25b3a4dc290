#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The interface under the session, and the one under that, have 1508 as long as
# a session needs them to, and their own MTU again whatever became of it.

. ./lib.sh

world
ac ip link set eth0 mtu 1508
ip -batch - <<-END
	link add link eth1 name eth1.7 type vlan id 7
	link set eth1.7 up
END
ip -n ac -batch - <<-END
	link add link eth0 name eth0.7 type vlan id 7
	link set eth0.7 up
END
settled eth1.7
start_our_ac -I eth0.7 --max-payload 1500
# The kernel's refusal: a VLAN cannot carry more than the interface under it,
# which is out of our reach.
ip netns add host
ip -batch - <<-END
	link add eth2 type veth peer name cable netns host
	link set eth2 up
END
ip -n host -batch - <<-END
	link set cable up
	link add link cable name nic type vlan id 7
	link set nic netns 1
END
ip link set nic up

peers_on() { # NAME INTERFACE [LINE...]
	local name=$1 interface=$2
	shift 2
	peers_basic "$name" 'failover-metric 100' "$@"
	sed -i "s/^eth1\$/nic-$interface/" "/etc/ppp/peers/$name"
}
peers_on line eth1.7 'mtu 1500' 'unit 0'
peers_on second eth1.7 'mtu 1500' 'unit 1'
peers_on plain eth1.7 'unit 1'
peers_on keep eth1.7 'mtu 1500' 'unit 0' 'pppoe-parent-mtu keep'
peers_on refused nic 'mtu 1500' 'unit 2' persist

raised() { mtu_is eth1.7 1508 && mtu_is eth1 1508; }
lowered() { mtu_is eth1.7 1500 && mtu_is eth1 1500; }
comes_up() { # PEERS INTERFACE
	: >/tmp/log
	pppd call "$1" && poll_until 30 both_up "$2"
}
ends() { # PEERS
	local pid
	pid=$(pgrep -ofx "pppd call $1")
	kill "$pid"
	poll_until 15 eval "! kill -0 $pid 2>/dev/null"
}
dies() { # PEERS INTERFACE
	kill -9 "$(pgrep -ofx "pppd call $1")"
	# What it had just forked has its record until it is a script.
	poll_until 5 eval "gone $2 && ! pgrep -fx 'pppd call $1'"
	rm -f "/run/$2.pid"
}
remember_state

check 'the link comes up on a VLAN' comes_up line ppp0
check 'the VLAN and the interface under it are raised' raised
check 'the path is proved' poll_until 10 logged 'carries 1500 bytes both ways'
check 'a second session comes up' comes_up second ppp1
check 'with 1500 as well' poll_until 10 mtu_is ppp1 1500
check 'the first lives' up4 ppp0
check 'it ends' ends line
check 'the second keeps the parent raised' raised
check 'and lives' up4 ppp1
check 'it ends, too' ends second
check 'nothing is left, the parent has its MTU again' nothing_left

check 'up again' comes_up line ppp0
dies line ppp0
check 'after kill -9 the parent is raised' raised
check 'the next start needs less' comes_up plain ppp1
check 'and restores it' lowered
check 'under a session that lives the parent is not raised' comes_up line ppp0
check 'one clear warning' [ "$(grep -c 'Cannot raise the MTU of eth1.7: ' /tmp/log)" = 1 ]
check 'and 1492' mtu_is ppp0 1492
check 'both live' up4 ppp1
check 'they end' ends line
check 'both' ends plain
check 'nothing is left again' nothing_left

check 'up once more' comes_up line ppp0
check 'somebody changes the MTU' ip link set eth1 mtu 1600
check 'it ends with that' ends line
check 'the change stays' mtu_is eth1 1600
check 'what we raised is restored' mtu_is eth1.7 1500
ip link set eth1 mtu 1500
check 'that was all' nothing_left

check 'a parent to keep' comes_up keep ppp0
check 'stays' lowered
check 'the link has 1492' mtu_is ppp0 1492
check_not 'nobody complains' logged 'Cannot raise'
check 'it ends at last' ends keep

check 'a parent that refuses' pppd call refused
check 'is told once' poll_until 10 logged 'Cannot raise the MTU of nic: '
check 'and stays' mtu_is nic 1500
done_testing
