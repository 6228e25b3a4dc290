#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `suspect yes`: the backup is started while the primary is silent, before it is
# lost, and stopped at once if it is not.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

for link in dsl0 lte0 wwan0; do add_link $link; done
told() { PPPD_PID=$pppd PPPOE_CLAMP_REASON=${2-} /etc/ppp/ip-limbo dsl0 "$1" 2>/dev/null; } # EVENT [REASON]
nothing_next() { ! ls /run/pppoe-clamp/failover/lte0.backup; }

fresh
told suspect
told calm
# Fails without is_wanted: each doubt of each link would cost a look.
check 'not asked for: nothing is done' not_called
check 'nor said' lines_logged 0
check 'nor looked at' test ! -e /run/pppoe-clamp/failover/private/timer

fresh 'suspect yes'
told suspect
# Fails without the state doubt.
check 'silent: the backup is started' called 'pon lte'
check 'and that is said' logged 'dsl0 may be lost'
link_up lte0 200
failover check
check 'it works, and so does the primary: it runs on' called 'pon lte'
told suspect
check 'said twice: started once' called 'pon lte'
forget
link_down dsl0
told lost dead
check 'lost: it is there already' not_called
check 'which the log says' logged 'dsl0 is lost (dead)'
link_up dsl0
told back
check 'back: it has to be stable first, as ever' not_called

fresh 'suspect yes' 'stable 1'
sleep 1
told suspect
link_up lte0 200
forget
told calm
# Fails if a doubt is taken for an interruption.
check 'it was nothing: the backup is stopped at once' called 'poff lte'
link_down lte0
check 'and no more is done' poll_until 15 nothing_next

fresh 'suspect yes' 'stable 30'
lost dead
link_up lte0 200
back
told suspect
forget
told calm
check 'in doubt while the backup had to stay: it stays' not_called

# The hooks run side by side: calm may be there before suspect is.
fresh 'suspect yes' 'stable 0'
told calm
told suspect
check 'the other way round: the backup is started' called 'pon lte'
check 'and stopped, when nothing more is said' poll_until 20 logged 'dsl0 works again'
check 'by itself' called_soon 'pon lte' 'poff lte'

for way in 'kill_pppd' 'link_down dsl0; told lost carrier'; do
	fresh 'suspect yes'
	told suspect
	forget
	link_up lte0 200
	[ "$way" != kill_pppd ] || link_down dsl0
	eval "$way"
	failover check
	check "then ended ($way): it runs on" not_called
	check 'and the primary is lost' logged 'dsl0 is lost'
done

fresh 'suspect yes'
told suspect
link_down dsl0
down dsl0 user
check 'then taken down on purpose: the backup runs on, and nobody stops it' called 'pon lte'
check 'nor is it started again' eval 'failover check && called "pon lte"'

configure 'suspect maybe'
check_not 'neither yes nor no: refused' failover check
check 'which names the line and the value' grep "suspect: 'maybe' is neither yes nor no" /run/said
done_testing
