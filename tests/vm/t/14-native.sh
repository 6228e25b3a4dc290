#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A kernel with PPPoE, such as this machine's, shows the demo without QEMU, and
# nothing of it is seen outside its namespaces.

. ./lib.sh

demo() { timeout 200 ./native demo.sh >/tmp/demo 2>&1; }
shows() { grep -Eq -- "$1" /tmp/demo; } # PATTERN

remember_state
ls /etc/ppp/* /dev >/tmp/files
check 'the demo runs to its end' demo
check 'it found an AC' shows 'PADS \[ses 0x1\]'
check 'the clamp lowers IPv4 in both directions' shows 'LAN to server, IPv4 +1460 -> 1452 +1460 -> 1452'
check 'and IPv6' shows 'server to LAN, IPv6 +1440 -> 1432 +1440 -> 1432'
check 'all checksums are right' shows 'checksums wrong: 0 of 16'
check 'nothing is left inside' shows 'the same as before the session: yes'
check 'nor outside' nothing_left
ls /etc/ppp/* /dev >/tmp/files.now
check 'nor in directories' diff /tmp/files /tmp/files.now
[ "$(tail -n 1 /tmp/demo)" = Done. ] || sed 's/^/# /' /tmp/demo
done_testing
