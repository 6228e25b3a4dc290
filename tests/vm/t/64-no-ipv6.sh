#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# IPv6 is off on this machine, and the access concentrator ends the session as
# soon as IPV6CP ends.
#
# Depends on the version of pppd.

. ./lib.sh


world
printf '%s\n' '#!/bin/sh' "kill -TERM \"\$PPPD_PID\"" >/tmp/ac/ipv6-down
chmod +x /tmp/ac/ipv6-down
sysctl -q net.ipv6.conf.default.disable_ipv6=1
peers_basic line persist 'maxfail 0' 'holdoff 0'
start_our_ac
pppd call line >/dev/null
check 'the link comes up' poll_until 20 up4 ppp0
index=$(index_of ppp0)
sleep 6
# Fail if IPV6CP begins, and ends at once, as no address can be set.
check 'it is the same link' test "$(index_of ppp0)" = "$index"
check 'there was one session' test "$(sessions_logged created)" = 1
check 'it is said why there is no IPv6' logged 'IPv6 is off on ppp0'
poff line
check 'pppd ends' ends_within 15

sysctl -q net.ipv6.conf.default.disable_ipv6=0
pppd call line >/dev/null
check 'with IPv6 it is there' poll_until 20 up6 ppp0
poff line
check 'pppd ends again' ends_within 15

# As udev does by the settings of a machine, when the interface comes. Fails if that of new
# interfaces is asked for. pppd 2.4.9 has no such script.
sysctl -q net.ipv6.conf.all.disable_ipv6=1
printf '%s\n' '#!/bin/sh' "echo 0 >/proc/sys/net/ipv6/conf/\$1/disable_ipv6" >/etc/ppp/net-pre-up
chmod +x /etc/ppp/net-pre-up
case $(pppd --version 2>&1) in
*2.4.9*) ;;
*)
	pppd call line >/dev/null
	check 'on for this interface alone it is there' poll_until 20 up6 ppp0
	poff line
	check 'pppd ends once more' ends_within 15
	;;
esac
done_testing
