#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The two tables by which the failover hooks judge, each row of them, without a
# kernel that is asked.

here=${0%/*}
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"
# shellcheck source=hooks/failover/primary.sh
. "$here/../../hooks/failover/primary.sh"
# shellcheck source=hooks/failover/backup.sh
. "$here/../../hooks/failover/backup.sh"

primary_moves() { # STATE SEEN TO
	next_state "$1" "$2"
	echo "to $to"
	[ "$to" = "$3" ]
}
row() { # STATE TO...: for each thing that may be seen, in this order
	from=$1
	shift
	for seen in works calm suspect lost poff start stop dead raised silent late; do
		check "primary $from, seen $seen: $1" primary_moves "$from" "$seen" "$1"
		shift
	done
}
#         works calm suspect lost poff start stop dead raised silent late
row new   up    up   new     down held down  held new  new    new    down
row up    up    up   doubt   down held down  held down down   gone   up
row doubt doubt up   doubt   down held down  held down down   gone   up
row gone  up    up   gone    down held down  held down gone   gone   down
row down  up    up   down    down held down  held down down   down   down
row held  up    up   held    down held down  held held held   held   held

deed_is() { # STATE DEMAND DEED
	next_deed "$1" "$2"
	echo "$deed"
	[ "$deed" = "$3" ]
}
backup_row() { # STATE DEED...: for each thing that may be wanted
	from=$1
	shift
	for demand in needed spare as-is; do
		check "backup $from, $demand: $1" deed_is "$from" "$demand" "$1"
		shift
	done
}
#                needed      spare   as-is
backup_row none  start       nothing nothing
backup_row on    keep        stop    nothing
backup_row off   start       finish  finish
backup_row again start_again finish  finish

demand_is() { # DEMAND
	demand
	[ "$demand" = "$1" ]
}
for event in '' up lost poff start; do
	for state in new gone held; do
		check "$state: as it is, said '$event'" demand_is as-is
	done
	state=up
	check "up: spare, said '$event'" demand_is spare
	for state in down doubt; do
		check "$state: needed, said '$event'" demand_is needed
	done
done
event=stop
for state in new up gone held; do
	check "$state, and stop: spare" demand_is spare
done

# What the other family's hook has said already does not move the link.
run=$(mktemp -d)
is_interface() { :; }
event_link=dsl0
already() { # EVENT STATE
	event=$1
	echo "$2 7 0" >"$run/dsl0.primary"
	is_done
}
for event in lost,down poff,held; do
	check "$event: done already" already "${event%,*}" "${event#*,}"
done
for event in lost,new lost,up lost,gone lost,held poff,new poff,up poff,gone poff,down up,up ,up start,down stop,held; do
	check_not "$event: not done" already "${event%,*}" "${event#*,}"
done

# Nor what one who looks now has judged already.
mkdir "$run/private"
event=lost
begun() { # LINE...
	printf '%s\n' "$@" >"$run/private/judged"
	is_begun
}
check 'judged as lost: begun' begun 'ppp0 up' 'dsl0 down'
check_not 'otherwise: not begun' begun 'dsl0 up' 'ppp0 down'
check_not 'not judged yet: not begun' begun 'ppp0 down' ''
rm "$run/private/judged"
check_not 'nobody has ever looked: not begun' is_begun
rm -r "$run"
done_testing
