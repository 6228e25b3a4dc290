#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Dial on demand by IPv4 and IPv6: what the machine sends by itself neither dials nor keeps
# the link up, each time there is another address, a line that is lost for a moment ends
# nothing, and a link that waits is a backup. Whatever the addresses are to be.
#
# Depends on the version of pppd.

. ./lib.sh

world
echo 'ipv6 ::a,' >>/tmp/ac/pppoe-server-options
start_our_ac
serve_connects server 80
nft -f - <<-'END'
	table ip nat {
		chain postrouting {
			type nat hook postrouting priority srcnat
			oifname "ppp*" masquerade
		}
	}
END
probed=('failover-probe 198.51.100.2,2001:db8:99::2' 'failover-probe-interval 500')
line() { # LINE...
	peers_basic line demand persist 'maxfail 0' 'failover-metric 100' 'failover-keep 10' "$@"
}
remember_state

dialled() { [ "$(sessions_logged created)" = "$1" ]; } # TIMES
ended() { [ "$(sessions_logged closed)" = "$1" ]; } # SESSIONS
dials() { poll_until 20 connects lan "$1" 80 && read_clock; } # ADDRESS
waits() { one_route_each && clamps ppp0 && [ "$(clamp_tables)" = 1 ]; }
link_locals() { [ "$(ip -6 -o address show dev ppp0 scope link | wc -l)" = "$1" ]; } # COUNT
has() { [[ $(ip -4 address show dev ppp0) == *"inet $1 peer $2/32"* ]]; } # LOCAL PEER

line 'idle 20' 'failover-detect 500' 'lcp-echo-interval 1' "${probed[@]}"
# Fails with pppd 2.4.9 without pppd_make_up_ids().
check 'pppd starts' pppd call line
check 'clamp and routes are there' poll_until 10 waits
# Fails without put_version(): the kernel solicits routers and neighbours.
check 'nobody dials' eval 'pause 8; dialled 0'
check 'IPv6 dials, with the MSS of the link' leaves $'lan0 S. 1432\nppp0 S 1432' dials "$server6"
check 'once' dialled 1
check 'IPv4 goes there' poll_until 5 connects lan "$server4" 80
check 'the address is that of the peer' has 10.67.15.2 10.67.15.1
# Fails without put_probe().
check 'probes and echoes keep nobody awake' poll_until 60 ac_idle
check 'as they were answered' eval '! logged "No answer"'
check 'clamp and routes stay' waits
check 'nobody dials again' eval 'pause 4; dialled 1'

start_clock
check 'IPv4 dials' leaves $'lan0 S. 1452\nppp0 S 1452' dials "$server4"
note "$took ms"
check 'within seconds' test "$took" -le 9000
check 'and has another address' poll_until 5 has 10.67.15.3 10.67.15.1
check 'IPv6 goes there' poll_until 5 connects lan "$server6" 80
# Fails with pppd 2.4.9 if the identifier of ours is not made up.
check 'one address of IPv6' link_locals 1

lose_line
check 'a line that is lost: no route' poll_until 5 no_routes
check 'the clamp stays' clamps ppp0
restore_line
check 'it is back: the same session' poll_until 10 eval 'logged "is alive" && one_route_each && dialled 2'
check 'IPv4 goes there, too' connects lan "$server4" 80
lose_line
check 'a line that is lost for longer: pppd waits for traffic' poll_until 30 eval 'logged "nobody has answered" && waits'
restore_line
check 'traffic dials' dials "$server6"
check 'a new session' dialled 3
poff line
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left

# The line carries nothing to the probe's target while that is away.
server ip address add 198.51.100.9/24 dev eth0
peers_basic primary persist 'maxfail 0' 'failover-metric 100' 'failover-probe 198.51.100.9' 'failover-probe-interval 200' \
	'failover-probe-loss 3' 'unit 0'
peers_basic backup demand persist 'maxfail 0' 'idle 3' 'failover-metric 200' 'unit 1'
both_route() { [ "$(our_routes -4 | wc -l)" = 2 ]; }
best_is() { [[ $(ip route get "$server4") == *" dev $1 "* ]]; } # INTERFACE
check 'a primary' pppd call primary updetach
check 'a backup that waits' pppd call backup
check 'both have a route' poll_until 10 both_route
check 'the primary is taken' connects lan "$server4" 80
check 'nobody dials the backup' dialled 4
server ip address del 198.51.100.9/24 dev eth0
check 'beyond the primary nobody answers' poll_until 10 best_is ppp1
check 'the backup is dialled' dials "$server4"
check 'by traffic' dialled 5
server ip address add 198.51.100.9/24 dev eth0
check 'the primary is good again' poll_until 10 best_is ppp0
check 'the backup hangs up' poll_until 30 ended 4
poff -a
check 'both end' ends_within 15
check 'nothing is left' nothing_left
kill_ac 2>/dev/null

start_our_ac --sid-reuse
comes_up_with() { # LOCAL PEER OPTION...
	line noipv6 "${@:3}"
	pppd call line && poll_until 10 up4 ppp0 && dials "$server4" && poll_until 5 has "$1" "$2" &&
		poff line && ends_within 15 && poll_until 5 ac_idle
}
check 'both addresses are wildcards' comes_up_with 10.67.15.2 10.67.15.1 0.0.0.0:0.0.0.0
check 'the local one is fixed' comes_up_with 10.67.15.2 10.67.15.1 10.67.15.2:
check 'the remote one is fixed' comes_up_with 10.67.15.2 10.67.15.1 :10.67.15.1
check 'both are fixed' comes_up_with 10.67.15.2 10.67.15.1 10.67.15.2:10.67.15.1
done_testing
