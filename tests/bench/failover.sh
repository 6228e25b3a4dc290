#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs in the test machine (tests/vm): lose the line again and again, alternately
# under this plugin with its hooks and under a set-up by hand, as a provider's
# wiki describes it: the stock plugin, LCP echoes each second of which four may be
# lost, and scripts that switch the routes and write to xl2tpd's control file.
# Prints samples (table.c) and what a timeline is drawn from (timeline).

# shellcheck source=../vm/lib.sh
. ./lib.sh
# shellcheck source=../vm/failover-lib.sh
. ./failover-lib.sh

rounds=5
ours=$PLUGIN
events=/etc/ppp/ip

# ------------------------------------------------------------ the two set-ups

use_ours() {
	rm -f "$events"v6-up.d/by-hand "$events"v6-down.d/by-hand
	install_hooks
	PLUGIN=$ours
	peers_basic line persist 'maxfail 0' 'ifname dsl0' 'failover-metric 100'
	tunnel_options 'failover-metric 200'
}

# holdoff, 30 s there, is shorter: how long the line is away is not what is measured.
use_by_hand() {
	rm -f "$events"*.d/pppoe-clamp
	PLUGIN=rp-pppoe.so
	peers_basic line persist 'maxfail 0' 'ifname dsl0' defaultroute 'lcp-echo-interval 1' \
		'lcp-echo-failure 4'
	sed -i 's/^holdoff.*/holdoff 5/' /etc/ppp/peers/line
	tunnel_options
	cat >"$events"v6-up.d/by-hand <<-'END'
		#!/bin/sh
		logger "$1 is up"
		case $1 in
		dsl0)
			[ ! -e /tmp/dials ] || echo 'd backup' >/run/xl2tpd/l2tp-control
			ip route del default dev l2tp0
			ip -6 route del default dev l2tp0
			ip route add default dev dsl0
			ip -6 route add default dev dsl0
			;;
		l2tp0)
			ip route add default dev l2tp0
			ip -6 route add default dev l2tp0
			;;
		esac
	END
	cat >"$events"v6-down.d/by-hand <<-'END'
		#!/bin/sh
		logger "$1 is down"
		case $1 in
		dsl0)
			[ ! -e /tmp/dials ] || echo 'c backup' >/run/xl2tpd/l2tp-control
			ip route del default dev dsl0
			ip -6 route del default dev dsl0
			;;
		l2tp0)
			ip route del default dev l2tp0
			ip -6 route del default dev l2tp0
			;;
		esac
	END
	chmod +x "$events"v6-up.d/by-hand "$events"v6-down.d/by-hand
}

tunnel_options() { # LINE...
	{
		[ "$PLUGIN" != "$ours" ] || echo "plugin $ours"
		printf '%s\n' 'user user' noauth noipdefault +ipv6 'ifname l2tp0' 'mtu 1400' \
			'lcp-restart 1' "$@"
	} >/etc/ppp/options.l2tp
}

# ------------------------------------------------------------------ measuring

# What happens in the kernel's tables, and the first packet to the LNS.
start_watch() {
	ip -ts monitor link address route >/tmp/monitor &
	watchers=$!
	begin_tcpdump /tmp/dialled tcpdump -tt -n -l --immediate-mode -c 1 -i wwan0 udp port 1701
	watchers+=" $!"
}

# EVENT MS, counted from the time CUT. `ip monitor` misses that pppN is now l2tp0.
timeline() { # CUT
	awk -v cut="$1" '
		function since(stamp) {
			split(substr(stamp, 13), part, ":")
			return ((part[1] * 60 + part[2]) * 60 + part[3] - cut % 86400) * 1000
		}
		function event(name, ms) { if (!seen[name]++) printf "%s %.0f\n", name, ms }
		FILENAME == "/tmp/dialled" { event("dialled", ($1 - cut) * 1000) }
		FILENAME == "/tmp/monitor" && /^\[.*Deleted default dev dsl0/ { event("noticed", since($1)) }
		FILENAME == "/tmp/monitor" && /^\[.* inet .* peer .* l2tp0/ { event("tunnel-up", since($1)) }
		FILENAME == "/tmp/monitor" && /^\[[^ ]* *default dev (ppp[0-9]|l2tp0) .*scope link/ { event("route", since($1)) }
	' /tmp/monitor /tmp/dialled
	awk -v cut="$1" '/ bytes from / {
		ms = (substr($1, 2) - cut) * 1000
		if (ms > -1000 && ms < 12000) answers = answers sprintf(" %.0f", ms)
	} END { print "answers" answers }' /tmp/ping
}

sample() { # WHAT
	printf 'plain\t%s, ms without an answer\t%s\t%s\n' "$1" "$row" "$gap"
	printf 'plain\t%s, packets lost\t%s\t%s\n' "$1" "$row" "$lost"
	echo "round $round: $row: $1: $gap ms, $lost lost"
}

measure() { # WHAT INTERFACE COMMAND...
	local what=$1 interface=$2 cut
	shift 2
	start_ping
	[ "$what" != "$drawn" ] || start_watch
	sleep 1
	cut=$EPOCHREALTIME
	"$@"
	poll_until 40 carries "$interface" || { failed=1; echo "round $round: $row: $what: failed"; }
	sleep 1
	[ "$what" != "$drawn" ] || sleep 4 # as long as the other lane
	[ "$interface" != dsl0 ] || poll_until 40 gone l2tp0
	end_ping
	# shellcheck disable=SC2086 # a list of words
	[ "$what" != "$drawn" ] || {
		kill $watchers
		wait $watchers
		timeline "$cut" | sed "s/^/timeline $key $round /"
	} 2>/dev/null
	[ -n "$failed" ] || [ "$round" = 0 ] || sample "$what"
}
carries() { by "$1" >/dev/null && lan ping -q -c 1 -W 1 "$server4" >/dev/null; }

end_ac() { kill "$ac_pid"; }
begin_ac() { start_our_ac --one-session replace; }

# With a tunnel that is dialled, or a mobile router that is always connected.
lose_it_all() { # BACKUP WORDS
	measure "$2: the line falls silent" "$1" lose_line
	measure "$2: and is back" dsl0 restore_line
	measure "$2: carrier lost" "$1" pull_cable
	measure "$2: and back" dsl0 plug_cable
	measure "$2: PADT" "$1" end_ac
	measure "$2: and the AC is back" dsl0 begin_ac
}

# Round 0 warms up, is short, and not counted.
run_setup() { # KEY ROW
	key=$1 row=$2 failed=''
	"use_$key"
	pon line
	poll_until 60 carries dsl0 || failed=1
	[ "$key" = by_hand ] || sleep 65 # failover-detect auto has seen 60 echoes

	touch /tmp/dials
	[ "$key" = by_hand ] || configure_backup 'stable 1' 'suspect yes'
	lose_it_all l2tp0 'tunnel'
	rm -f /tmp/dials /etc/pppoe-clamp/failover.conf

	if [ "$round" != 0 ]; then
		ip route add default via "$lns4" metric 1000
		lose_it_all wwan0 'mobile router'
		ip route del default via "$lns4" metric 1000
	fi
	poff line
	ends_within 30
}
drawn='tunnel: the line falls silent'

world
second_path
mobile_backup
ip route del default via "$lns4" metric 1000
ip -6 route del default
bridge_wire 1500
begin_ac
start_lns
start_xl2tpd
provider_routes ac server
for ((round = 0; round <= rounds; round++)); do
	run_setup ours 'ours'
	run_setup by_hand 'by hand, stock plugin'
done
done_testing
