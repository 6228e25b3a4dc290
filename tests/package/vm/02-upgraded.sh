#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What deb.sh has upgraded to the next release, with a line that is enabled, boots. Its
# package is changed for an older one and back while the line is up, removed, and installed
# once more.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/systemd.sh
. ./systemd.sh

world
# shellcheck disable=SC2119
start_our_ac
remember_state
down() { gone ppp0 && no_pppd; }
links() { find /etc/systemd/system -name 'pppoe-clamp*' | grep .; }
version() { in_debian dpkg -s pppoe-clamp | sed -n 's,^Version: ,,p'; }
watch_pid() { in_debian systemctl show --value --property MainPID pppoe-clamp-failover; }
older_limbo() { grep '^# older' /etc/ppp/ip-limbo; }
goes_on() { [ "$(router_pppds)" = "$line" ] && up4 ppp0 && clamps ppp0 && ping -c 1 -W 5 10.67.15.1; }
restarted() { [ "$(watch_pid)" != "$watch" ] && in_debian systemctl is-active pppoe-clamp-failover; }
as_left() { tail -n 1 /etc/ppp/ip-up.d/pppoe-clamp | grep -x '# mine' && [ "$(cat /etc/pppoe-clamp/failover.conf)" = 'primary ppp0' ]; }

check 'Debian boots' boot_debian
check 'its line comes up' poll_until 30 up4 ppp0
check 'with its clamp' poll_until 5 clamps ppp0
# With the lines of its own /etc/ppp; this machine has PPP.
check 'the session of debian/tests' in_debian /src/debian/tests/session

mkdir -p /etc/pppoe-clamp
echo 'primary ppp0' >/etc/pppoe-clamp/failover.conf
echo '# mine' >>/etc/ppp/ip-up.d/pppoe-clamp
check 'the failover program runs' in_debian systemctl start pppoe-clamp-failover
line=$(router_pppds)
now=$(version)
for package in older pppoe-clamp; do
	watch=$(watch_pid)
	check "$package.deb in its place" in_debian dpkg -i "/root/$package.deb"
	# Fails if a maintainer script restarts what is up.
	check 'the line goes on' goes_on
	# Fails without the try-restart in the postinst.
	check 'the failover program is restarted' restarted
	check 'what somebody has written is still there' as_left
	if [ "$package" = older ]; then
		check 'it is the older one' test "$(version)" = 0.0
		check 'with its file' older_limbo
	fi
done
check 'back at the version of before' test "$(version)" = "$now"
check_not 'and its file' older_limbo

check 'the package is removed' in_debian env DEBIAN_FRONTEND=noninteractive apt-get -qy remove pppoe-clamp
# Fails without the prerm.
check 'which ends the line' poll_until 5 down
check 'nothing is left' nothing_left
check 'it is installed again' in_debian dpkg -i /root/pppoe-clamp.deb
# Fails without the preinst: what was stopped stays so until a boot.
check 'and its line comes up' poll_until 30 up4 ppp0
check 'it is purged' in_debian env DEBIAN_FRONTEND=noninteractive apt-get -qy purge pppoe-clamp
check 'which ends the line' poll_until 5 down
# Fails without the postrm.
check_not 'and nothing of it is enabled' links
done_testing
