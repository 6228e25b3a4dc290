# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # what the parts share is named in pppoe-clamp-failover
#
# The grammar of failover.conf. A link's settings are the variables of new_link;
# $line, $names and $config_is_bad are of this file alone. $suspects says whether any
# link has `suspect yes`.

bad_config() { # WHAT
	say_later "$conf:$line: $*"
	config_is_bad=1
}

# The settings of the link that the line names, until the next such line.
new_link() { # INTERFACE
	primary=$1 backup='' method='' argument='' start='' stop=''
	server='' gateway='' device='' ping=''
	stable=30 drain=600 retry=30 boot=60 start_on_poff=no suspect=no lost_metric='' notify=''
}

set_seconds() { # KEY VALUE
	is_number "$2" 86400 && return
	bad_config "$1: '$2' is not a number of seconds from 0 to 86400"
	return 1
}

set_backup() { # INTERFACE METHOD ARGUMENT...
	if ! is_interface "${1-}" || [ "$1" = "$primary" ]; then
		bad_config "backup: '${1-}' is not the name of another interface"
		return
	fi
	backup=$1 method=${2-} argument=${3-}
	case $method in
	command) [ $# -eq 2 ] || bad_config "backup: command takes no more words, but lines 'start' and 'stop'" ;;
	xl2tpd | pon | ifup | systemd)
		case $argument in
		'' | -* | */* | *[!A-Za-z0-9_.:@%+-]*) bad_config "backup: '$argument' is not a name for $method" ;;
		esac
		[ $# -le 3 ] || bad_config "backup: '$4' after the name for $method"
		;;
	*) bad_config "backup: '$method' is none of xl2tpd, pon, ifup, systemd and command" ;;
	esac
}

set_server() { # ADDRESS [via GATEWAY] dev INTERFACE
	server=${1-}
	if [ "${2-}" = via ] && [ $# -eq 5 ]; then
		gateway=$3
		shift 2
	fi
	device=${3-}
	if [ $# -ne 3 ] || [ "$2" != dev ] || ! is_interface "$device" || ! is_address "$server"; then
		bad_config "server: expected ADDRESS [via GATEWAY] dev INTERFACE"
	elif [ -n "$gateway" ] && ! is_address "$gateway"; then
		bad_config "server: '$gateway' is not the address of a gateway"
	fi
	case $server,$gateway in
	*:*,*.*) bad_config "server: '$gateway' is no gateway of an IPv6 address" ;;
	*.*,*:*) gateway="inet6 $gateway" ;;
	esac
}

set_value() { # KEY VALUE
	# shellcheck disable=SC2086 # lists of words
	case $1 in
	backup) set_backup $2 ;;
	server) set_server $2 ;;
	start) start=$2 ;;
	stop) stop=$2 ;;
	stable) set_seconds "$1" "$2" && stable=$2 ;;
	drain) set_seconds "$1" "$2" && drain=$2 ;;
	retry) set_seconds "$1" "$2" && retry=$2 ;;
	boot) boot=$2 && { [ "$2" = never ] || set_seconds "$1" "$2"; } ;;
	ping) ping=$2 && { is_address "$2" || bad_config "ping: '$2' is not an address"; } ;;
	start-on-poff)
		start_on_poff=$2
		case $2 in yes | no) ;; *) bad_config "start-on-poff: '$2' is neither yes nor no" ;; esac
		;;
	suspect)
		suspect=$2
		case $2 in
		yes) suspects=1 ;;
		no) ;;
		*) bad_config "suspect: '$2' is neither yes nor no" ;;
		esac
		;;
	lost-metric)
		lost_metric=$2
		is_number "$2" 999999999 || bad_config "lost-metric: '$2' is not a metric"
		;;
	notify)
		notify=$2
		case $2 in
		/*[!A-Za-z0-9_.:@%+/-]* | [!/]* | '')
			bad_config "notify: '$2' is not the absolute path of a program, without arguments"
			;;
		esac
		;;
	*) bad_config "'$1' is not a setting; see pppoe-clamp-failover(5)" ;;
	esac
}

end_of_link() { # FUNCTION
	[ -n "$primary" ] || return 0
	if [ -z "$backup" ]; then
		bad_config "primary $primary has no line 'backup'"
	elif [ "$method" = command ] && { [ -z "$start" ] || [ -z "$stop" ]; }; then
		bad_config "backup $backup needs the lines 'start' and 'stop'"
	elif [ "$method" != command ] && [ -n "$start$stop" ]; then
		bad_config "'start' and 'stop' are for 'backup $backup command'"
	fi
	case $names in
	*" $primary "* | *" $backup "*) bad_config "$primary or $backup is in this file twice" ;;
	esac
	names="$names$primary $backup "
	"$1"
}

# Call FUNCTION for every link in the file, with its settings in variables.
for_each_link() { # FUNCTION
	line=0 primary='' names=' '
	while read -r key value <&3 || [ -n "$key" ]; do
		line=$((line + 1))
		case $key in
		'' | '#'*) ;;
		primary)
			end_of_link "$1"
			is_interface "$value" || bad_config "primary: '$value' is not the name of an interface"
			new_link "$value"
			;;
		*)
			if [ -n "$primary" ]; then
				set_value "$key" "$value"
			else
				bad_config "expected 'primary INTERFACE' before '$key'"
			fi
			;;
		esac
	done 3<"$conf"
	end_of_link "$1"
}

# Nothing is done by a file of which a line is wrong: then false, and what is
# wrong is left to be said.
config_is_good() {
	if [ ! -r "$conf" ]; then
		say_later "cannot read $conf"
		return 1
	fi
	config_is_bad='' suspects=''
	set -f # its words are no patterns
	for_each_link :
	[ -z "$config_is_bad" ]
}
