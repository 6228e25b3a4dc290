#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The link and the LAN in a VRF: what comes in seems to come from the VRF's
# device, and is clamped all the same, with every backend.

. ./lib.sh

world
start_ac
serve_connects server 80
serve_connects lan 80

ip link add red type vrf table 10
ip link set red up
ip link set lan0 master red # which takes its IPv6 addresses
ip address add fd00:1::1/64 dev lan0
settled_in_vrf() { ip -6 route show table 10 type anycast | grep -q fe80; }
poll_until 10 settled_in_vrf
remember_state

# Enslaving takes the routes, too.
cat >/etc/ppp/ip-up.d/vrf <<'END'
#!/bin/sh
ip link set "$1" master red
ip route add default dev "$1" table 10
ip -6 route add default dev "$1" table 10
touch /tmp/enslaved
END
chmod +x /etc/ppp/ip-up.d/vrf

up() { # [LINE...]
	rm -f /tmp/enslaved
	peers_basic line "$@"
	pon line && poll_until 30 [ -e /tmp/enslaved ]
}
down() { poff line && ends_within 15; }

# The VRF's device shows packets as they came.
leaving() {
	syn_lines router | awk '
		$1 !~ /^(lan0|ppp0)$/ { next }
		$5 != "correct" { print "wrong:", $0 }
		$2 == "Out" { print $1, $3, $4 }' | sort -u
}

for backend in auto netdev both; do
	check "clamp-backend $backend comes up" up "clamp-backend $backend"
	# Fails without the rule for NFT_META_SDIF: lan0 then has 1460 and 1440.
	check 'lowered both ways, for both IP versions' handshakes ppp0 1452 1432
	check 'down' down
done

check 'clamp-mss 1412 comes up' up 'clamp-mss 1412'
check 'lowered both ways' handshakes ppp0 1412 1392
# The machine itself, as a member of the VRF.
local_syn_is() { # MSS
	watch_syns
	socat -u /dev/null "TCP:$server4:80,so-bindtodevice=red,connect-timeout=10"
	end_watch
	syn_lines ac >/tmp/local
	cat /tmp/local
	grep -q " In S $1 correct" /tmp/local
}
check 'so is what the machine itself announces' local_syn_is 1412
check 'down' down
check 'nothing is left' nothing_left
done_testing
