# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # what the parts share is named in pppoe-clamp-failover
#
# What the kernel routes where, and the route to a tunnel's server.

route_protocol=168 # ROUTE_PROTOCOL of plugin/core/route.h
kept_tables=1680   # how the tables of plugin/core/sticky.h begin, which are copies

# All default routes, IPv4 and IPv6, as this look at the world sees them.
look_at_routes() {
	routes=$(ip route show table all default)
}

# The best default route by INTERFACE: its metric in $metric, empty if there is
# none; and gateways, if any, in $via4 and $via6. A route without carrier is none,
# nor is one for a prefix (hooks/prefix): that follows the link's own.
# One of several ways has its metric in the first line, and each way below it.
look_for_route() { # INTERFACE [PROTOCOL, one that does not count]
	metric='' via4='' via6=''
	while read -r route; do
		take_route "$route"
		case $route_says in
		'nexthop '*) ;;
		*' from '* | *" table $kept_tables"* | *" proto ${2-none} "*) route_metric='' ;;
		*' metric '*)
			route_metric=${route_says##* metric }
			route_metric=${route_metric%% *}
			;;
		*) route_metric=0 ;;
		esac
		[ -z "$route_metric" ] || [ "$route_by" != "$1" ] && continue
		case $route_says in *' linkdown '* | *' dead '*) continue ;; esac
		[ -n "$metric" ] && [ "$route_metric" -ge "$metric" ] || metric=$route_metric
		via=${route_says#* via }
		case $via in
		"$route_says") ;;
		'inet6 '*) via4=${via#inet6 } && via4="inet6 ${via4%% *}" ;;
		*:*) via6=${via%% *} ;;
		*) via4=${via%% *} ;;
		esac
	done <<-END
		$routes
	END
}

works() { # INTERFACE [PROTOCOL]
	look_for_route "$@"
	[ -n "$metric" ]
}

# An IPv4 address may have an IPv6 gateway.
change_route() { # add|del ROUTE
	# shellcheck disable=SC2086 # a list of words
	case ${2%% *} in
	*:*) ip -6 route "$1" $2 proto $route_protocol ;;
	*) ip -4 route "$1" $2 proto $route_protocol ;;
	esac >"$output" 2>&1
}

# The backup reaches its server by another interface than the link that it
# stands in for. Nobody else's route is replaced or removed.
keep_server_route() {
	[ -n "$server" ] || return 0
	if [ -z "$gateway" ]; then
		look_for_route "$device"
		case $server in *:*) gateway=$via6 ;; *) gateway=$via4 ;; esac
	fi
	want="$server${gateway:+ via $gateway} dev $device"
	have=
	[ ! -s "$run/$backup.route" ] || read -r have <"$run/$backup.route"
	if [ -n "$dry_run" ]; then
		[ "$have" = "$want" ] || say "would add the route $want"
		return
	fi
	[ -z "$have" ] || [ "$have" = "$want" ] || drop_server_route
	if change_route add "$want"; then
		write_file "$run/$backup.route" "$want"
	else
		# It is tried again at every look, and said once.
		read -r said <"$output"
		case $backup_state,$said in on,* | *'File exists'* | *,) ;; *) say "route $want: $said" ;; esac
	fi
}

drop_server_route() {
	[ -s "$run/$backup.route" ] || return 0
	[ -z "$dry_run$lost" ] || return 0
	read -r have <"$run/$backup.route"
	change_route del "$have"
	rm -f "$run/$backup.route"
}
