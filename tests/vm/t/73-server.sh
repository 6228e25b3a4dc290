#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pppoe-server: the plugin is the access concentrator. Clients are our plugin, the stock
# plugin of this pppd, user-mode pppoe, and pppoe-discovery. The router serves on eth1;
# the clients are in the namespace ac.
#
# Depends on the version of pppd.

. ./lib.sh

world
mkdir -p /tmp/ac/peers
echo '"user" * "secret" *' >/tmp/ac/chap-secrets
echo '"user" * "secret" *' >/etc/ppp/chap-secrets
server_file() { # [LINE...]
	printf '%s\n' 'plugin pppoe-clamp.so' nic-eth1 pppoe-server 'pppoe-ac lab-server' \
		auth require-chap 'name lab-server' '10.99.0.1:10.99.0.2' '+ipv6' persist \
		'maxfail 0' 'lcp-echo-interval 1' 'lcp-echo-failure 3' "$@" >/etc/ppp/peers/server
}
# In a /run and an /etc/ppp of its own.
client() { # COMMAND...
	# shellcheck disable=SC2016 # expanded by the inner shell
	ip netns exec ac unshare --uts --mount sh -c '
		hostname client && mount -t tmpfs run /run && mount --bind /tmp/ac /etc/ppp &&
		mount --bind /dev/log-ac /dev/log && exec "$@"' sh "$@" >>/tmp/ac.log 2>&1
}
client_file() { # PLUGIN [LINE...]
	printf '%s\n' "plugin $1" eth0 'user user' noauth noipdefault '+ipv6' nodetach 'lcp-echo-interval 1' \
		'lcp-echo-failure 3' "${@:2}" >/tmp/ac/peers/client
}
calls() { # PLUGIN [LINE...]
	client_file "$@"
	client pppd call client &
	poll_until 30 client_up
}
client_pids() { pgrep --ns "$keeper" --nslist net -x pppd; }
client_up() { ac ip -4 address show dev ppp0 2>/dev/null | grep -q 'inet 10.99.0.2'; }
pings() { ac ping -c 1 -W 1 10.99.0.1; }
hangs_up() {
	# shellcheck disable=SC2046 # a list of words
	kill -"${1:-TERM}" $(client_pids)
	poll_until 15 ac_has_no_link
}
ac_has_no_link() { ! ac ip link show ppp0 2>/dev/null; }
sessions() { grep -c 'PPP session is' /tmp/log; }
waits() { poll_until 15 is_waiting; }
is_waiting() { grep -E 'Waiting for a client|PPP session is' /tmp/log | tail -n 1 | grep -q Waiting; }
addresses() { grep -c 'remote IP address' /tmp/log; }
# pppd ends with this status by itself, the server says why, and no address came.
turned_away() { # STATUS WHY
	local before status=0
	before=$(addresses)
	client timeout 60 pppd call client || status=$?
	echo "status $status"
	[ "$status" = "$1" ] && logged "$2" && [ "$(addresses)" = "$before" ]
}

ip netns exec ac sleep infinity & # by which the namespace is known
keeper=$!
server_file
remember_state
check 'the server starts' pppd call server
check 'and waits' waits

discovers() {
	ac pppoe-discovery -I eth0 >/tmp/discovered 2>&1
	cat /tmp/discovered
	grep -q lab-server /tmp/discovered
}
check 'pppoe-discovery finds it' discovers
check_not 'which begins no session' logged 'PPP session is'

stock=rp-pppoe.so
ls /usr/lib/pppd/*/$stock >/dev/null 2>&1 || stock=pppoe.so
for plugin in pppoe-clamp.so $stock; do
	check "$plugin: a session" calls "$plugin"
	check "$plugin: IPv4" poll_until 5 pings
	check "$plugin: IPv6" poll_until 10 ac ip -6 address show dev ppp0 scope link
	check "$plugin: the server clamps" clamps ppp0
	check "$plugin: ends" hangs_up
	check "$plugin: the server waits for the next client" waits
done

check 'user-mode pppoe: a session' eval '
	printf "%s\n" "pty \"pppoe -I eth0\"" "user user" noauth noipdefault "+ipv6" nodetach "mtu 1492" "mru 1492" >/tmp/ac/peers/client
	client pppd call client & poll_until 30 client_up'
check 'user-mode pppoe: IPv4' poll_until 5 pings
check 'user-mode pppoe: ends' hangs_up
check 'the server waits for the next client' waits

both_sides() { pppd call server pppoe-sess 5:00:00:5e:00:53:01 updetach; [ $? = 2 ]; }
check 'pppoe-sess does not go with it' both_sides

# A client that crashes tells nobody.
check 'a client that will crash' calls pppoe-clamp.so
before=$(sessions)
check 'crashes' hangs_up KILL
# Fails without follow_client(): the server has its session until the echoes say that it is dead.
check 'it is back' calls pppoe-clamp.so
check 'with a new session' test "$(sessions)" -gt "$before"
check 'the server knew by the new PADR' logged 'The client begins anew'
check 'IPv4' poll_until 5 pings
check 'ends' hangs_up
check 'the server waits' waits

echo '"user" * "wrong" *' >/tmp/ac/chap-secrets
client_file pppoe-clamp.so
# Fails if the session comes up: timeout ends it, with status 124.
check 'a wrong password: no session' turned_away 19 'failed CHAP authentication'
echo '"user" * "secret" *' >/tmp/ac/chap-secrets
check 'the server waits for somebody else' waits
poff server
check 'the server ends' ends_within 15
check 'nothing is left' nothing_left

server_file debug 'pppoe-service internet,tv' "pppoe-mac $(ac cat /sys/class/net/eth0/address)"
check 'with services and a client: starts' pppd call server
check 'waits' waits
client_file pppoe-clamp.so 'pppoe-service gold' 'pppoe-padi-attempts 1'
# Fails if serves() says yes to all.
check 'another service is none' turned_away 8 'asks for a service that is not here'
check 'one of them is' calls pppoe-clamp.so 'pppoe-service tv' 'pppoe-ac lab-server'
check 'ends' hangs_up
poff server
check 'the server ends' ends_within 15

jumbo_wire
server_file 'pppoe-max-payload auto'
check 'RFC 4638: starts' pppd call server
check 'a session' calls pppoe-clamp.so 'pppoe-max-payload auto'
server_mtu() { [ "$(ac cat /sys/class/net/ppp0/mtu)$(cat /sys/class/net/ppp0/mtu)" = "15001500" ]; }
check '1500 bytes at both ends' poll_until 10 server_mtu
check 'they pass' poll_until 5 ac ping -M 'do' -s 1472 -c 1 -W 2 10.99.0.1
check 'ends' hangs_up
poff server
check 'the server ends' ends_within 15

# Each of two servers has a client; whoever is busy answers nobody else.
server_file
sed 's/10[.]99[.]0/10.98.0/g' /etc/ppp/peers/server >/etc/ppp/peers/another
ac ip link add link eth0 name mac0 type macvlan mode private
ac ip link set mac0 up
both_served() { up4 ppp0 && up4 ppp1; }
calls_by_another() {
	sed 's/^eth0$/mac0/' /tmp/ac/peers/client >/tmp/ac/peers/another
	client pppd call another &
	poll_until 30 both_served
}
check 'two servers: one starts' pppd call server
check 'and another' pppd call another
check 'both wait' waits
client_file pppoe-clamp.so
client pppd call client &
check 'one client' poll_until 30 up4 ppp0
check 'and another' calls_by_another
check 'end' hangs_up
poff -a
check 'the servers end' ends_within 15

server_file
sed -i '/^persist/d' /etc/ppp/peers/server
check 'without persist: starts' pppd call server
check 'a session' calls pppoe-clamp.so
check 'ends' hangs_up
check 'and the server with it' ends_within 15
done_testing
