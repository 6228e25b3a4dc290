# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# On top of lib.sh: many sessions at once, $per_interface on an Ethernet interface,
# load0, load1 and so on. Each interface leads to a concentrator of its own, and each
# session has a clamp, a default route and a name, link0, link1 and so on.

per_interface=64

sessions_world() { # SESSIONS
	sessions=$1 interfaces=$((($1 + per_interface - 1) / per_interface))
	world
	sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 0/' /tmp/ac/pppoe-server-options
	printf '#!/bin/sh\n' | tee /tmp/ac/ip-up >/tmp/ac/ipv6-up
	for ((i = 0; i < interfaces; i++)); do make_interface "$i"; done
	for ((i = 0; i < sessions; i++)); do peers_session "$i"; done
}
make_interface() { # NUMBER
	ip link add "load$1" type veth peer name "load$1" netns ac
	ip -n ac link set "load$1" up
	ip link set "load$1" up
	settled "load$1"
	start_our_ac -I "load$1" -L "10.$((64 + $1)).255.1" -R "10.$((64 + $1)).0.1"
}
peers_session() { # NUMBER
	local own=('failover-detect 0' "failover-metric $((1000 + $1))")
	[ "$PLUGIN" != rp-pppoe.so ] || own=()
	printf '%s\n' 'plugin PLUGIN' "nic-load$(($1 / per_interface))" "ifname link$1" 'user user' \
		noauth noipdefault '+ipv6' 'mtu 1492' persist 'maxfail 0' 'holdoff 1' \
		'lcp-echo-interval 0' "${own[@]}" | peers_file "session$1"
}
start_sessions() {
	for ((i = 0; i < sessions; i++)); do pppd call "session$i" >/dev/null || return; done
}
cables() { # down|up
	for ((i = 0; i < interfaces; i++)); do ip -n ac link set "load$i" "$1"; done
}

# Have their address; no process is started to find out.
count_up() {
	local name destination
	up=0
	while read -r name destination _; do
		[[ $name != link* || $destination = 00000000 ]] || up=$((up + 1))
	done </proc/net/route
}
are_up() { count_up && echo "$up are up" && [ "$up" = "$1" ]; } # COUNT
