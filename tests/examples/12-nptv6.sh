#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/nptv6: two lines, each with a prefix of its own, which is fixed. The hosts
# have addresses of the first one's; while it is lost they go by the other, as
# addresses of its prefix, both ways.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

# With 2001:db8:2::/48, where the first one has 2001:db8:1::/48.
second_line() {
	ip link add eth2 type veth peer name eth2 netns ac
	ip -n ac link set eth2 up
	ip link set eth2 up
	settled eth2
	{ cat /tmp/ac/pppoe-server-options && echo 'ipparam second'; } >/tmp/ac/second
	# shellcheck disable=SC2016 # of the script
	sed -i 's,^exec .*,[ "$6" != second ] || exec ip -6 route replace 2001:db8:2::/48 dev "$1"\n&,' /tmp/ac/ipv6-up
	run_ac "$PWD/../../build/vm/ac" -I eth2 -R 10.67.15.130 -O /etc/ppp/second
}
# Fails without the rule in postrouting: the second provider drops what is not its own.
server_sees() { # N: as the host 2 of 2001:db8:N::/64
	local own
	own=$(lan timeout 10 socat -u "TCP:[$server6]:84" -)
	echo "$own"
	[ "$own" = "[2001:0db8:000$1:0000:0000:0000:0000:0002]" ]
}
# One flow of UDP all along: of the same port
one_flow() { # N
	local own
	own=$(echo | lan timeout 10 socat -t 2 - "UDP6:[$server6]:85,sourceport=4085")
	echo "$own"
	[ "$own" = "[2001:0db8:000$1:0000:0000:0000:0000:0002]" ]
}
host_addresses() { ip -n lan -6 -o address show dev eth0 scope global; }

example_world
# shellcheck disable=SC2119 # no options
start_our_ac
first_ac=$ac_pid
second_line
# shellcheck disable=SC2016 # of socat's shell
server socat TCP6-LISTEN:84,reuseaddr,fork SYSTEM:'echo $SOCAT_PEERADDR' &
# shellcheck disable=SC2016 # of socat's shell
server socat UDP6-RECVFROM:85,fork SYSTEM:'echo $SOCAT_PEERADDR' &
start_example gateway nptv6
check 'the second line is up' poll_until 30 both_up ppp1
link_works ppp0 1492
check 'the server sees their own addresses' server_sees 1
check 'and a flow of UDP' poll_until 10 one_flow 1
host_addresses >/tmp/addresses

ac_pid=$first_ac
kill "$ac_pid" # with a PADT
check 'the first line ends' poll_until 10 gone ppp0
link_works ppp1 1492
check 'the server sees addresses of the second' server_sees 2
# Fails if its entry of conntrack outlives the line: no translation, as when it began.
check 'so does the flow, which goes on' poll_until 20 one_flow 2
# Fails without the rule in prerouting.
check 'and reaches hosts by them' server ping -c 1 -W 2 2001:db8:2::2
check 'but those of the hosts have not changed' diff /tmp/addresses <(host_addresses)
# shellcheck disable=SC2119 # no options
start_our_ac
check 'the first line is back' poll_until 30 both_up ppp0
check 'the server sees their own addresses' poll_until 10 server_sees 1
# Fails if it keeps the translation of the second line.
check 'and the flow that went on' poll_until 20 one_flow 1
end_example systemctl disable --now pppoe-clamp@line0 pppoe-clamp@line1
done_testing
