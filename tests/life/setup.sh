#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes the machine of a life (life.h) in namespaces that are ours, and runs a command in it.
#
# Usage: setup.sh COMMAND [ARGUMENT...]

set -e
[ -n "${IN_LIFE:-}" ] || IN_LIFE=1 exec unshare --net --mount "$0" "$@"
mount -t tmpfs run /run
mkdir /run/saved
ip link set lo up
ip -batch - <<-END
	link add eth1 type veth peer name ac0
	link add wan0 type veth peer name wan1
END
# Duplicate addresses are looked for in the kernel's own time.
for name in eth1 ac0 wan0 wan1; do
	echo 1 >"/proc/sys/net/ipv6/conf/$name/disable_ipv6"
done
echo 0 >/proc/sys/net/ipv6/conf/default/dad_transmits
ip -batch - <<-END
	link set eth1 up
	link set ac0 up
	link set wan1 up
	link set wan0 up
	address add 192.0.2.9/24 dev wan0
	route add default via 192.0.2.1 dev wan0 metric 500
END
exec "$@"
