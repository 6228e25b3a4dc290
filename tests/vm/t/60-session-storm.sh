#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# An access concentrator that ends each session half a second after IPCP meets
# growing waits, until a session is of use again.
#
# Depends on the version of pppd.

. ./lib.sh

sessions() { events "$mac > .*PADR"; }
at_least() { [ "$(sessions)" -ge "$1" ]; } # SESSIONS
# The session that is there when the storm ends still has its half second.
stays() { [ -e /tmp/ac/calm ] && up4 ppp0; }
follows_at_once() { up4 ppp0 && [ "$(index_of ppp0)" != "$index" ]; }

world
mac=$(</sys/class/net/eth1/address)
cat >/tmp/ac/ip-up <<'END'
#!/bin/sh
ip route replace 192.168.1.0/24 dev "$1"
if [ -e /etc/ppp/storm ]; then ( sleep 0.5; kill -TERM "$PPPD_PID" ) & else touch /etc/ppp/calm; fi
END
: >/tmp/ac/storm
watch_events
peers_basic line persist 'maxfail 0' 'holdoff 0'
start_our_ac
pppd call line >/dev/null
check 'the storm begins' poll_until 20 at_least 2
sleep 40
note "$(sessions) sessions"
# Fails if pace_judge() takes any session that reached IPCP for one of use: 20 and more.
check 'it dies down' test "$(sessions)" -le 9
check 'it goes on' at_least 5

rm /tmp/ac/storm
check 'the link comes up when the concentrator has it' poll_until 60 stays
check 'it carries packets' ping -q -c 60 -i 0.01 -s 1400 10.67.15.1
index=$(index_of ppp0)
start_clock
kill "$(ac_pppd)"
# Fails if 64 KiB are nothing.
check_by 'the next session follows at once' 6000 follows_at_once
poff line
check 'pppd ends' ends_within 15
done_testing
