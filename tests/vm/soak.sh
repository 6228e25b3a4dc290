# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A line on which something happens every few minutes: what, when and how long is
# drawn from a seed. After each event the link comes back, and the router is as it
# was before all of them: one clamp, its routes, no process, file, descriptor or
# memory more. The first time it is not, the events end.
#
# Environment: SEED, HOURS

. ./lib.sh

deadline=180 # s for the link to come back: the pace of the PADIs is below 15

draw() { # MIN MAX: a number, in $n
	n=$(($1 + (RANDOM << 15 | RANDOM) % ($2 - $1 + 1)))
}
draw_pause() { # MIN_MS MAX_MS
	draw "$1" "$2"
	what+=" ${n} ms"
	pause "$((n / 1000)).$(printf %03d $((n % 1000)))"
}

# ------------------------------------------------------------------ events

event_flap() {
	pull_cable
	draw_pause 20 60000
	plug_cable
}
event_flaps() {
	draw 2 8
	what+=" $n times"
	for ((i = n; i; i--)); do event_flap; draw_pause 20 3000; done
}
event_silence() {
	lose_line
	draw_pause 500 300000
	restore_line
}
event_concentrator_restarts() {
	kill_ac
	draw_pause 20 120000
	start_our_ac
}
event_concentrator_ends_it() { kill "$(ac_pppd)"; }
event_padt() { kill "$ac_pid"; wait "$ac_pid"; start_our_ac; }
event_hup() { kill -HUP "$(router_pppds)"; }
event_redial() {
	poff line
	draw_pause 0 5000
	poll_until 30 no_pppd
	pppd call line >/dev/null
}
event_kill() {
	kill -9 "$(router_pppds)"
	draw_pause 0 30000
	pppd call line >/dev/null
}
event_routes_taken() { ip route flush dev ppp0; ip -6 route del default dev ppp0; }
event_addresses_taken() { ip address flush dev ppp0; }
event_ruleset_flushed() { nft flush ruleset; }
event_link_down_and_up() {
	ip link set ppp0 down
	draw_pause 0 10000
	ip link set ppp0 up
}
event_mtu_of_parent() {
	ip link set eth1 mtu 1496
	draw_pause 0 60000
	ip link set eth1 mtu 1500
}
event_loss() {
	draw 1 15
	what+=" $n %"
	tc qdisc add dev eth1 root netem loss "$n%"
	draw_pause 10000 600000
	tc qdisc del dev eth1 root
}
event_reboot() {
	echo "$((seconds + ${now%.*})) $count" >/host/soak
	echo again >&3
	echo o >/proc/sysrq-trigger
	sleep inf
}
events=(flap flap flaps silence silence concentrator_restarts concentrator_ends_it padt hup redial
	kill routes_taken addresses_taken ruleset_flushed link_down_and_up mtu_of_parent loss reboot)

# -------------------------------------------------------------- invariants

is_back() {
	both_up ppp0 && one_route_each && [ "$(clamp_tables)" = "$tables" ] &&
		[ "$(router_pppds | wc -l)" = 1 ] &&
		lan ping -q -c 1 -W 1 "$server4" && lan ping -q -c 1 -W 1 "$server6" && return
	pause 0.5 # what the next look costs is more
	return 1
}
# To start a process costs a machine more than what it does: so there are few.
# A record has whatever number was free.
picture() {
	{
		ip -o -batch - <<-END
			link
			route show table all
			rule
		END
		nft list ruleset
		find /run -type f -o -type s
		ps -eo args= --no-headers |
			sed -E '/^(\[|(ps|sed|sort|sleep|bash soak)\b)/d; s/[0-9]+/N/g'
	} | sed -E 's/^[0-9]+: ([^:@]+).* mtu ([0-9]+).*/link \1 mtu \2/
		s/(eth1\.)[0-9]+/\1N/g; s/fe80:[0-9a-f:]+/LINK/g; s/10\.67\.15\.[0-9]+/PEER/g
		s/(packets|bytes|session) [0-9]+ ?//g' | sort
}
as_at_first() {
	picture >/tmp/picture
	diff /tmp/first /tmp/picture && return
	pause 1
	return 1
}
# A pppd opens and allocates what it needs in its first sessions, and nothing after.
is_bounded() {
	local pid now
	pid=$(router_pppds)
	now=("$(awk '/^VmData:/ { print $2 }' "/proc/$pid/status")"
		"$(find "/proc/$pid/fd" -type l | wc -l)")
	[ "${bounded_pid:-}" = "$pid" ] || bounded_pid=$pid pid_events=0
	pid_events=$((pid_events + 1))
	[ "$pid_events" -gt 5 ] || bound=("${now[@]}")
	echo "after $pid_events events: ${now[*]} kB and descriptors of pppd; before: ${bound[*]}"
	[ "${now[0]}" -le "${bound[0]}" ] && [ "${now[1]}" -le "${bound[1]}" ]
}
holds() { # WHAT SECONDS COMMAND...
	poll_until "$2" "${@:3}" >/tmp/said 2>&1 && return
	echo "not ok - $what: $1"
	tail -n 30 /tmp/said | sed 's/^/# /'
	tail -n 40 /tmp/log | sed 's/^/# log: /'
	exit 1
}

exec 3>&1
read -r seconds count 2>/dev/null </host/soak || { seconds=0 count=0; }
RANDOM=$((SEED + START))
options=() tables=1
for option in 'failover-detect 2000' 'holdoff 1' lcp-echo-adaptive 'pppoe-record /var/tmp/line' \
	pppoe-term-unknown 'failover-detect 10000' 'clamp-backend netdev' 'clamp-backend both'; do
	draw 0 2
	[ "$n" = 0 ] || continue
	options+=("$option")
	[ "$option" != 'clamp-backend both' ] || tables=2
done
echo "# start $START${options:+, with}$(printf ' %s,' "${options[@]}")"
world
start_our_ac
peers_basic line persist 'maxfail 0' 'failover-metric 100' 'lcp-echo-interval 10' \
	'lcp-echo-failure 3' "${options[@]}"
pppd call line >/dev/null
what="start $START"
holds 'the link comes up' $deadline is_back
pause 5
picture >/tmp/first
while read -r now _ </proc/uptime; [ $((seconds + ${now%.*})) -lt $((HOURS * 3600)) ]; do
	draw_pause 10000 2400000
	draw 0 $((${#events[@]} - 1))
	count=$((count + 1))
	what="event $count, ${events[n]}"
	"event_${events[n]}" >/dev/null 2>&1
	holds 'the link comes back' $deadline is_back
	holds 'all is as it was at first' 20 as_at_first
	holds 'pppd is bounded' 1 is_bounded
	echo "# $((seconds + ${now%.*})) s: $what"
done
echo "ok - $count events in $HOURS hours"
