#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Discovery against Debian's pppoe-server: two of them behind a bridge.
#
#   eth1 --- port0 [bridge0] port1 --- ac1   pppoe-server "ac-one": "internet", "voice"
#                            port2 --- ac2   pppoe-server "ac-two": "internet"

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

mac1=02:00:00:00:00:01 mac2=02:00:00:00:00:02
wire=/run/wire

build_network() {
	ip -batch - <<-END
		link add bridge0 type bridge
		link set bridge0 up
		link add eth1 type veth peer name port0
		link add ac1 address $mac1 type veth peer name port1
		link add ac2 address $mac2 type veth peer name port2
		link set port0 master bridge0 up
		link set port1 master bridge0 up
		link set port2 master bridge0 up
		link set ac1 up
		link set ac2 up
	END
	# In place of pppd: keeps a session open.
	printf '#!/bin/sh\nexec sleep 61\n' >/run/session
	chmod +x /run/session
}

start_server() { # INTERFACE OPTION...; returns when its packet socket is open
	local before
	before=$(grep -c . /proc/net/packet)
	pppoe-server -F -q /run/session -I "$@" 2>/dev/null &
	server=$!
	poll_until 10 more_packet_sockets "$before"
}

more_packet_sockets() { [ "$(grep -c . /proc/net/packet)" -gt "$1" ]; }
has_session() { pgrep -f 'sleep 61' >/dev/null; }
has_no_session() { ! has_session; }

watch_wire() {
	begin_tcpdump "$wire" tcpdump -i eth1 -lne pppoed
}

padi_seen() { # COUNT
	[ "$(grep -c PADI "$wire")" -ge "$1" ]
}

discover() { # MODE [OPTION VALUE]...; what it prints is in $result
	result=$("$programs/discover" eth1 "$1" retry 1000 pppoe-padi-attempts 4 "${@:2}")
	local status=$?
	echo "$result"
	return "$status"
}

finds() { # MAC AC-NAME [OPTION VALUE]...
	discover end "${@:3}" && [[ $result == "session "[1-9]*" $1 $2" ]]
}

finds_none() { # [OPTION VALUE]...
	! discover end retry 50 pppoe-padi-attempts 3 "$@" &&
		[ "$result" = 'failed: Connection timed out' ]
}

# ----------------------------------------------------------- without a server

build_network
if [ "$(cat /proc/self/setgroups)" = deny ]; then
	skip 'discovery against pppoe-server' 'tcpdump wants to give up being root, and cannot here'
	done_testing
fi
check 'with no server on the wire, discovery fails' finds_none
check 'the parent interface, down before, was brought up' \
	grep -q '[<,]UP[,>]' <(ip link show eth1)
watch_wire

# Fails if attempts are not counted, or the default pace is used instead of the given one.
two_padis() {
	: >"$wire"
	SECONDS=0
	! "$programs/discover" eth1 end pppoe-padi-timeout 1 pppoe-padi-attempts 2 &&
		[ "$SECONDS" -ge 2 ] &&
		poll_until 20 padi_seen 2 && [ "$(grep -c PADI "$wire")" = 2 ]
}
check 'pppoe-padi-timeout 1 pppoe-padi-attempts 2: two PADIs in three seconds, then it fails' \
	two_padis

: >$wire
# A PADR that was repeated would have got two sessions of a server that is slow.
"$programs/discover" eth1 hold retry 2000 pppoe-padi-attempts 1000 >/run/late &
late=$!
check 'without a server, PADIs go on' poll_until 10 padi_seen 3

# ------------------------------------------------------------------ one server

start_server ac1 -C ac-one -S internet -S voice -o 100
server1=$server
check 'a server that appears late is found' \
	poll_until 20 file_has /run/late "^session 101 $mac1 ac-one\$"
check 'the server has the session' poll_until 10 has_session
check_not 'we have sent no PADT' file_has $wire PADT
kill $late
check 'SIGTERM ends it with success' wait $late
check 'a PADT with the session id is on the wire' \
	poll_until 10 file_has $wire "> $mac1.*PADT.*ses 0x65"
# Fails if dialer_end sends no PADT.
check 'and the server ended its session' poll_until 10 has_no_session

check 'any service, any AC' finds $mac1 ac-one
check 'by the first Service-Name' finds $mac1 ac-one pppoe-service internet
# Fails if only the first Service-Name of a PADO is looked at.
check 'by the second Service-Name' finds $mac1 ac-one pppoe-service voice
check 'no session for a Service-Name that nobody offers' finds_none pppoe-service film
check 'by AC-Name' finds $mac1 ac-one pppoe-ac ac-one
check 'no session for another AC-Name' finds_none pppoe-ac ac-on
check "by the AC's address" finds $mac1 ac-one pppoe-mac $mac1
check "no session for another AC's address" finds_none pppoe-mac $mac2
: >$wire
check 'with a Host-Uniq given' finds $mac1 ac-one pppoe-host-uniq 0x00c0ffee
check 'it is in the PADI' poll_until 10 file_has $wire 'PADI.*\[Host-Uniq 0x00C0FFEE\]'
check 'and in the PADR' poll_until 10 file_has $wire 'PADR.*\[Host-Uniq 0x00C0FFEE\]'
check 'twice in one process' discover twice
check 'in slices of 1 ms' finds $mac1 ac-one slice 1

# ----------------------------------------------------------------- two servers

start_server ac2 -C ac-two -S internet -o 200
# Fails if judge_pado does not compare the AC-Name.
check 'of two ACs, pppoe-ac chooses the second' finds $mac2 ac-two pppoe-ac ac-two
check 'and the first' finds $mac1 ac-one pppoe-ac ac-one
check 'pppoe-mac chooses the second' finds $mac2 ac-two pppoe-mac $mac2
check 'a Service-Name that only the first has' finds $mac1 ac-one pppoe-service voice
check 'no session where AC-Name and Service-Name are of different ACs' \
	finds_none pppoe-service voice pppoe-ac ac-two
check 'in the end no server has a session' poll_until 10 has_no_session

kill "$server1" "$server"
done_testing
