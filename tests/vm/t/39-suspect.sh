#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `suspect yes`: while a line is silent, and not yet known to be dead, the tunnel is
# dialled. If the line lives, it is hung up, and no packet has gone by it.

. ./lib.sh
. ./failover-lib.sh

lost_line_world 'suspect yes' 'stable 1' 'notify /usr/local/sbin/line-state'
printf '#!/bin/sh\necho "$*" >>/tmp/told\n' >/usr/local/sbin/line-state
chmod +x /usr/local/sbin/line-state
sed -i 's/^failover-detect .*/failover-detect 20000/' /etc/ppp/peers/line
remember_state
server nft -f - <<-'END'
	table inet seen {
		chain prerouting {
			type filter hook prerouting priority 0
			iifname "ppp*" ip saddr 192.168.1.0/24 counter
		}
	}
END
none_by_tunnel() { server nft list table inet seen | grep 'packets 0 '; }
told() {
	cat /tmp/told
	[ "$(cat /tmp/told)" = "$(printf '%s\n' "$@")" ]
}
said_in_order() { # WORD...
	[ "$(hooks_said | grep -oE 'starting|lost \(dead\)')" = "$(printf '%s\n' "$@")" ]
}

check 'pppd starts' pon line
check 'the line works' works_by 40 dsl0
index=$(index_of dsl0)
sleep 5
: >/tmp/told

start_ping
lose_line
# Fails without liveness_is_suspect().
check 'the line is silent: the tunnel is dialled' poll_until 18 times_said 1 'starting l2tp0'
check 'while the routes are as they were' by dsl0
check 'it comes up' poll_until 20 both_up l2tp0
check 'and carries nothing' by dsl0
restore_line
check 'the line lives: it is hung up' poll_until 20 no_backup
check 'the line carries the LAN' works_by 10 dsl0
end_ping
check 'nobody took it for lost' times_said 0 'is lost'
check 'it is the same link' test "$(index_of dsl0)" = "$index"
check 'no packet has gone by the tunnel' none_by_tunnel
check 'each change was told' poll_until 10 told 'primary dsl0 doubt' 'backup l2tp0 on' \
	'primary dsl0 up' 'backup l2tp0 off'

sleep 6 # longer than a backup is given to say goodbye
moves 'the line stays silent' 28000 l2tp0 lose_line
check 'it was dialled before the line was lost, and once' said_in_order starting starting 'lost (dead)'
restore_line
check 'the line is back' works_by 60 dsl0
check 'the tunnel ends' poll_until 30 no_backup

poff line
check 'pppd ends' ends_within 15
check 'nothing is left' poll_until 10 nothing_left
done_testing
