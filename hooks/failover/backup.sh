# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # what the parts share is named in pppoe-clamp-failover
#
# What we did to a backup:
#
#     none   nothing
#     on     started it last, so that it is ours to stop
#     off    stopped it, so recently that it may still say goodbye
#     again  stopped it because it did not work, to start it once more
#
#              start             stop
#     none -----------> on --------------> off
#      ^               | ^ ^                | |
#      |          keep | | '---- start -----' |
#      |               v | start again        |
#      |              again                   |
#      |                | finish              | finish
#      '----------------'---------------------'

linger=5       # seconds for a backup to say goodbye by the route to its server
drain_again=10 # seconds until connections that have stayed on it are looked for again

# What is to be done in $deed, by what the primary wants of the backup: needed;
# spare, as the primary works; or as-is, as nobody knows yet.
next_deed() { # STATE DEMAND
	case $1,$2 in
	none,needed | off,needed) deed=start ;;
	again,needed) deed=start_again ;;
	on,needed) deed=keep ;;
	on,spare) deed=stop ;;
	off,spare | off,as-is | again,spare | again,as-is) deed=finish ;;
	*) deed=nothing ;;
	esac
}

demand() { # of the primary: in $demand
	case $state,$event in
	down,* | doubt,*) demand=needed ;;
	up,* | *,stop) demand=spare ;;
	*) demand=as-is ;;
	esac
}

# The state is in $run/INTERFACE.backup, with the second since when, which may be before
# the first one. What says anything else says nothing.
read_backup() {
	backup_state=none
	[ ! -s "$run/$backup.backup" ] || read -r backup_state backup_since <"$run/$backup.backup"
	case $backup_state in on | off | again) is_number "${backup_since#-}" 999999999 && return ;; esac
	backup_state=none backup_since=$now
}

set_backup_state() { # STATE [SINCE]
	[ "$backup_state" = "$1" ] || notice backup "$backup" "$1"
	backup_state=$1 backup_since=${2-$now}
	write_file "$run/$backup.backup" "$1 $backup_since"
}

do_start() {
	# Not ours, and fine.
	[ "$backup_state" = none ] && works "$backup" && return
	say_later "starting $backup ($method${argument:+ $argument})"
	keep_server_route
	# It is ours before it runs: should this be killed in between, it is stopped all the same.
	# One that has not ended yet may not have listened.
	if [ "$backup_state" = off ]; then
		set_backup_state on $((now - retry + linger))
	else
		set_backup_state on
	fi
	[ -z "$lost" ] || say_later "$lost: $backup will be neither stopped nor started again"
	start_backup
	due $((backup_since + retry))
}

do_keep() {
	keep_server_route
	works "$backup" && return
	due $((backup_since + retry)) || return
	say "$backup does not work: starting it again"
	# To a session that it takes for one that works xl2tpd says no for ever.
	if [ "$method" = xl2tpd ]; then
		stop_backup
		end_pppd
		set_backup_state again
		due $((now + linger))
		return
	fi
	start_backup_again
	set_backup_state on
	due $((now + retry))
}

do_start_again() {
	keep_server_route
	due $((backup_since + linger)) || return
	start_backup
	set_backup_state on
	due $((now + retry))
}

answers_ping() {
	[ -z "$ping" ] || ping -q -n -c 1 -W 1 -I "$primary" "$ping" >/dev/null 2>&1 9>&-
}

# Does a plugin with `failover-conntrack sticky` keep connections on the backup,
# and has it any? It has a copy of the default route in a table of its own.
has_connections() {
	case $routes in *" dev $backup table $kept_tables"*) ;; *) return 1 ;; esac
	ip -4 -o address show dev "$backup" scope global | while read -r _ _ _ address _; do
		grep -F "dst=${address%/*} " /proc/net/nf_conntrack |
			grep -v 'UNREPLIED\|TIME_WAIT\|CLOSE'
	done | grep -q .
} 2>/dev/null

# Make before break: the primary link has carried traffic for long enough.
do_stop() {
	keep_server_route
	if [ "$event" != stop ]; then
		due $((since + stable)) || return
		if ! answers_ping; then
			due $((now + stable + 1))
			return
		fi
		if ! due $((since + stable + drain)) && has_connections; then
			due $((now + drain_again))
			return
		fi
	fi
	say "stopping $backup ($method${argument:+ $argument})"
	stop_backup
	set_backup_state off
	due $((now + linger))
}

do_finish() {
	due $((backup_since + linger)) || return
	if works "$backup"; then
		say "$backup has not ended: stopping it again"
		stop_backup
		[ "$method" != xl2tpd ] || end_pppd
		# And again at the pace of starts: it may be one that cannot be stopped.
		set_backup_state off $((now + retry))
		due $((backup_since + linger))
		return
	fi
	drop_server_route
	[ -n "$dry_run$lost" ] || rm -f "$run/$backup.backup"
}

do_nothing() { :; }

serve_primary() {
	read_backup
	demand
	next_deed "$backup_state" "$demand"
	"do_$deed"
}
