#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The name servers that a peer named, for each resolver.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

servers=/run/pppoe-clamp/dns/servers
for link in dsl0 lte0; do add_link $link; done
cat >/usr/local/sbin/resolvconf <<-'END'
	#!/bin/sh
	echo "resolvconf $*" >>/run/calls
	[ "$1" != -a ] || cat >>/run/calls
END
chmod +x /usr/local/sbin/resolvconf
configure() { # LINE...
	printf '%s\n' '# a comment' "$@" >/etc/pppoe-clamp/dns.conf
	forget
}
up() { DNS1=${2-} DNS2=${3-} hook ip-up "$1"; } # INTERFACE [ADDRESS...]
down() { hook ip-down "$1"; }
listed() { consists_of "$servers" "$@"; } # SERVER...
cksum /etc/resolv.conf >/run/resolv.conf 2>&1

configure 'dsl0 resolved' '* none'
up dsl0 192.0.2.53 192.0.2.54
check 'resolved: the servers of the link' called 'resolvectl dns dsl0 192.0.2.53 192.0.2.54'
check 'in one line of the log' lines_logged 1
forget
down dsl0
check 'and back' called 'resolvectl revert dsl0'
forget
up lte0 192.0.2.53
check 'none: nothing' not_called
configure 'lte0 resolved'
up dsl0 192.0.2.53
check 'no line for the link: nothing' not_called
rm /etc/pppoe-clamp/dns.conf
up dsl0 192.0.2.53
check 'no file: nothing' not_called

configure '* resolvconf'
up dsl0 192.0.2.53 192.0.2.54
check 'resolvconf: the servers of the link' called 'resolvconf -a dsl0.pppoe-clamp' \
	'nameserver 192.0.2.53' 'nameserver 192.0.2.54'
forget
down dsl0
check 'and back' called 'resolvconf -d dsl0.pppoe-clamp'

# Says so when it is told to read its servers again, and lives on.
cat >/run/dnsmasq.sh <<-'END'
	printf dnsmasq >/proc/$$/comm
	trap 'echo HUP >>/run/calls' HUP
	echo $$ >/run/dnsmasq.pid
	while :; do sleep 0.1; done
END
env --default-signal=HUP bash /run/dnsmasq.sh & # of `nohup make`, too
daemon=$!
poll_until 20 test -s /run/dnsmasq.pid
configure '* dnsmasq /run/dnsmasq.pid'
up dsl0 192.0.2.53 192.0.2.54
check 'dnsmasq: the servers, each by the link' listed 'server=192.0.2.53@dsl0' 'server=192.0.2.54@dsl0'
check 'it is told' called_soon HUP
up dsl0 192.0.2.53 192.0.2.54
up lte0 192.0.2.55
check 'two links, one of them twice' listed \
	'server=192.0.2.53@dsl0' 'server=192.0.2.54@dsl0' 'server=192.0.2.55@lte0'
ip link del dsl0
up lte0 192.0.2.55
# Fails if write_servers does not look for the interface.
check 'a link that vanished without a word' listed 'server=192.0.2.55@lte0'
down lte0
check 'the last one is down: an empty file' listed ''
check 'that everybody may read' test "$(stat -c %a $servers)" = 644
add_link dsl0

# Whatever the peer sends.
# shellcheck disable=SC2016 # not to be expanded by anybody
for address in 'nonsense' '$(reboot)' '192.0.2.53@eth0' '192.0.2' '192.0.2.256' '192.0.2.053' '127.0.0.1' \
	'0.0.0.0' '224.0.0.1' '255.255.255.255' $'192.0.2.53\nserver=192.0.2.66' '1:2' '1::2::3' '12345::1' \
	'1:2:3:4:5:6:7:8:9' ':::' ':1:2:3:4:5:6:7' '-a'; do
	up dsl0 "$address" 192.0.2.54
	check "dropped: ${address@Q}" listed 'server=192.0.2.54@dsl0'
done
for address in 2001:db8::53 :: ::1 1:2:3:4:5:6:7:8 fe80::1; do
	up dsl0 "$address"
	check "taken: $address" listed "server=$address@dsl0"
done
down dsl0
forget
kill $daemon
wait $daemon 2>/dev/null
up dsl0 192.0.2.53
check 'dnsmasq does not run: the file is written all the same' listed 'server=192.0.2.53@dsl0'
forget
for n in 1 2 3 4 5; do up dsl0 192.0.2.$n & up lte0 192.0.2.1$n & down lte0 & done
wait
up lte0 192.0.2.55
up dsl0 192.0.2.53
check 'hooks in parallel' listed 'server=192.0.2.53@dsl0' 'server=192.0.2.55@lte0'
# Fails without flock.
check_not "get in nobody's way" logged ': dnsmasq: '

rm -r /run/pppoe-clamp/dns
mkdir /run/pppoe-clamp/dns
mount -t tmpfs -o size=12k dns /run/pppoe-clamp/dns
up dsl0 192.0.2.53
forget
dd if=/dev/zero of=/run/pppoe-clamp/dns/full bs=4k 2>/dev/null
up dsl0 192.0.2.54
# Fails if a half of the file takes its place.
check 'no room: the servers that there were' listed 'server=192.0.2.53@dsl0'
check 'and that is said' logged 'dsl0: dnsmasq: .*No space left'
umount /run/pppoe-clamp/dns

rejects() { # TEXT LINE
	configure "$2"
	rm -rf /run/pppoe-clamp
	env -i /usr/lib/pppoe-clamp/dns up dsl0 192.0.2.53 2>&1 | grep -F -- "$1" &&
		not_called && [ ! -e /run/pppoe-clamp ]
}
check 'rejected: another resolver' rejects "dns.conf:2: 'bind' is none of" 'dsl0 bind'
check 'rejected: a word too many' rejects "dns.conf:2: 'now' after 'resolved'" 'dsl0 resolved now'
check 'rejected: a bad pid file' rejects "dns.conf:2: 'pid' is not the path" 'dsl0 dnsmasq pid'
check 'rejected: not an interface' rejects "dns.conf:2: 'a/b' is not" 'a/b none'
untouched() { cksum /etc/resolv.conf 2>&1 | diff /run/resolv.conf -; }
check '/etc/resolv.conf is untouched' untouched
done_testing
