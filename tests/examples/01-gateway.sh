#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/gateway: a router for a house, with dnsmasq and nftables. A LAN host that
# knows nothing gets an address, names, and the MTU of the line by DHCP and by a
# router advertisement. All of it is there again after a reboot.
#
# Depends on the version of pppd.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

# shellcheck disable=SC2119 # the usual target
reboots() { stop_debian && boot_debian; }

example_world
# shellcheck disable=SC2119 # no options
start_our_ac
start_example gateway
link_works ppp0 1492
host_is_told 1492
check 'the host fetches by IPv4' download "$server4" 81
check 'and by IPv6' download "$server6" 81
stays_shut
check 'a reboot' reboots
check 'the link is up again' poll_until 30 both_up ppp0
check 'the host fetches by IPv4' poll_until 10 download "$server4" 81
check 'and by IPv6' poll_until 10 download "$server6" 81
check 'names are known again' poll_until 10 knows_name lan
end_example systemctl disable --now pppoe-clamp@dsl-provider
done_testing
