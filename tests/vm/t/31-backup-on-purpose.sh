#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a backup must not be started for, and what no hook tells of: the line
# taken down on purpose, pppd killed, xl2tpd killed while it is needed.

. ./lib.sh
. ./failover-lib.sh

printf '#!/bin/sh\necho "$*" >>/tmp/told\n' >/usr/local/sbin/line-state
chmod +x /usr/local/sbin/line-state
backup_world 'retry 5' 'notify /usr/local/sbin/line-state'
pppoe-clamp-failover watch &
watcher=$!
remember_state

check 'pppd starts' pon line
check 'the line works' works_by 40 dsl0
# As if failover.conf had been written now: pppd's own file alone tells which process it is.
kill $watcher && wait $watcher
rm -r /run/pppoe-clamp/failover
pppoe-clamp-failover watch &
watcher=$!
check 'a watch that is younger than the line knows its pppd' poll_until 10 \
	grep "^up [0-9]* $(router_pppds) " /run/pppoe-clamp/failover/dsl0.primary
poff line
check 'the line is taken down' poll_until 20 gone dsl0
check 'pppd ends' ends_within 15
# Fails if the plugin does not say PPPOE_CLAMP_REASON=user.
check 'the hooks know that it was on purpose' poll_until 10 times_said 1 'on purpose'
sleep 12 # longer than pppd is given to say why
check 'nothing was started' times_said 0 'starting'
check 'nothing is left' nothing_left

check 'pppd starts again' pon line
check 'the line works' works_by 40 dsl0
kill -9 "$(router_pppds)"
rm -f /run/dsl0.pid
# Fails without `watch`.
check 'pppd is killed: the tunnel carries the LAN' works_by 60 l2tp0
check 'it was dialled once' times_said 1 'starting l2tp0'

# The kernel's tunnel lives on, until a new xl2tpd takes its port.
kill -9 "$xl2tpd_pid"
start_xl2tpd
# Fails without `retry`.
check 'xl2tpd was killed: the tunnel is dialled again' poll_until 60 times_said 1 'starting it again'
check 'and carries the LAN' works_by 60 l2tp0

check 'pppd starts' pon line
check 'the line works' works_by 40 dsl0
check 'the tunnel ends' poll_until 30 no_backup
poff line
check 'pppd ends' ends_within 15
kill $watcher
# That the route is gone may be seen before the hook says why.
told() {
	cat /tmp/told
	[ "$(grep -v gone /tmp/told | uniq)" = "$(printf '%s\n' "$@")" ]
}
check 'each change was told, in this order' poll_until 10 told \
	'primary dsl0 up' 'primary dsl0 held' 'primary dsl0 up' 'primary dsl0 down' \
	'backup l2tp0 on' 'backup l2tp0 again' 'backup l2tp0 on' \
	'primary dsl0 up' 'backup l2tp0 off' 'primary dsl0 held'
check 'nothing is left' poll_until 10 nothing_left
done_testing
