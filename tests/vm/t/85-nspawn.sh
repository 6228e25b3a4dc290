#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The manual's lines for systemd-nspawn, as they are there: a router in a container that
# has the files of the host, two capabilities and /dev/ppp.

. ./lib.sh

world
start_our_ac
peers_basic dsl-provider 'failover-metric 100'
systemd-machine-id-setup >/dev/null
mount -t cgroup2 cgroup /sys/fs/cgroup
# From the manual; nobody is there to register it with.
mapfile -t lines < <(sed -n '/^\.It Containers/,/^\.It Docker/s/^\.Dl # \(ip\|systemd-nspawn\)/\1/p' ../../man/pppoe-clamp.so.8)
box() { ip netns exec router "$@"; }
contained() {
	local process
	for process in $(ip netns pids router); do
		grep -qx pppd "/proc/$process/comm" && echo "$process" && return # not what that has started
	done
}
is_up() { box ip -4 route show default dev ppp0 2>/dev/null | grep -q . && box ip -6 route show default dev ppp0 2>/dev/null | grep -q .; }
capabilities() { sed -n 's/^CapEff:\t0*//p' "/proc/$(contained)/status"; }
is_over() { [ -z "$(contained; box nft list tables; box ip link show ppp0 2>/dev/null)" ]; }
nspawn() {
	${lines[2]/systemd-nspawn/systemd-nspawn --register=no --keep-unit --console=pipe} >/tmp/out 2>&1 &
	poll_until 20 is_up
}

check 'the manual has three lines' test "${#lines[@]}" = 3
check "${lines[0]}" eval "${lines[0]}"
check "${lines[1]}" eval "${lines[1]}"
check 'the link comes up, with routes of both IP versions' nspawn
check 'with two capabilities' test "$(capabilities)" = 3000
check 'there is a clamp' box nft list table inet pppoe-clamp-ppp0
check 'the peer answers' poll_until 5 box ping -c 1 -W 1 10.67.15.1
check_not 'anybody complains' grep -iE 'cannot|not permitted|denied|failed' /tmp/out
kill "$(contained)"
check 'it ends, and nothing is left' poll_until 10 is_over
done_testing
