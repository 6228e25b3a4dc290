# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables from lib.sh, and for the tests
#
# Beside the world of lib.sh a second way from the router to the server, as a
# mobile router would be, and over it an L2TP tunnel that xl2tpd can dial:
#
#   router                              server
#   wwan0 ----------------------------- wwan0
#   192.0.2.2                           192.0.2.1   xl2tpd (LNS) and its pppd
#   l2tp0 ~~~~~~~~~~~~ L2TP ~~~~~~~~~~~ ppp0
#
# The hooks are installed where they belong.

lns4=192.0.2.1

second_path() {
	ip link add wwan0 type veth peer name wwan0 netns server
	ip link set wwan0 up
	ip address add 192.0.2.2/24 dev wwan0
	server ip link set wwan0 up
	server ip address add $lns4/24 dev wwan0
	settled wwan0
}

start_lns() {
	mkdir -p /tmp/lns/ppp
	cp /tmp/ac/chap-secrets /tmp/lns/ppp/
	: >/tmp/lns/ppp/options
	cat >/tmp/lns/ppp/ip-up <<-'END'
		#!/bin/sh
		exec ip route replace 192.168.1.0/24 dev "$1"
	END
	cat >/tmp/lns/ppp/ipv6-up <<-'END'
		#!/bin/sh
		exec ip -6 route replace fd00:1::/64 dev "$1"
	END
	chmod +x /tmp/lns/ppp/ip*
	cat >/tmp/lns/ppp/options.lns <<-END
		auth
		require-chap
		lcp-restart 1
		mtu 1400
		mru 1400
		+ipv6
	END
	cat >/tmp/lns/xl2tpd.conf <<-END
		[lns default]
		ip range = 10.67.16.2-10.67.16.9
		local ip = 10.67.16.1
		require chap = yes
		refuse pap = yes
		require authentication = yes
		pppoptfile = /etc/ppp/options.lns
		length bit = yes
	END
	ip netns exec server sh -c '
		mount -t tmpfs run /run && mkdir /run/xl2tpd && mount --bind /tmp/lns/ppp /etc/ppp &&
		mount --bind /dev/log-ac /dev/log &&
		exec xl2tpd -D -c /tmp/lns/xl2tpd.conf' >/tmp/lns/log 2>&1 &
	poll_until 10 eval "server ss -Huln 'sport = :1701' | grep -q ."
}

start_xl2tpd() {
	mkdir -p /run/xl2tpd
	cat >/tmp/xl2tpd.conf <<-END
		[lac backup]
		lns = $lns4
		require authentication = no
		pppoptfile = /etc/ppp/options.l2tp
		length bit = yes
	END
	{
		peers_basic l2tp 'ifname l2tp0' 'mtu 1400' 'failover-metric 200' 'lcp-echo-interval 1' \
			'lcp-echo-failure 4'
		grep -vxE 'eth1|mtu 1492|holdoff 1' /etc/ppp/peers/l2tp
	} >/etc/ppp/options.l2tp
	xl2tpd -D -c /tmp/xl2tpd.conf >/tmp/xl2tpd.log 2>&1 &
	xl2tpd_pid=$!
	poll_until 10 test -p /run/xl2tpd/l2tp-control
}

# As `make install` does.
install_hooks() {
	local event
	install -m 0755 ../../hooks/pppoe-clamp-failover /usr/sbin/
	install -D -m 0755 -t /usr/lib/pppoe-clamp ../../hooks/dns
	install -D -m 0644 -t /usr/lib/pppoe-clamp ../../hooks/lib.sh
	for event in ip-up.d ip-down.d ipv6-up.d ipv6-down.d; do
		install -m 0755 -t "/etc/ppp/$event" "../../hooks/$event/pppoe-clamp"
	done
	mkdir -p /etc/pppoe-clamp
}

# A line with a tunnel as its backup.
backup_world() { # LINE...: of failover.conf
	world
	second_path
	start_ac
	start_lns
	start_xl2tpd
	install_hooks
	peers_basic line persist 'maxfail 0' 'ifname dsl0' 'failover-metric 100'
	printf '%s\n' 'primary dsl0' 'backup l2tp0 xl2tpd backup' "server $lns4 dev wwan0" \
		'stable 3' 'boot never' "$@" >/etc/pppoe-clamp/failover.conf
}

by() { # INTERFACE: the router's way from the LAN to the server
	ip route get "$server4" from "$lan4" iif lan0 | grep "dev $1 "
}
reaches() { lan ping -q -c 1 -W 1 "$server4" && lan ping -q -c 1 -W 1 "$server6"; }
works_by() { poll_until "$1" by "$2" && poll_until 20 reaches && by "$2"; } # SECONDS INTERFACE

hooks_said() { grep 'pppoe-clamp: ' /tmp/log; }
times_said() { # N PATTERN
	hooks_said
	[ "$(hooks_said | grep -c -- "$2")" = "$1" ]
}
server_route() { ip route show "$lns4" proto 168 | grep 'dev wwan0'; }
no_backup() { gone l2tp0 && ! server_route; }

# Every 20 ms a packet through the router; then the longest time without an answer.
start_ping() {
	lan ping -n -D -i 0.02 "$server4" >/tmp/ping &
	pinger=$!
}
end_ping() {
	kill -INT "$pinger"
	wait "$pinger"
	awk '/icmp_seq=/ {
		time = substr($1, 2) + 0
		if (last && time - last > longest) longest = time - last
		last = time
	} END { printf "%d\n", longest * 1000 }' /tmp/ping
}
