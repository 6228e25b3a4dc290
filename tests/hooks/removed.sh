#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The package is removed while a backup runs: nobody would stop it any more.

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
done_testing
