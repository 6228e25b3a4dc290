#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The package is removed while a backup runs: nobody would stop it any more. And installed
# once more: what is enabled is started, and only then. And what setup has kept.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

for link in dsl0 lte0 wwan0; do add_link $link; done
ip address add 192.0.2.2/24 dev wwan0
mkdir -p /run/systemd/system
for name in deb-systemd-invoke systemd-run dpkg-divert; do ln -s fake "/usr/local/sbin/$name"; done
prerm() { sh "$top/debian/pppoe-clamp.prerm" "$@"; }
server_route() { ip -N route show 203.0.113.9 | grep 'proto 168'; }

fresh 'server 203.0.113.9 via 192.0.2.1 dev wwan0'
lost dead
check 'a backup runs, and has the route to its server' server_route
prerm upgrade 0.2
check_not 'an upgrade: it runs on' grep poff /run/calls
check 'with its route' server_route
prerm remove
# Fails if only the units are stopped.
check 'removed: it is stopped' grep -x 'poff lte' /run/calls
check_not 'and nothing is left' server_route
rm $conf
check 'once more, without a configuration' prerm remove

script() { sh "$top/debian/$1" "${@:2}"; } # NAME WORD...
has_started() { forget && script "$1.preinst" "${@:2:2}" && script "$1.postinst" configure "$4" && grep ' start ' /run/calls; }
starts() { # UNIT...
	has_started pppoe-clamp install 0.1 0.1
	diff <(grep ' start ' /run/calls) <(printf 'systemctl --no-block start %s\n' "$@")
}
wants=/etc/systemd/system/multi-user.target.wants timers=/etc/systemd/system/timers.target.wants
mkdir -p $wants $timers
rm -f /usr/sbin/policy-rc.d
check_not 'installed again, and nothing is enabled: nothing is started' has_started pppoe-clamp install 0.1 0.1
ln -s /usr/lib/systemd/system/pppoe-clamp@.service "$wants/pppoe-clamp@a\\x2db.service"
ln -s /usr/lib/systemd/system/pppoe-clamp-failover.service $wants
ln -s /usr/lib/systemd/system/pppoe-clamp-reconnect@.timer $timers/pppoe-clamp-reconnect@dsl.timer
check_not 'installed for the first time: nothing' has_started pppoe-clamp install '' ''
check_not 'an upgrade: nothing, somebody may have stopped it' has_started pppoe-clamp upgrade 0.1 0.1
# Fails without what the preinst leaves: its removal had stopped them.
check 'installed again: what is enabled is started' starts pppoe-clamp-failover.service 'pppoe-clamp@a\x2db.service'
check_not 'once' has_started pppoe-clamp upgrade 0.1 0.1
check 'and timers' has_started pppoe-clamp-tools install 0.1 0.1
check_not 'but not by an upgrade' has_started pppoe-clamp-tools upgrade 0.1 0.1
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod +x /usr/sbin/policy-rc.d
check_not 'nor where policy-rc.d says no' has_started pppoe-clamp install 0.1 0.1

cover /var/lib || exit
ledgers=/var/lib/pppoe-clamp/setup
says_in() { script "pppoe-clamp-tools.$1" "$2" 2>&1 | grep -- "$3"; } # SCRIPT WORD TEXT
mkdir -p $ledgers
touch $ledgers/dsl
check 'setup has changed files: a removal says what comes first' says_in prerm remove 'setup --remove dsl$'
check_not 'an upgrade does not' says_in prerm upgrade setup
# Fails if it is deleted: setup --remove needs it, and nothing else has the files as they were.
check 'purged: it says that the ledger stays' says_in postrm purge "$ledgers stays"
check 'and it does' test -e $ledgers/dsl
rm $ledgers/dsl
check_not 'without one: no word of it' says_in prerm remove setup
check_not 'and purged, neither' says_in postrm purge setup
check_not 'and nothing stays' test -e /var/lib/pppoe-clamp
mkdir /var/lib/pppoe-clamp
touch /var/lib/pppoe-clamp/prefixes{,.new}
script pppoe-clamp.postrm purge >/dev/null 2>&1
check_not 'nor what prefix keeps' test -e /var/lib/pppoe-clamp
done_testing
