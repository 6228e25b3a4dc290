#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Others on the same machine: local users, and calls that do not end.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

for link in dsl0 lte0; do add_link $link; done
nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
# A lock that is held, on each file and directory that a user can open.
lock_all() {
	local file
	for file in $(nobody find /run/pppoe-clamp 2>/dev/null); do
		nobody flock "$file" sleep 1000 2>/dev/null &
	done
	poll_until 20 pgrep -x flock
}
fresh 'boot 1' 'retry 2'
echo '* dnsmasq' >/etc/pppoe-clamp/dns.conf
DNS1=192.0.2.53 up dsl0
rm /etc/pppoe-clamp/dns.conf
lock_all
check 'there is something that all can open' pgrep -x flock
link_down dsl0
down dsl0 dead &
# Fails without `private`: a user's lock is as good as ours.
check "a user's locks: the backup is started" called_soon 'pon lte'
wait $!
forget # while it runs, and nobody calls
end-provider
check 'and started again, by a timer' called_soon 'pon lte'
check 'what is written for dnsmasq can be read' nobody cat /run/pppoe-clamp/dns/servers
dns_speaks() { timeout 60 env -i /usr/lib/pppoe-clamp/dns down dsl0; }
echo '* dnsmasq' >/etc/pppoe-clamp/dns.conf
check 'and is still written' dns_speaks
rm /etc/pppoe-clamp/dns.conf
pkill -x flock

# As a version before this has left it: a lock that all could open.
fresh
rm -r /run/pppoe-clamp && mkdir -p /run/pppoe-clamp/failover && touch /run/pppoe-clamp/failover/lock
lock_all
link_down dsl0
check 'files of an older version: the backup is started' timeout 60 /etc/ppp/ip-down.d/pppoe-clamp dsl0
check 'by its method' called_soon 'pon lte'
pkill -x flock

# What happens while a hook before it has not written down what it saw.
fresh 'stable 0'
lost dead
link_up lte0 200
sed -i '2i : >/run/ending; until [ -e /run/told ]; do sleep 0.1; done' /usr/local/sbin/poff
link_up dsl0
up dsl0 &
first=$!
poll_until 20 test -e /run/ending
forget
lost carrier &
second=$!
poll_until 20 pgrep -f '^flock -w'
: >/run/told
wait $second
# Fails if it counts as done, since the link was down before that.
check 'lost while the backup is stopped: started again, at once' consists_of /run/calls 'poff lte' 'pon lte'
wait $first
sed -i 2d /usr/local/sbin/poff
link_down lte0

# A command that takes its time, which counts.
fresh 'backup lte0 command' 'start sleep 4' 'stop true' 'retry 6'
cat >/usr/local/sbin/sleep <<-END
	#!/bin/sh
	echo "\$1" >>/run/seconds
	exec $(command -v sleep) "\$@"
END
chmod +x /usr/local/sbin/sleep
lost dead
timer_sleeps() {
	mapfile -t seconds </run/seconds
	echo "${seconds[@]}"
	[ "${seconds[0]}" = 4 ] && [ "${seconds[1]-6}" -le 2 ]
}
# Fails if the timer sleeps from when the look ends.
check 'a slow command: the next look is not later for that' poll_until 20 timer_sleeps
rm /usr/local/sbin/sleep

# A command that has begun, and not ended.
ln -s fake /usr/local/sbin/networkctl
sed -i 's/^command_limit=[0-9]*/command_limit=600/' /usr/lib/pppoe-clamp/failover/methods.sh
command=': >/run/begun; until [ -e /run/may-end ]; do sleep 0.1; done'
fresh 'backup lte0 command' "start $command" "stop $command" 'stable 0'
echo '* resolved' >/etc/pppoe-clamp/dns.conf
echo 'dsl0 networkd lan0' >/etc/pppoe-clamp/prefix.conf
has_begun() { poll_until 20 test -e /run/begun; }
has_ended() { ! kill -0 "$1" 2>/dev/null; }
may_end() {
	: >/run/may-end
	wait
	rm /run/begun /run/may-end
}
lost dead &
check 'lost: the command of the backup has begun' has_begun
# Fails if dns waits for the command.
check 'and the name servers are taken back meanwhile' called_soon 'resolvectl revert dsl0'
PPPOE_CLAMP_REASON=dead hook ipv6-down dsl0 &
# Fails without is_begun: pppd's next ipv6-up would be as late.
check "the other family's hook does not wait for it" poll_until 20 has_ended $!
PPPOE_CLAMP_REASON=user hook ipv6-down dsl0 &
poll_until 20 pgrep -f '^flock -w'
check_not 'one that says something else does' has_ended $!
may_end
check 'and is heard' logged 'taken down on purpose'
link_up lte0 200
forget
link_up dsl0
DNS1=192.0.2.53 up dsl0 &
check 'back: the command that stops it has begun' has_begun
hook ipv6-up dsl0 &
# Fails if they wait for it.
check 'the resolver and the DHCPv6 client are told meanwhile' poll_until 20 eval \
	'grep -x "resolvectl dns dsl0 192.0.2.53" /run/calls &&
		grep -x "networkctl renew dsl0" /run/calls'
may_end
link_down lte0
rm /etc/pppoe-clamp/dns.conf /etc/pppoe-clamp/prefix.conf

# A call that was stopped, or hangs.
fresh
sed -i 's/^turn_limit=[0-9]*/turn_limit=1/' /usr/lib/pppoe-clamp/lib.sh
flock /run/pppoe-clamp/failover/private/lock sleep 1000 &
is_locked() { ! flock -n /run/pppoe-clamp/failover/private/lock true; }
poll_until 20 is_locked
lost dead
# Fails without a limit of the time to wait.
check 'a call that does not end: the next one goes on' called_soon 'pon lte'
check 'and says so' logged 'not ended after 1 seconds'
pkill -x flock
sed -i 's/^command_limit=[0-9]*/command_limit=1/' /usr/lib/pppoe-clamp/failover/methods.sh
fresh 'backup lte0 command' 'start trap "" TERM; sleep 987 & wait; sleep 988' 'stop true'
link_down dsl0
# Fails without -k.
check 'a command that does not want to end is killed' timeout 60 pppoe-clamp-failover down dsl0 dead
check 'and that is said' logged 'failed with status 137'
done_testing
