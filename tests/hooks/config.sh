#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What failover.conf may say, the methods, and the route to a tunnel's server.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

for link in dsl0 lte0 wwan0; do add_link $link; done
ip address add 192.0.2.2/24 dev wwan0
configure() { # LINE...
	printf '%s\n' 'primary dsl0' "$@" >$conf
	end_timers
	rm -rf /run/pppoe-clamp
	forget
}
says() { # TEXT: a line that is wrong is named, and nothing is done
	failover start
	[ $? = 2 ] && show /run/said && [[ ${shown[*]} = *"$1"* ]] && not_called && [ ! -e /run/pppoe-clamp ]
}
rejects() { # TEXT LINE...: as the second line and those after it
	configure "${@:2}" 'backup lte0 pon lte'
	check "rejected: ${2@Q}" says "$conf:2: $1"
}
rejects "stable: 'soon' is not a number of seconds from 0 to 86400" 'stable soon'
rejects "stable: '86401' is not" 'stable 86401'
rejects "retry: '08' is not" 'retry 08'
rejects "boot: '' is not" 'boot'
rejects "start-on-poff: 'maybe' is neither yes nor no" 'start-on-poff maybe'
rejects "lost-metric: '-1' is not a metric" 'lost-metric -1'
rejects "ping: '192.0.2.256' is not an address" 'ping 192.0.2.256'
rejects "notify: 'tell me' is not the absolute path of a program, without arguments" 'notify tell me'
rejects "notify: '/bin/tell me' is not" 'notify /bin/tell me'
# shellcheck disable=SC2016 # not to be expanded by anybody
rejects "notify: '/bin/\$(reboot)' is not" 'notify /bin/$(reboot)'
rejects "notify: '' is not" 'notify'
rejects "'backups' is not a setting" 'backups lte0 pon lte'
rejects "primary dsl0 has no line 'backup'" 'primary dsl1'
rejects "primary: '../etc' is not the name of an interface" 'primary ../etc'
rejects 'server: expected ADDRESS [via GATEWAY] dev INTERFACE' 'server 192.0.2.1'
rejects 'server: expected' 'server lns.example dev wwan0'
rejects 'server: expected' 'server 192.0.2.1 via 192.0.2.9'
rejects "server: 'gw' is not the address of a gateway" 'server 192.0.2.1 via gw dev wwan0'
rejects "server: '192.0.2.1' is no gateway of an IPv6 address" 'server 2001:db8::1 via 192.0.2.1 dev wwan0'
rejects "backup: 'dsl0' is not the name of another interface" 'backup dsl0 pon lte'
rejects "backup: 'dial' is none of" 'backup lte0 dial lte'
rejects "backup: '' is not a name for xl2tpd" 'backup lte0 xl2tpd'
rejects "backup: '../x' is not a name for pon" 'backup lte0 pon ../x'
rejects "backup: '-a' is not a name for pon" 'backup lte0 pon -a'
# shellcheck disable=SC2016 # not to be expanded by anybody
rejects "backup: '\$(reboot)' is not a name for ifup" 'backup lte0 ifup $(reboot)'
rejects "backup: 'now' after" 'backup lte0 ifup lte now'
configure 'backup lte0 command' 'start true'
check 'rejected: a command to start without one to stop' says "needs the lines 'start' and 'stop'"
configure 'backup lte0 pon lte' 'start true'
check 'rejected: a command to start for another method' says "are for 'backup lte0 command'"
configure 'backup lte0 pon lte' 'primary dsl1' 'backup lte0 pon lte'
check 'rejected: one backup for two links' says 'in this file twice'
echo 'stable 3' >$conf
check 'rejected: a setting before any link' says "expected 'primary INTERFACE' before 'stable'"
rm $conf
check 'no file' says "cannot read $conf"
configure 'backup lte0 pon lte' 'primary dsl1' 'backup lte1 pon lte1' 'stable soon'
check 'nothing is half done' says "$conf:5: stable"

calls() { # METHOD START STOP: what is called
	ip route flush exact default
	configure "backup lte0 $1" 'stable 0' "${@:4}"
	failover start
	check "$1: start" called_soon "$2"
	link_up dsl0
	forget
	failover check
	check "$1: stop" called_soon "$3"
	link_down dsl0
}
calls 'ifup lte' 'ifup lte' 'ifdown lte'
calls 'systemd lte.service' 'systemctl start --no-block lte.service' 'systemctl stop --no-block lte.service'
calls command 'ifup a b;c' 'ifdown a  * d' "start ifup 'a b;c'" 'stop ifdown "a  *" d'
mkdir -p /run/xl2tpd && mkfifo /run/xl2tpd/l2tp-control
while :; do sed 's/^/xl2tpd /' /run/xl2tpd/l2tp-control >>/run/calls; done &
calls 'xl2tpd lac-1' 'xl2tpd c lac-1' 'xl2tpd d lac-1'
rm -f /run/pppoe-clamp/failover/lte0.backup
configure 'backup lte0 xl2tpd lac-1' 'retry 1'
failover start
begins_with() { # CALL...: and there may be more
	cat /run/calls
	[ "$(head -n $# /run/calls)" = "$(printf '%s\n' "$@")" ]
}
# Fails if it is only started again: xl2tpd says "already active" to that.
check 'xl2tpd lac-1: it does not work: it is told to end, and started again' \
	poll_until 20 begins_with 'xl2tpd c lac-1' 'xl2tpd d lac-1' 'xl2tpd c lac-1'
kill $!
pkill -x sed
configure 'backup lte0 xl2tpd lac-1'
failover start
check 'nobody reads the control file: the log says so' logged 'xl2tpd does not read'
rm -r /run/xl2tpd
configure 'backup lte0 xl2tpd lac-1'
failover start
check 'xl2tpd does not run: the log says so' logged 'xl2tpd is not running'

# What a backup starts keeps no lock: the next call would wait for ever.
configure 'backup lte0 command' 'start setsid sleep 987 &' 'stop true'
failover start
check 'a daemon that was started holds up nobody' timeout 60 pppoe-clamp-failover check

server_routes() {  ip -N -4 route show root 203.0.113.0/24; ip -N -6 route show root 2001:db8:9::/48; }
server_route_is() { # ROUTE
	server_routes
	[ "$(server_routes | sed 's/ metric 1024 pref medium//; s/ *$//')" = "$1" ]
}
no_server_route() { server_route_is ''; }
with_server() { # SERVER
	configure 'backup lte0 pon lte' 'stable 0' "server $1"
	end-provider
	failover start
}
end() { # the link works again, and the backup has said goodbye
	link_up dsl0
	failover check
	poll_until 12 no_server_route
}
ours='203.0.113.9 via 192.0.2.1 dev wwan0 proto 168'
with_server '203.0.113.9 via 192.0.2.1 dev wwan0'
check 'the route to the server is there' server_route_is "$ours"
failover check
check 'once' server_route_is "$ours"
ip link set wwan0 down && ip link set wwan0 up
check 'gone with its interface' no_server_route
failover check
check 'it is put back' server_route_is "$ours"
link_up dsl0
SECONDS=0
failover check
check_in_time 5 'there while the backup says goodbye' server_route_is "$ours"
check 'then it is removed' poll_until 12 no_server_route
link_down dsl0

ip route add default via 192.0.2.7 dev wwan0 metric 300
with_server '203.0.113.9 dev wwan0'
check "without a gateway: that of the interface's default route" \
	server_route_is '203.0.113.9 via 192.0.2.7 dev wwan0 proto 168'
ip route replace default via 192.0.2.8 dev wwan0 metric 300
failover check
check 'which may change' server_route_is '203.0.113.9 via 192.0.2.8 dev wwan0 proto 168'
check 'removed' end
link_down dsl0

foreign='203.0.113.9 via 192.0.2.3 dev wwan0'
ip route add 203.0.113.9 via 192.0.2.3 dev wwan0
with_server '203.0.113.9 via 192.0.2.1 dev wwan0'
# Fails with `ip route replace`.
check "somebody else's route stays" server_route_is "$foreign"
link_up dsl0
failover check
sleep 6
# Fails without `proto` when it is deleted.
check 'also at the end' server_route_is "$foreign"
ip route del 203.0.113.9
link_down dsl0

with_server '2001:db8:9::9 dev wwan0'
check 'an IPv6 server' server_route_is '2001:db8:9::9 dev wwan0 proto 168'
check 'removed' end
done_testing
