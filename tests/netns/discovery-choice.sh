#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Which of two ACs is taken: by lists of names and addresses, and by pppoe-best.
#
#   eth1 --- port0 [bridge0] port1 --- ac1   pppoe-server "ac-one"
#                            port2 --- ac2   pppoe-server "ac-two"

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

mac1=02:00:00:00:00:01 mac2=02:00:00:00:00:02

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
# In place of pppd: one that ends has its session ended, too, by a PADT behind the PADS.
printf '#!/bin/sh\nexec sleep 61\n' >/run/session
chmod +x /run/session
more_packet_sockets() { [ "$(grep -c . /proc/net/packet)" -gt "$1" ]; }
start_server() { # INTERFACE OPTION...; returns when its packet socket is open
	local before
	before=$(grep -c . /proc/net/packet)
	pppoe-server -F -q /run/session -I "$@" 2>/dev/null &
	poll_until 10 more_packet_sockets "$before"
}
if [ "$(cat /proc/self/setgroups)" = deny ]; then
	skip 'two ACs' 'pppoe-server wants to give up being root, and cannot here'
	done_testing
fi
start_server ac1 -C ac-one
start_server ac2 -C ac-two

finds() { # MAC [OPTION VALUE]...
	local result
	result=$("$programs/discover" eth1 end retry 1000 "${@:2}")
	echo "$result"
	[[ $result == "session "[1-9]*" $1 "* ]]
}
finds_none() { # [OPTION VALUE]...
	local result
	! result=$("$programs/discover" eth1 end retry 1000 pppoe-padi-attempts 1 "$@")
	echo "$result"
	[ "$result" = 'failed: Connection timed out' ]
}
each_time() { # COMMAND...; the order of the answers is nobody's
	for _ in 1 2 3 4; do "$@" || return 1; done
}

check 'one name of a list' each_time finds $mac2 pppoe-ac ac-three,ac-two
check 'any name but one' each_time finds $mac2 pppoe-ac '!ac-one'
check 'one address of a list' each_time finds $mac1 pppoe-mac "02:00:00:00:00:09,$mac1"
check 'any address but one' each_time finds $mac1 pppoe-mac "!$mac2"
# Fails if one list is enough.
check 'nobody is left' finds_none pppoe-mac "!$mac2" pppoe-ac '!ac-one'

# It hears the first of three PADIs only.
deafen() { # INTERFACE
	nft -f - <<-END
		table netdev deaf
		delete table netdev deaf
		table netdev deaf {
			chain ingress {
				type filter hook ingress device "$1" priority 0
				@ll,96,16 0x8863 @nh,8,8 0x09 numgen inc mod 3 != 0 drop
			}
		}
	END
}
# Fail if the first offer is taken: one of the two comes first.
takes_the_best() {
	deafen ac1 && finds "$mac2" pppoe-best 1000 && deafen ac2 && finds "$mac1" pppoe-best 1000
}
check 'pppoe-best: the one that loses nothing' takes_the_best
done_testing
