#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Interfaces may have any name without a slash, a colon or a blank, and both `watch` read
# those of all. Beside hostile ones they do and say what they do beside harmless ones; and
# what their environment and the records of failover say is run by nobody.
#
# Fails if prefix takes an asterisk for a pattern, or a route's words for those after
# the last `from`; without env -i in methods.sh; and if a record need not be of numbers:
# each look would end there, without a word.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

cover /var/lib || exit
for link in dsl0 lte0 lan0; do add_link $link; done
sysctl -qw net.ipv6.conf.lan0.dad_transmits=0
echo 'dsl0 none lan0' >/etc/pppoe-clamp/prefix.conf
sed -i '2i env >>/run/env' /usr/local/sbin/fake
# Where a pattern, or what is run, would find or leave something
mkdir /run/cwd && cd /run/cwd && touch dsl0 lte0 x

declare -A names=(
	[plain]='a0 a1 a2 a3 a4 a5'
	[commands]=$'$(id>owned) `id>owned` ;id>owned; |id>owned& \'id>owned\' "$(id>owned)"'
	[patterns]='* ? [a-z]* {a,b} ~root \0\n'
	[options]='-n -h --help -batch - --'
	[escapes]=$'\e]0;owned\a \e[2J \x9b1m \xff\xfe\xc0\xaf \x01\x7f'
	[words]='defaults metric from via dead again'
	[others]='dev nexthop reread look table proto'
)

uplink() { ip -6 route replace default dev dsl0 metric 100 proto 168; }
no_uplink() { ip -6 route del default dev dsl0 proto 168; }
begin_watches() {
	ACNAME="\$(id>owned)" PEERNAME="\`id>owned\`" MACREMOTE=$'\nid>owned' pppoe-clamp-failover watch 2>/dev/null &
	failover=$!
	/usr/lib/pppoe-clamp/prefix watch 2>/dev/null &
	prefix=$!
}
end_watches() {
	kill $failover $prefix
	wait $failover $prefix 2>/dev/null
}
# What each is told of, by all its words; one default route has a way by dsl0, too.
tell_of() { # INTERFACE NUMBER
	ip link add name "$1" type veth peer name "peer$2" && ip link set dev "peer$2" up && ip link set dev "$1" up &&
		ip -6 address add "2001:db8:f:$2::1/64" dev "$1" nodad &&
		ip route add default dev "$1" metric $((5000 + $2)) &&
		ip route add default metric $((6000 + $2)) nexthop dev "$1" nexthop dev lan0 &&
		ip -6 route add default dev "$1" metric $((5000 + $2)) &&
		ip -6 route add default from "2001:db8:e:$2::/64" dev "$1" metric 77 proto 169
}
none_is_left() { ! ip -6 route show default proto 169 | grep 'metric 77 '; }
by() { # dsl0|unreachable
	ip -6 route show default from 2001:db8:a::/64 | grep "$1"
}
ours() { ip -6 route show default proto 169 | sed 's/ pref.*//'; }
live() { # NAME
	local name links number=0
	fresh 'stable 0' 'retry 3600' >/dev/null
	ip -6 route flush proto 169
	uplink
	ip -6 address replace 2001:db8:a::1/64 dev lan0
	begin_watches
	read -ra links <<<"${names[$1]}"
	for name in "${links[@]}"; do
		number=$((number + 1))
		tell_of "$name" $number || echo "cannot have $name"
	done
	poll_until 60 by dsl0 >/dev/null || echo 'no route by dsl0'
	poll_until 60 none_is_left >/dev/null || { echo 'left:'; ours; }
	ours
	link_down dsl0
	no_uplink
	down dsl0 carrier
	poll_until 60 grep -qx 'pon lte' /run/calls || echo 'not started'
	poll_until 60 by unreachable >/dev/null || echo 'no refusal'
	for name in "${links[@]}"; do ip link del dev "$name"; done
	while ip route del default dev lan0; do :; done 2>/dev/null
	back
	uplink
	poll_until 60 grep -qx 'poff lte' /run/calls || echo 'not stopped'
	poll_until 60 by dsl0 >/dev/null || echo 'no route by dsl0'
	kill -0 $failover && kill -0 $prefix || echo 'a watch has ended'
	end_watches
	uniq /run/log
	cat /run/calls
}
does_the_same() { # NAME
	: >/run/env
	live "$1" >"/run/did.$1" 2>&1
	diff -a /run/did.plain "/run/did.$1"
}
# Nor the variables by their names
keeps_it() { [ -s /run/env ] && ! grep -aE 'owned|^(ACNAME|PEERNAME|MACREMOTE)=' /run/env; }

live plain >/run/did.plain 2>&1
cat /run/did.plain
check 'beside harmless ones they do what there is to do' \
	eval 'grep -x "pon lte" /run/did.plain && grep -x "poff lte" /run/did.plain &&
		! grep "^cannot\|^no \|^not \|ended$\|^left" /run/did.plain'
for name in commands patterns options escapes words others; do
	check "$name: they do and say the same" does_the_same $name
	check "$name: what they start has nothing of it" keeps_it
done

# Records that say nothing, as root alone can write them: the backup is started, and stopped.
goes_on() { # RECORD
	fresh 'stable 0' 'server 192.0.2.9 dev lan0' >/dev/null
	mkdir -p /run/pppoe-clamp/failover/private
	for file in dsl0.primary lte0.backup lte0.route private/timer; do
		printf '%s\n' "$1" >"/run/pppoe-clamp/failover/$file"
	done
	begin_watches
	poll_until 20 grep '^up [0-9]* 0 0$' /run/pppoe-clamp/failover/dsl0.primary
	link_down dsl0
	poll_until 20 grep -qx 'pon lte' /run/calls || echo 'not started'
	back
	poll_until 20 grep -qx 'poff lte' /run/calls || echo 'not stopped'
	end_watches
	cat /run/calls /run/log
	[ "$(cat /run/calls)" = $'pon lte\npoff lte' ]
}
no_uplink
while read -r record; do
	check "a record that says '$record'" goes_on "$record"
done <<-'END'
	up $(id>owned) a[`id>owned`] ;id>owned
	* * * *
	up 99999999999999999999 -1 1e9
	-batch - /run/cwd/x 0
END
ls -A /run/cwd
check 'nothing was run' test ! -e owned -a "$(ls -A)" = "$(printf '%s\n' dsl0 lte0 x)"
done_testing
