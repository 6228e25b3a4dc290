#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the kernel tells of the carrier while nobody reads it, more than its queue takes: the
# last of it is lost.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

waits() { file_has /run/log 'No carrier'; }
has_drops() { awk '$1 != "sk" { sum += $9 } END { exit !sum }' /proc/net/netlink; }

ip link add eth1 type veth peer name far1
ip link set eth1 up
"$programs/discover" eth1 end slice 100 retry 1000 >/run/out 2>/run/log &
pid=$!
check 'without a carrier it waits' poll_until 10 waits
kill -STOP "$pid"
for i in {1..500}; do echo "link set eth1 alias $i"; done | ip -batch -
check 'more was told than its queue takes' has_drops
ip link set far1 up
kill -CONT "$pid"
# Fails if the kernel is asked while the queue is full: it answers nobody then.
check 'the carrier is found' poll_until 10 file_has /run/log 'Carrier is back'
kill -KILL "$pid"

done_testing
