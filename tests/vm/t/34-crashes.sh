#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A line, and a mobile router that is always connected, as in 33: the
# concentrator crashes, pppd is killed; and a TCP connection that talks all the
# time lives through all of it.

. ./lib.sh
. ./failover-lib.sh

world
second_path
mobile_backup
start_our_ac --one-session replace
provider_routes ac
peers_basic line persist 'maxfail 0' 'ifname dsl0' 'failover-metric 100' 'failover-detect 800'
remember_state

# Numbers to the server and back, one every 20 ms.
start_stream() {
	server socat -t 20 TCP-LISTEN:7,reuseaddr EXEC:cat &
	poll_until 10 listens server 7
	mkfifo /tmp/silence # a read with a timeout may swallow what comes at its end
	# shellcheck disable=SC2016 # expanded by the inner shell
	lan bash -c '
		exec 3<>/tmp/silence
		until [ -e /tmp/stop ]; do
			echo $((++n))
			read -rt 0.02 -u 3
		done
		echo end' | lan socat -t 20 - "TCP:$server4:7" >/tmp/stream &
	poll_until 10 test -s /tmp/stream
}
# Every number came back, in order, before the end.
stream_is_whole() {
	poll_until 30 grep -qx end /tmp/stream || { lan ss -tino; return 1; }
	awk '$0 != "end" && $0 != NR { print "line " NR ": " $0; exit 1 }' /tmp/stream
}

check 'pppd starts' pon line
check 'the line works' works_by 40 dsl0
check 'a connection is made' start_stream

moves 'concentrator crashed' 4000 wwan0 kill_ac
moves 'concentrator back' 1000 dsl0 start_our_ac --one-session replace
moves 'pppd killed' 1500 wwan0 kill -9 "$(router_pppds)"
rm -f /run/dsl0.pid # pppd's own
moves 'pppd back' 1000 dsl0 pon line

: >/tmp/stop
check 'the connection has lost nothing' stream_is_whole
note "$(wc -l </tmp/stream) numbers in the stream"
poff line
check 'pppd ends' ends_within 15
check 'nothing is left' nothing_left
done_testing
