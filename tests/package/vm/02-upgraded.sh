#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What deb.sh has upgraded to the next release, with a line that is enabled, boots.

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

check 'Debian boots' boot_debian
check 'its line comes up' poll_until 30 up4 ppp0
check 'with its clamp' poll_until 5 clamps ppp0
# With the lines of its own /etc/ppp; this machine has PPP.
check 'the session of debian/tests' in_debian /src/debian/tests/session
check 'the package is removed' in_debian env DEBIAN_FRONTEND=noninteractive apt-get -qy remove pppoe-clamp
# Fails without the prerm.
check 'which ends the line' poll_until 5 down
check 'nothing is left' nothing_left
check 'it is purged' in_debian env DEBIAN_FRONTEND=noninteractive apt-get -qy purge pppoe-clamp
# Fails without the postrm.
check_not 'and nothing of it is enabled' links
done_testing
