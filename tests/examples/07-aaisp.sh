#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/aaisp: a line with public addresses for a firewall behind it, and an L2TP
# tunnel by a mobile router that carries them while the line is lost. The router itself is
# closed by either way, and knows names.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/failover-lib.sh
. ./failover-lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

# The mobile router is the server, which also has the tunnel's other end, and answers
# from the address that was asked.
mobile_router() {
	ip link add wwan0 type veth peer name wwan0 netns server
	ip -n server -batch - <<-END
		link set wwan0 up
		address add 192.168.8.1/24 dev wwan0
		address add 198.51.100.9/32 dev lo
		route replace 192.168.8.0/24 dev wwan0 src 198.51.100.9
	END
}
provider_knows() { # SCRIPT...: of whoever has the line, or the tunnel
	# shellcheck disable=SC2016 # of the script
	sed -i 's,exec .*,ip route replace 203.0.113.8/29 dev "$1"; exec ip -6 route replace 2001:db8:1::/48 dev "$1",' "$@"
}
fetches() { download "$server4" 81 && download "$server6" 81; }
address() { ip -4 -o address show dev "$1" | sed 's/.*inet \([0-9.]*\).*/\1/'; }
seen_as() { [ "$(lan timeout 10 socat -u "TCP:$server4:84" -)" = "$1" ]; } # ADDRESS
# xl2tpd, asked for a tunnel
answers_l2tp() { # ADDRESS
	frame c802003f 00000000 00000000 8008000000000001 8008000000020100 800a0000000300000003 \
		800900000007787878 8008000000090001 80080000000a0004 |
		server timeout 5 socat -t 3 - "UDP:$1:1701" | grep -aq .
}
# sshd, and one of the firewall's own
serve_ssh() { serve_connects router 22 && serve_connects lan 22; }
router_closed() { # ADDRESS
	check 'nobody logs in to the router from outside' eval "! connects server $1 22"
	check 'nor by IPv6' eval '! connects server 2001:db8:1::1 22'
	check_not 'nor asks it for a tunnel' answers_l2tp "$1"
	check 'to the firewall as it likes' poll_until 5 connects server 203.0.113.9 22
	check 'by IPv6, too' connects server $lan6 22
	check 'who is behind it logs in' connects lan 192.168.1.1 22
	check 'the router itself knows names' poll_until 10 in_debian getent ahostsv4 www.example
}

example_world
# The provider's own
# shellcheck disable=SC2034 # of example.sh
name_server=198.51.100.53
mobile_router
cp /tmp/ac/ipv6-up /tmp/ac/ip-up
provider_knows /tmp/ac/ipv6-up /tmp/ac/ip-up
start_our_ac
start_lns
provider_knows /tmp/lns/ppp/ipv6-up /tmp/lns/ppp/ip-up
# The firewall
ip -n lan address add 203.0.113.9/32 dev lo
ip -n lan route replace default via 192.168.1.1 src 203.0.113.9
start_example aaisp
link_works dsl0 1492
# shellcheck disable=SC2016 # of socat's shell
server socat TCP-LISTEN:84,reuseaddr,fork SYSTEM:'echo $SOCAT_PEERADDR' &
check 'nothing is translated' poll_until 5 seen_as 203.0.113.9
serve_ssh
# Fails without nftables.conf, and without resolv.conf.
router_closed "$(address dsl0)"
check 'an answer to a request for a prefix comes in' answers_prefix

start_ping
lose_line
check 'the line is silent: the tunnel is dialled' poll_until 60 both_up l2tp0
check 'and carries the firewall' poll_until 10 fetches
end_ping
note "line lost: $gap ms without an answer"
link_works l2tp0 1400
router_closed "$(address l2tp0)"
restore_line
check 'the line is back' poll_until 60 both_up dsl0
check 'when it has been stable, the tunnel ends' poll_until 60 gone l2tp0
link_works dsl0 1492
end_example systemctl disable --now pppoe-clamp@aaisp pppoe-clamp-failover
done_testing
