#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Default routes of ours beside those of others: eth0 is another line, ppp0 ours.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

# Routes and who made them, in one order, without what the kernel adds.
routes() { # -4|-6
	ip "$1" route show default | sed 's/ pref medium//; s/ linkdown//; s/ *$//' | sort
}

routes_are() { # -4|-6 ROUTE...
	local want
	want=$([ $# = 1 ] || printf '%s\n' "${@:2}" | sort)
	echo "wanted: $want"
	echo "found: $(routes "$1")"
	[ "$(routes "$1")" = "$want" ]
}

fails_with() { # ERRNO COMMAND...
	! "${@:2}" && [ "$answer" = "done -$1" ]
}

ip -batch - <<-END
	link add eth0 type veth peer name isp0
	link add ppp0 type veth peer name isp1
	link add ppp1 type veth peer name isp2
	link set isp0 up
	link set isp1 up
	link set isp2 up
	link set eth0 up
	link set ppp0 up
	link set ppp1 up
	address add 192.0.2.2/24 dev eth0
	address add 2001:db8::2/64 dev eth0 nodad
END
start_driver ours

# The same for both IP versions: how a default route by DHCP or by router advertisement looks, and
# how iproute2 shows ours (IPv4 routes to a device have scope link).
run_tests() { # 4|6 GATEWAY SCOPE
	local v=$1 up="route$1 ppp0" down="noroute$1"
	local dhcp="default via $2 dev eth0 proto dhcp metric 100"
	local dhcp50="default via $2 dev eth0 proto dhcp metric 50"
	local ours="default dev ppp0 proto 168$3 metric 50"
	local ours60="default dev ppp0 proto 168$3 metric 60"
	local user="default dev ppp0 proto static$3 metric 50"
	local user1="default dev ppp1 proto 168$3 metric 50"
	is() { check "IPv$v: $1" routes_are "-$v" "${@:2}"; }
	ask() { check "IPv$v: $1" tell ours "${@:2}"; }
	# shellcheck disable=SC2086 # routes are lists of words
	foreign() { ip "-$v" route "$1" $2; }

	# shellcheck disable=SC2086 # up and down are commands with arguments
	{
		ask 'taking down what is not up succeeds' $down
		foreign add "$dhcp"
		ask 'a route beside a default route with a higher metric' $up 50
		# Fails if NLM_F_REPLACE is among the flags and the metric is not set.
		is 'both are there' "$dhcp" "$ours"
		ask 'again' $up 50
		is 'nothing changed' "$dhcp" "$ours"
		ask 'with another metric' $up 60
		# Fails if the route before is not deleted.
		is 'it moved' "$dhcp" "$ours60"
		ask 'down' $down
		is 'only the other default route is left' "$dhcp"
		ask 'with the metric of the other default route' $up 100
		# Fails if the flags let a route replace, or be refused for, one of the same metric.
		is 'both are there' "$dhcp" "default dev ppp0 proto 168$3 metric 100"
		ask 'down again' $down
		is 'the other is untouched' "$dhcp"

		foreign add "$dhcp50"
		foreign append "$user1"
		ask 'with the metric of two others, one with our protocol number' $up 50
		ask 'and down' $down
		# Fails if RTM_DELROUTE does not say which interface.
		is 'both are untouched' "$dhcp" "$dhcp50" "$user1"
		foreign del "$dhcp50"
		foreign del "$user1"

		foreign add "$user"
		ask "with a user's route by the same interface and metric" $up 50
		ask 'down once more' $down
		# Fails if RTM_DELROUTE does not say the protocol.
		is "the user's is untouched" "$dhcp" "$user"
		foreign del "$user"

		ask 'up, and the kernel removes it with the interface down' $up 50
		ip link set ppp0 down
		ask 'taking it down succeeds' $down
		is 'nothing of ours is left' "$dhcp"
		check "IPv$v: not while the interface is down: ENETDOWN" fails_with 100 tell ours $up 50
		check "IPv$v: and that is logged" \
			file_has /run/ours.log "^error: IPv$v default route: add: Network is down"
		ip link set ppp0 up
		ask 'up again' $up 50
		is 'it is there' "$dhcp" "$ours"

		foreign del "$ours"
		# Fails if ESRCH is an error.
		ask 'somebody else deleted it: taking it down succeeds' $down
		foreign add "$ours"
		ask 'a leftover of ours is no hindrance' $up 50
		is 'it is there once' "$dhcp" "$ours"
		ask 'gone' $down
		is 'gone' "$dhcp"
		# Fails if the message does not say the table.
		ask 'in a table of its own' $up 50 100000
		is 'nothing in main' "$dhcp"
		check "IPv$v: one in the table" table_has "-$v" 100000 "default dev ppp0 proto 168$3 metric 50"
		ask 'back in main' $up 50
		is 'it moved' "$dhcp" "$ours"
		check "IPv$v: none in the table" table_has "-$v" 100000
		# Fails if a route that is wanted again is taken for one that is there.
		foreign del "$ours"
		ask 'somebody else deleted it: it is wanted again' $up 50
		is 'it is back' "$dhcp" "$ours"
		ask 'gone for good' $down
		foreign del "$dhcp"
	}
}
table_has() { # -4|-6 TABLE [ROUTE]
	[ "$(ip "$1" route show table "$2" default 2>/dev/null | sed 's/ pref medium//; s/ *$//')" = "${3:-}" ]
}

run_tests 4 192.0.2.1 ' scope link'
run_tests 6 2001:db8::1 ''

both_gone() { routes_are -4 && routes_are -6; }

check 'an interface that is not there is an error' fails_with 22 tell ours route4 nowhere0 50
tell ours route4 ppp0 50 >/dev/null
tell ours route6 ppp0 50 >/dev/null
ip link del ppp0
check 'the interface vanished: taking IPv4 down succeeds' tell ours noroute4
check 'and IPv6' tell ours noroute6
tell ours route4 ppp1 50 >/dev/null
tell ours route6 ppp1 50 >/dev/null
check 'an IPv4 route is there' routes_are -4 'default dev ppp1 proto 168 scope link metric 50'
check 'an IPv6 route is there' routes_are -6 'default dev ppp1 proto 168 metric 50'
# Fails if netroute_close leaves routes.
check 'the end of the process' tell ours exit
check 'leaves no route' both_gone
done_testing
