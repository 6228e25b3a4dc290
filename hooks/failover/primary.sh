# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # what the parts share is named in pppoe-clamp-failover
#
# What became of a primary link:
#
#     new    not seen to work since the machine, or its unit, was started
#     up     works
#     doubt  works as far as its route says, and its peer is silent (suspect yes)
#     gone   its route is gone, and pppd, which is alive, has not said why, or begins anew
#     down   lost: the backup shall run
#     held   taken down on purpose; put up again, as long as it has not worked: before that a
#            pppd has neither an interface nor a file by which its link could be known
#
#                          works, from every state but doubt; calm
#                                    |
#     new ---.                       v    suspect
#      |     |           .--------- up ------------> doubt, and back: calm, late.
#      |     |   silent  |           |                 |    Else doubt is left as
#      |     |           v           |                 |    up is
#      |    late       gone <--------|-----------------'
#      |     |           |           |
#      |     |  dead,    |    dead,  |
#      |     |  late     |   raised  |
#      |     |           v           |
#      '---------------> down <------'
#            |  lost,    ^
#            |  start,   |
#            |  from     | lost, start
#            |  every    v
#            '--------> held
#               poff, stop, from every state
#
# and to new by anew, from every state.
#
# What is seen of it, the first that is true:
#
#     calm     pppd's hook: it works, and its peer has spoken
#     suspect  pppd's hook: it works, and its peer is silent
#     works    there is a default route by it
#     lost     pppd's hook: it is down, not on purpose
#     poff     pppd's hook: it is down on purpose
#     anew     pppd's hook: it is down by a restart of its unit
#     start    by hand: start the backups of links that do not work
#     stop     by hand: no backup until the link was up again
#     dead     its pppd does not live
#     raised   pppd lives, and the metric of its route says that it is lost
#     silent   pppd lives, and there is no route
#
# and after that, where the state may last for some seconds only:
#
#     late     they are over

say_why=10 # seconds for pppd to say why a link is gone

# The state that follows in $to.
next_state() { # STATE SEEN
	case $1,$2 in
	doubt,works) to=doubt ;;
	*,works | *,calm | doubt,late) to=up ;;
	up,suspect) to=doubt ;;
	*,lost | *,start) to=down ;;
	*,poff | *,stop) to=held ;;
	*,anew) to=new ;;
	up,silent | doubt,silent) to=gone ;;
	up,raised | up,dead | doubt,raised | doubt,dead | gone,dead) to=down ;;
	new,late | gone,late) to=down ;;
	*) to=$1 ;;
	esac
}

# A doubt that comes to nothing has not interrupted anything.
move() { # SEEN
	next_state "$state" "$1"
	case $state,$to in
	"$to,$to" | doubt,up) ;;
	up,doubt) doubted=$now ;;
	*) since=$now ;;
	esac
	state=$to
}

# The state is in $run/INTERFACE.primary, with the second since when, the process
# of the link's pppd, 0 for none, and the second of the last doubt. What says anything
# else says nothing.
read_primary() {
	recorded=''
	if [ -s "$run/$primary.primary" ]; then
		read -r state since pid doubted <"$run/$primary.primary"
		case $state in
		new | up | doubt | gone | down | held)
			is_number "$since" 999999999 && is_number "$pid" 4194304 && is_number "$doubted" 999999999 &&
				recorded="$state $since $pid $doubted" && return
			;;
		esac
	fi
	state=new since=$now pid=0 doubted=0
}

write_primary() {
	[ "$recorded" = "$state $since $pid $doubted" ] ||
		write_file "$run/$primary.primary" "$state $since $pid $doubted"
}

pppd_lives() {
	lives "$pid" && is_pppd "$pid"
}

# A router advertisement's route by PPP outlives a loss while the session is kept: pppd takes
# its own away, and that one only the kernel can give back.
primary_works() {
	uncounted=none
	! is_ppp "$primary" || uncounted=ra
	works "$primary" $uncounted || return
	[ -z "$lost_metric" ] || [ "$metric" -lt "$lost_metric" ]
}

see_peer() {
	seen=works
	[ "$event_link" = "$primary" ] || return 0
	case $event,$suspect in
	up,* | calm,*) seen=calm ;;
	suspect,yes) seen=suspect ;;
	esac
}

# What is seen of the link in $seen.
see_primary() {
	case $event,$event_link in
	start, | stop,) seen=$event ;;
	poff,"$primary" | anew,"$primary") seen=$event && [ "$start_on_poff" = no ] || seen=lost ;;
	lost,"$primary") seen=lost ;;
	*) seen='' ;;
	esac
	if primary_works; then
		see_peer
	elif [ -n "$seen" ]; then
		return
	elif ! pppd_lives; then
		seen=dead
	elif [ -n "$metric" ]; then
		seen=raised
	else
		seen=silent
	fi
}

# Is the unit that this is a hook of restarted? Then it has not been taken down on
# purpose, should the line not come back.
is_restarting() {
	[ -d /run/systemd/system ] && clean timeout 5 systemctl list-jobs --plain --no-legend |
		while read -r _ job type _; do
			[ "$type" != restart ] || grep -F "/$job" /proc/self/cgroup
		done | grep -q .
} 2>/dev/null

judge_primary() {
	[ "$event" != up ] || [ "$event_link" != "$primary" ] || pid=$event_detail
	# No hook has told that of a link which is older than failover.conf.
	pppd_lives || ! find_pppd "$primary" || pid=$pppd_pid
	see_primary
	move "$seen"
	case $state in
	new) [ "$boot" = never ] || ! due $((since + boot)) || move late ;;
	gone) ! due $((since + say_why)) || move late ;;
	doubt) ! due $((doubted + say_why)) || move late ;;
	esac
	tell_primary "${recorded%% *}"
}

tell_primary() { # STATE BEFORE
	[ "$state" != "${1:-new}" ] || return 0
	reason=''
	[ "$seen" != lost ] || reason=$event_detail
	# shellcheck disable=SC2086 # a word or none
	notice primary "$primary" "$state" $reason
	case $state in
	up) [ -z "$1" ] || [ "$1" = new ] || say_later "$primary works again" ;;
	doubt) say_later "$primary may be lost" ;;
	down) say_later "$primary is lost${reason:+ ($reason)}" ;;
	held) [ "$event" = stop ] || say_later "$primary was taken down on purpose: $backup is not started" ;;
	esac
}

# Does a link want to know that it may be lost? It is said of all of them.
is_wanted() {
	case $event in suspect | calm) [ -n "$suspects" ] ;; esac
}

is_loss() {
	case $event in lost | poff) ;; *) return 1 ;; esac
}

# Has the other hook, IPv4's or IPv6's, said the same, and all been done? Then
# what is said would not move the link.
is_done() {
	is_loss || return
	is_interface "$event_link" && [ -s "$run/$event_link.primary" ] || return
	read -r state _ <"$run/$event_link.primary"
	next_state "$state" "$event"
	[ "$to" = "$state" ]
}

# Or will all be done by who looks now, when a command ends that is running?
is_begun() {
	[ -s "$run/private/judged" ] || return
	while read -r name state && [ "$name" != "$event_link" ]; do :; done <"$run/private/judged"
	next_state "$state" "$event"
	[ "$to" = "$state" ]
}
