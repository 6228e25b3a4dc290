#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Hooks of a pppd that may not write to /run, as a hardened unit has it.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

for link in dsl0 lte0 wwan0; do add_link $link; done
ip address add 192.0.2.2/24 dev wwan0
read_only() { # LINE...: nothing was ever written
	fresh "$@"
	rm -rf /run/pppoe-clamp && mkdir /run/pppoe-clamp && mount -t tmpfs -o ro none /run/pppoe-clamp
	up dsl0
	forget
}
writable() { umount /run/pppoe-clamp; }

read_only
check 'a link that works: nothing is lost, and nothing said' eval 'up dsl0 && lines_logged 0'
link_down dsl0
# Fails if the program ends where it cannot write.
check 'lost: the backup is started' eval 'failover down dsl0 dead && called "pon lte"'
check 'what is lost is said in one line' logged \
	'cannot write to /run/pppoe-clamp/failover (Read-only file system): lte0 will be neither'
check 'beside the two lines as ever' lines_logged 3
forget
hook ipv6-down dsl0
check 'the other hook: it runs, and is not started again' not_called
no_timer() { ! pgrep -fx 'sleep [0-9]{1,3}'; }
check 'no timer is left' no_timer
writable

read_only
lost user
check 'taken down on purpose: nothing is started' not_called
writable

read_only
touch /run/fails.pon
lost dead
check 'it cannot be started: the log says so' logged 'failed with status 7: pon lte: '
rm /run/fails.pon
writable

server='203.0.113.9 via 192.0.2.1 dev wwan0'
read_only "server $server"
lost dead
route_there() { ip -N route show 203.0.113.9 | grep "via 192.0.2.1 dev wwan0 proto 168"; }
check "the route to the tunnel's server is there" route_there
end-provider
forget
down dsl0 dead
check 'and is no fault the second time' eval 'called "pon lte" && ! logged route'
writable

# Another fault of the same kind.
fresh
rm -rf /run/pppoe-clamp && mkdir /run/pppoe-clamp && touch /run/pppoe-clamp/failover
lost dead
check 'a file in place of the directory: the backup is started' called 'pon lte'
check 'which the log says' logged 'cannot write to /run/pppoe-clamp/failover ('

# One file only, which is found out late.
fresh
mkdir /run/pppoe-clamp/failover/lte0.backup
lost dead
check 'a directory in place of a file: the backup is started' called 'pon lte'
# Fails if each file that cannot be written counts as one without room.
check 'and why it cannot be written is said' logged \
	'cannot write to /run/pppoe-clamp/failover (Is a directory): lte0 will be neither'

# No room, too.
fresh
rm -rf /run/pppoe-clamp && mkdir /run/pppoe-clamp && mount -t tmpfs -o size=16k none /run/pppoe-clamp
up dsl0
dd if=/dev/zero of=/run/pppoe-clamp/full bs=4k 2>/dev/null
forget
lost dead
check 'no room: the backup is started' called 'pon lte'
# Fails if a file that cannot be written counts as written.
check 'which the log says' logged \
	'cannot write to /run/pppoe-clamp/failover (no room): lte0 will be neither'
check 'no timer is left' no_timer
writable

read_only
echo '* resolved' >/etc/pppoe-clamp/dns.conf
DNS1=192.0.2.53 up dsl0
check 'a resolver that needs no file gets its servers' called 'resolvectl dns dsl0 192.0.2.53'
echo '* dnsmasq' >/etc/pppoe-clamp/dns.conf
forget
DNS1=192.0.2.53 up dsl0
check 'dnsmasq does not: one line says so' eval 'logged "dnsmasq: .*Read-only file system" && lines_logged 1'
writable
done_testing
