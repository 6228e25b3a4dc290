#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The whole router in a container: with no capability but CAP_NET_ADMIN and CAP_NET_RAW,
# no device but /dev/ppp, and neither /sys nor /proc/sys to write to, everything is as
# outside, and nobody complains. What is missing is named.
#
# Depends on the version of pppd.

. ./lib.sh

world
jumbo_wire ac
start_our_ac --max-payload 1500
serve_connects server 80
peers_file line <<-'END'
	plugin PLUGIN
	eth1
	user user
	noauth
	noipdefault
	+ipv6
	pppoe-max-payload auto
	failover-metric 100
	failover-detect 500
	failover-probe 198.51.100.2
	failover-conntrack yes
END

# The engine moves the interfaces and sets what is in /proc/sys, and then takes it away.
box() { ip netns exec box "$@"; }
ip netns add box
box sysctl -q net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
	net.ipv6.conf.default.dad_transmits=0 net.ipv6.conf.default.router_solicitation_delay=0
for interface in eth1 lan0; do ip link set "$interface" netns box; done
ip -n box -batch - <<-END
	link set lo up
	link set lan0 up
	address add 192.168.1.1/24 dev lan0
	address add fd00:1::1/64 dev lan0
END
check 'the LAN reaches it' poll_until 10 lan ping -c 1 -W 1 fd00:1::1
mkdir /tmp/dev
cat >/tmp/contain <<-'END'
	#!/bin/sh
	# CAPABILITIES DEVICES RUN COMMAND...
	set -e
	mount -t proc proc /proc
	mount --bind /proc/sys /proc/sys
	mount -o remount,bind,ro /proc/sys
	mount -o remount,bind,ro /sys
	mount -t tmpfs dev /tmp/dev
	for device in null zero full random urandom $2; do cp -a "/dev/$device" /tmp/dev; done
	mount --move /tmp/dev /dev
	mount -t tmpfs -o "$3" run /run
	capabilities=-all$1
	shift 3
	exec setpriv --no-new-privs --bounding-set "$capabilities" --inh-caps=-all "$@"
END
chmod +x /tmp/contain
contain() { # CAPABILITIES DEVICES RUN COMMAND...
	ip netns exec box unshare --mount --propagation private --pid --fork --ipc --uts /tmp/contain "$@"
}
starts() { # [RUN]
	contain ,+net_admin,+net_raw ppp "${1:-rw}" pppd call line nodetach >/tmp/out 2>&1 &
	poll_until 20 is_up
}
contained() { # its pppd, and not what that has just started
	local process
	for process in $(ip netns pids box); do
		grep -qx pppd "/proc/$process/comm" && echo "$process" && return
	done
}
routes() { box ip "$1" route show proto 168; } # -4|-6
is_up() { [ -n "$(routes -4)" ] && [ -n "$(routes -6)" ]; }
ends() { # SIGNAL
	kill "-$1" "$(contained)"
	poll_until 10 is_over
}
is_over() { [ -z "$(contained; routes -4; routes -6; box nft list tables; box ip link show ppp0 2>/dev/null)" ]; }
has_ended() { [ -z "$(contained)" ]; }
ends_but_clamp() { # SIGNAL
	kill "-$1" "$(contained)"
	poll_until 10 has_ended && box nft delete table inet pppoe-clamp-ppp0 && is_over
}
complaints() { grep -iE 'cannot|not permitted|denied|read-only|failed' /tmp/out; }

check_not 'it has other capabilities' contain ,+net_admin,+net_raw ppp rw \
	sh -c 'grep CapEff /proc/self/status; ! grep -q "CapEff:.0000000000003000$" /proc/self/status'
check_not 'it may write to /proc/sys' contain ,+net_admin,+net_raw ppp rw sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'
check 'the link comes up, with routes of both IP versions' starts
check 'the parent is raised, and the path is proved' poll_until 5 box grep -x 1500 /sys/class/net/ppp0/mtu
check 'there is a clamp' box nft list table inet pppoe-clamp-ppp0
check 'the LAN connects by IPv4' connects lan "$server4" 80
check 'and by IPv6' connects lan "$server6" 80
check_not 'anybody complains' complaints
check 'it ends' ends TERM
check 'the parent has its MTU back' poll_until 5 box grep -x 1500 /sys/class/net/eth1/mtu
check 'once more' starts
unowned || check 'killed, it leaves nothing' ends KILL
! unowned || check 'killed, it leaves a clamp' ends_but_clamp KILL
check 'without a /run to write to' starts ro
check 'it ends' ends TERM

says() { # WHAT CAPABILITIES DEVICES
	contain "$2" "$3" rw timeout 10 pppd call line nodetach >/tmp/out 2>&1
	cat /tmp/out
	grep -qF "$1" /tmp/out
}
needs='PPP needs the module ppp_generic, CAP_NET_ADMIN and the device /dev/ppp'
# Fail if the kernel is blamed.
check 'without the device' says "$needs" ,+net_admin,+net_raw ''
check 'without CAP_NET_ADMIN' says "$needs" ,+net_raw ppp
# Fails if the interface is said to be down.
check 'without CAP_NET_RAW' says 'PPPoE on eth1 needs CAP_NET_RAW and CAP_NET_ADMIN' ,+net_admin ppp
done_testing
