#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/firewalld: zones and a policy, translated by firewalld.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

example_world
# shellcheck disable=SC2119 # no options
start_our_ac
start_example gateway firewalld
check 'the line is in its zone' in_debian firewall-cmd --zone=external --query-interface=ppp0
link_works ppp0 1492
# A datagram to the port of DHCPv6, from the port of its servers
link_local() { "$@" ip -6 -o address show scope link | sed -n 's/.* \(ppp[0-9]*\) .*inet6 \([^ /]*\).*/\2%\1/p'; } # [SPACE]
answers_prefix() {
	local from to
	from=$(link_local ac) && to=$(link_local) && from=${from#*%} && to=${to%%%*} || return
	timeout 10 socat -u UDP6-RECV:546 CREATE:/tmp/answer &
	poll_until 5 eval 'ss -Huln "sport = :546" | grep -q .'
	echo answer | ac socat -u - "UDP6-SENDTO:[$to%$from]:546,bind=[::]:547"
	poll_until 5 grep -q answer /tmp/answer
}
# Fails without dhcpv6-client in the zone.
check 'an answer to a request for a prefix comes in' answers_prefix
check 'nobody comes in from outside' eval '! connects server 10.67.15.2 53'
check 'firewalld reloads' in_debian firewall-cmd --reload
link_works ppp0 1492
end_example systemctl disable --now pppoe-clamp@dsl-provider
done_testing
