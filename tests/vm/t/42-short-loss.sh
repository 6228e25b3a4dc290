#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A line that is lost for a moment: the session outlives it, with its address, its
# clamp and every connection of the LAN; and where the AC has forgotten it, the next
# one is there at once.
#
# Depends on the version of pppd.

. ./lib.sh

world
bridge_wire 1508
record_reasons
sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 0/' /tmp/ac/pppoe-server-options
cat >/etc/ppp/ip-limbo <<-'END'
	#!/bin/sh
	echo "$1 $2 ${PPPOE_CLAMP_REASON-}" >>/tmp/limbo
	while read -r key value; do # itself: dash has its commands begin without
		[ "$key" != SigBlk: ] || echo "$value" >>/tmp/blocked
	done </proc/self/status
END
chmod +x /etc/ppp/ip-limbo
peers_basic line persist 'maxfail 0' 'holdoff 0' 'failover-metric 100' 'failover-detect 800' \
	'lcp-echo-interval 1' 'lcp-echo-failure 4'
peers_basic patient persist 'maxfail 0' defaultroute 'failover-keep 3'
nft -f - <<-'END'
	table ip nat {
		chain post {
			type nat hook postrouting priority srcnat
			oifname ppp0 masquerade
		}
	}
END

stock_route() { ip route show default | grep -q 'dev ppp0'; }
address() { ip -4 -o address show dev ppp0 | sed 's/.*inet \([0-9.]*\).*/\1/'; }
same_session() { [ "$(index_of ppp0)" = "$index" ] && [ "$(address)" = "$before" ]; }
is_back() { same_session && one_route_each; }
other_session() { both_up ppp0 && [ "$(index_of ppp0)" != "$index" ] && one_route_each; }
note_session() { index=$(index_of ppp0) before=$(address); : >/tmp/limbo; }
clamp_handle() { nft -a list table inet pppoe-clamp-ppp0 | sed -n 's/^table.*handle //p'; }
padis() { grep -c 'PADI' /tmp/ac.log; }
calls_are() { [ "$(cat /tmp/limbo)" = "$1" ]; } # LINES

# A line of text each 200 ms, from the LAN and back, by TCP and UDP through NAT.
start_streams() {
	server socat TCP-LISTEN:9001,reuseaddr,fork EXEC:cat &
	server socat UDP-LISTEN:9002,reuseaddr,fork EXEC:cat &
	poll_until 10 eval "server ss -Htln | grep -q :9001 && server ss -Huln | grep -q :9002"
	for proto in TCP:$server4:9001 UDP:$server4:9002; do
		# shellcheck disable=SC2016 # of the inner shell; which starts no process for each line
		ip netns exec lan bash -c 'n=0; while echo $((++n)); do read -rt 0.2 <>/tmp/never; done' |
			ip netns exec lan socat -t 60 - "$proto" >"/tmp/stream-${proto%%:*}" &
		streams+=($!)
	done
	poll_until 10 streams_move
}
read_last() { # TCP|UDP; to $last, without a process
	local lines=()
	mapfile -t lines <"/tmp/stream-$1"
	last=0
	[ ${#lines[@]} = 0 ] || last=${lines[-1]}
}
passed() { # TCP|UDP LINE
	read_last "$1"
	[ "${last:-0}" -gt "$2" ]
}
streams_move() { # TCP may wait for as long as the loss took before it sends again
	local tcp
	read_last TCP
	tcp=$last
	read_last UDP
	poll_until 60 eval "passed TCP $tcp && passed UDP $last"
}
# Nothing of the TCP stream is missing.
tcp_is_whole() { awk '$0 != NR { exit 1 }' /tmp/stream-TCP; }
streams_live() { kill -0 "${streams[@]}" && streams_move && tcp_is_whole; }

start_our_ac
check 'pppd starts' pppd call line
check 'the link comes up' poll_until 20 eval 'both_up ppp0 && one_route_each'
start_streams
check 'the LAN streams by TCP and UDP' streams_live
note_session
handle=$(clamp_handle)
for ms in 50 300 2000 10000 29000; do
	pull_cable
	# Fails without enter_limbo(): the session is dropped.
	check "carrier lost for $ms ms: the routes go at once" poll_until 1 no_routes
	sleep "$((ms / 1000)).$(printf %03d $((ms % 1000)))"
	plug_cable
	start_clock
	check_by "carrier lost for $ms ms: the routes are back" 1000 one_route_each
	check "carrier lost for $ms ms: it is the same session" same_session
	check "carrier lost for $ms ms: no connection was cut" streams_live
done
for s in 3 10 29; do
	lose_line
	check "silent for $s s: that is found" poll_until 3 no_routes
	sleep $((s - 2))
	restore_line
	# Echoes are a second apart by then.
	check "silent for $s s: the routes are back" poll_until 4 one_route_each
	check "silent for $s s: it is the same session" same_session
	check "silent for $s s: no connection was cut" streams_live
done
check 'it is the same clamp' [ "$(clamp_handle)" = "$handle" ]
check 'scripts were called each time' \
	calls_are "$(
		for loss in carrier carrier carrier carrier carrier dead dead dead; do
			[ $loss != dead ] || echo 'ppp0 suspect '
			printf 'ppp0 lost %s\nppp0 back \n' $loss
		done
	)"
check 'no script was told that the link is down' eval '! grep -q ^ip-down /tmp/reasons'
check "pppd's own echoes end nothing meanwhile" eval '! logged "No response to"'

pull_cable
sleep 31
check 'carrier lost for 31 s: the session has ended' gone ppp0
check 'scripts learn why' poll_until 10 reason_is carrier
plug_cable
check 'and there is another one' poll_until 20 other_session
kill "${streams[@]}"

note_session
pull_cable
check 'poff while it is kept: pppd is told' poff line
check 'poff while it is kept: pppd ends at once' ends_within 2
check 'scripts learn why' poll_until 10 reason_is user
check 'nothing is left' no_routes
plug_cable
kill_ac
start_our_ac --sid 20

check 'pppd starts again' pppd call line
check 'the link comes up' poll_until 20 eval 'both_up ppp0 && one_route_each'
note_session
pull_cable
kill_ac
start_our_ac --sid 40
sleep 1
asked=$(padis)
plug_cable
start_clock
check_by 'an AC that has forgotten the session: there is another one' 2000 other_session
# Fails without take_offer(): another PADI follows.
check 'with the PADI that asked for it' [ $(($(padis) - asked)) = 1 ]
poff line
check 'pppd ends' ends_within 10
kill_ac

start_our_ac --one-session padi --sid 60
check 'an AC that hangs up on a PADI: pppd starts' pppd call line
check 'the link comes up' poll_until 20 eval 'both_up ppp0 && one_route_each'
sleep 2 # sessions are a second apart
note_session
pull_cable
sleep 1
plug_cable
check 'it has hung up: there is another session' poll_until 20 other_session
sleep 2
note_session
pull_cable
sleep 1
asked=$(padis)
plug_cable
start_clock
check_by 'the next time it is asked by an echo first, and the session lives' 1000 is_back
check 'without a PADI' [ "$(padis)" = "$asked" ]
poff line
check 'pppd ends' ends_within 10

kill_ac

start_our_ac --sid 80
check 'failover-keep 3: pppd starts' pppd call patient
check 'the link comes up' poll_until 20 both_up ppp0
check "with pppd's own default route" poll_until 5 stock_route
pull_cable
# Fails without uplink_park_routes().
check 'which goes at once, too' poll_until 1 eval '! stock_route'
plug_cable
check 'and comes back' poll_until 2 stock_route
pull_cable
sleep 2.5
check 'it keeps the session' up4 ppp0
check 'for as long as that' poll_until 3 gone ppp0
plug_cable
check 'there is another one' poll_until 20 both_up ppp0
check 'with its route' poll_until 5 stock_route
poff patient
check 'pppd ends' ends_within 10
check 'nothing is left' [ -z "$(ip route show default)" ]
# Fails without on_fork() of wake.c.
check 'no script had a signal blocked' test "$(sort -u /tmp/blocked)" = 0000000000000000
done_testing
