#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# An existing peers file works with one word changed.
#
# Depends on the version of pppd.

. ./lib.sh

world
start_ac
cat >/etc/ppp/peers/provider <<-END
	plugin rp-pppoe.so
	rp_pppoe_ac lab-ac
	rp_pppoe_verbose 0
	host-uniq cafe0815
	pppoe-padi-timeout 3
	pppoe-padi-attempts 4
	nic-eth1
	user user
	noauth
	noipdefault
	defaultroute
	persist
END
remember_state

works() {
	pon && poll_until 30 up4 ppp0 && poll_until 10 lan ping -c 1 -W 1 "$server4" &&
		poff provider && ends_within 15 && nothing_left
}

check 'with the stock plugin' works
sed -i "s/rp-pppoe\.so/$PLUGIN/" /etc/ppp/peers/provider
check "with $PLUGIN" works
done_testing
