#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Prefixes of the LAN follow the uplinks: source-specific routes, refusals, and
# what a host with SLAAC has. The DHCPv6 clients only write down what they are told.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

cover /var/lib || exit
for link in dsl0 lte0 lan0 lan1; do add_link $link; done
cat >/usr/local/sbin/dhcpcd <<-'END'
	#!/bin/sh
	[ "$1" != --version ] || exec cat /run/dhcpcd.version
	exec fake-dhcpcd "$@"
END
dhcpcd_is() { echo "dhcpcd $1" >/run/dhcpcd.version; } # VERSION
dhcpcd_is 10.1.0
chmod +x /usr/local/sbin/dhcpcd
for name in networkctl service fake-dhcpcd; do ln -s fake "/usr/local/sbin/$name"; done
hook_file=/usr/lib/pppoe-clamp/prefix

# A host of the LAN, with DAD.
ip netns add host || exit
ip link set peer-lan0 netns host name eth0
host() { ip netns exec host "$@"; }
host sysctl -qw net.ipv6.conf.eth0.accept_ra=1
host ip link set lo up
host ip link set eth0 up
sysctl -qw net.ipv6.conf.all.forwarding=1 net.ipv6.conf.lan0.dad_transmits=0
has_own() { "$@" scope link -tentative | grep inet6; }
is_ready() { has_own ip -6 address show dev lan0 && has_own host ip -6 address show dev eth0; }
check 'the LAN is ready' poll_until 10 is_ready

# Fails if the advertisement is not sent again.
begin_anew() {
	sysctl -qw net.ipv6.conf.lan0.dad_transmits=3
	ip link set lan0 down
	ip link set lan0 up
	poll_until 20 eval 'ip -6 address show dev lan0 scope link tentative | grep inet6'
}
check 'its interface comes up anew, and has no address to send from' begin_anew
check 'an advertisement waits for it' /usr/lib/pppoe-clamp/advertise lan0 1800 2001:db8:f::/64 1 1
sysctl -qw net.ipv6.conf.lan0.dad_transmits=0

# As many as a line that is lost and back every few minutes leaves behind in two hours
host sysctl -qw net.ipv6.conf.eth0.max_addresses=100
many=()
for n in {1..50}; do many+=("2001:db8:d:$n::/64" 60 60); done
check 'an advertisement of many prefixes' /usr/lib/pppoe-clamp/advertise lan0 1800 "${many[@]}"
has_both() {
	host ip -6 -o address show dev eth0 >/run/has
	grep 'inet6 2001:db8:d:1:' /run/has && grep 'inet6 2001:db8:d:50:' /run/has
}
# Fails if it is one packet: no host takes what comes in fragments (RFC 6980).
check 'a host takes all of them' poll_until 10 has_both
without_fragments() { ! host grep -E '^Ip6ReasmReqds.*[1-9]' /proc/net/snmp6; }
check 'as whole packets' without_fragments
# Fails if it is none by the second one.
check 'and a router' eval 'host ip -6 route show default | grep .'

configure() { # LINE...
	printf '%s\n' '# a comment' "$@" >/etc/pppoe-clamp/prefix.conf
	forget
}
start_watch() {
	$hook_file watch 2>/run/said &
	watch=$!
}
end_watch() {
	kill $watch
	wait $watch
}
uplink() { ip -6 route add default dev "$1" metric "$2" proto 168; } # LINK METRIC
no_uplink() { ip -6 route del default dev "$1" proto 168; }           # LINK
delegate() { ip -6 address replace "${@:2}" dev "$1"; }               # LAN ADDRESS [LIFETIMES]
withdraw() { ip -6 address del "$2" dev "$1"; }                       # LAN ADDRESS

by() { # PREFIX LINK|unreachable: what the host sends from there goes there, now
	ip -6 route get 2001:db8:99::2 from "${1}9" iif lan0 >/run/way 2>&1
	case $2 in
	unreachable) grep -q 'No route to host' /run/way ;;
	*) grep -q "dev $2 " /run/way ;;
	esac
}
has() { # PREFIX preferred|deprecated|none: of the host
	host ip -6 -o address show dev eth0 scope global >/run/has
	case $2 in
	none) ! grep -q "inet6 $1" /run/has ;;
	deprecated) grep -q "inet6 $1.* deprecated" /run/has ;;
	preferred) grep "inet6 $1" /run/has | grep -qv 'deprecated\|tentative' ;;
	esac
}
has_router() { host ip -6 route show default | grep .; }
has_no_router() { ! has_router; }
within() { # SECONDS COMMAND...
	poll_until "$@" && return
	cat /run/has /run/way /run/said
	return 1
}
at_once() { within 20 "$@"; } # an address is tentative for two seconds
no_source_routes() { ! ip -6 route show default | grep from; }

kept=/var/lib/pppoe-clamp/prefixes
kept_are() { # PREFIX...: in any order
	cat "$kept" && diff <(tr ' ' '\n' <"$kept" | grep . | sort) <(printf '%s\n' "$@" | sort)
}

configure 'dsl0 networkd lan0'
hook ipv6-up dsl0
check 'networkd: its client renews' called 'networkctl renew dsl0'
forget
hook ipv6-up lte0
check 'another link: nothing' not_called
touch /run/fails.networkctl
hook ipv6-up dsl0
# Fails if the status of the client is not looked at.
check 'a refusal is said' logged 'dsl0: networkd was not told of the new session: networkctl says no'
rm /run/fails.*
configure 'dsl0 dhcpcd lan0'
hook ipv6-up dsl0
# Fails if dhcpcd is called in any case: it would start.
check 'no dhcpcd: none is started' logged 'dhcpcd was not told of the new session: dhcpcd does not run'
check 'and none is called' test ! -s /run/calls
forget
mkdir -p /run/dhcpcd
fake_daemon() { # NAME FILE
	cat >"/run/$1.sh" <<-END
		printf $1 >/proc/\$\$/comm
		trap 'echo HUP >>/run/calls' HUP
		trap 'echo TERM >>/run/calls; trap - TERM' TERM
		echo \$\$ >$2
		while :; do sleep 0.1; done
	END
	env --default-signal=HUP bash "/run/$1.sh" & # of `nohup make`, too
	daemon=$!
	poll_until 20 test -s "$2"
}
end_daemon() { kill -9 $daemon && wait $daemon 2>/dev/null; }
fake_daemon dhcpcd /run/dhcpcd/pid
hook ipv6-up dsl0
check 'dhcpcd: renews' called 'dhcpcd -N dsl0'
forget
dhcpcd_is 9.4.1
hook ipv6-up dsl0
# Fails if it is told by -N, or by one signal: the first is lost.
check 'dhcpcd 9: is ended, and begins anew' called_soon \
	'service dhcpcd status' TERM 'service dhcpcd restart'
wait $daemon 2>/dev/null
rm /run/dhcpcd/pid
fake_daemon dhcpcd /run/dhcpcd/pid
touch /run/fails.service
forget
hook ipv6-up dsl0
# Fails if it is ended all the same: nobody would start it.
check 'dhcpcd 9, by hand: it is left alone' called 'service dhcpcd status'
check 'and that is said' logged 'dsl0: dhcpcd was not told of the new session: the service dhcpcd does not run'
rm /run/fails.*
end_daemon
configure 'dsl0 wide lan0'
hook ipv6-up dsl0
check 'wide: started, if it does not run' called_soon 'service wide-dhcpv6-client start'
fake_daemon dhcp6c /run/dhcp6c.pid
forget
hook ipv6-up dsl0
check 'wide: begins anew' called_soon HUP
end_daemon
configure 'dsl0 none lan0'
hook ipv6-up dsl0
check 'none: nothing' not_called

# One line, and a prefix that changes.
configure 'dsl0 none lan0'
uplink dsl0 100
start_watch
delegate lan0 2001:db8:a::1/64 valid_lft 4000 preferred_lft 3000
check 'a prefix: the host has an address' at_once has 2001:db8:a: preferred
check 'by its link' at_once by 2001:db8:a:: dsl0
withdraw lan0 2001:db8:a::1/64
# Fails without the advertisement of what is gone; and without is_there() where the kernel leaves
# the route of an address that had lifetimes.
check 'it is gone: so is the address, for what begins' at_once has 2001:db8:a: deprecated
# Fails without the route that refuses: it would leave by dsl0.
check 'what still comes from it is refused' by 2001:db8:a:: unreachable
check 'the log says so' at_once logged '2001:db8:a::/64 is gone'
delegate lan0 2001:db8:b::1/64
check 'the next prefix' at_once has 2001:db8:b: preferred
check 'by the link' at_once by 2001:db8:b:: dsl0
check 'the old one stays refused' by 2001:db8:a:: unreachable
check 'the host goes on without it' has 2001:db8:a: deprecated

# The line is lost, and the session lives: there is a prefix, and no way.
no_uplink dsl0
# Fails if the route by a link outlives the link's own.
check 'no default route: refused' at_once by 2001:db8:b:: unreachable
check 'and not for new connections' at_once has 2001:db8:b: deprecated
# Fails if this remains a router of the LAN: the kernel answers few of those that it refuses.
check 'hosts have no router any more' at_once has_no_router
ip -6 route add default via fe80::1 dev dsl0 proto ra metric 1024
ip -6 route add default dev lan1 metric 3000 # to see that it has looked
at_once has_router >/dev/null
# Fails if a router advertisement's, which nobody takes away, counts beside the plugin's own.
check 'by one of a router advertisement neither' by 2001:db8:b:: unreachable
ip -6 route del default dev lan1
check 'nor have they one by it' at_once has_no_router
ip -6 route del default proto ra
ip -6 route add default dev lte0 metric 200
# Fails without source-specific routes: it would leave by lte0.
check 'nor by another link, which it does not belong to' by 2001:db8:b:: unreachable
check 'but there is a router again, for other prefixes' at_once has_router
uplink dsl0 100
check 'back' at_once by 2001:db8:b:: dsl0
check 'for all connections' at_once has 2001:db8:b: preferred
# What others on this machine advertise of it: as a daemon would.
no_uplink dsl0
at_once has 2001:db8:b: deprecated
for time in first second third fourth; do
	/usr/lib/pppoe-clamp/advertise lan0 1800 2001:db8:b::/64 2700 5400
	at_once has 2001:db8:b: preferred
	# Fails without `repeat`; the fourth time, if nobody looks whether others have advertised.
	check "advertised by others, the $time time: deprecated again" within 20 has 2001:db8:b: deprecated
done
end_watch
# Seconds that pass at once
cat >/usr/local/sbin/sleep <<-'END'
	#!/bin/sh
	echo "$1" >>/run/seconds
END
chmod +x /usr/local/sbin/sleep
start_watch
# shellcheck disable=SC2317 # called by `check`
looks_less_often() { [ "$(grep -x '[13]' /run/seconds | head -n 70 | uniq -c | xargs)" = '60 1 10 3' ]; }
# Fails if it looks each third second from the beginning, or each second for ever.
check 'it looks each second for a minute, and then each third' at_once looks_less_often
rm /usr/local/sbin/sleep
uplink dsl0 100
at_once by 2001:db8:b:: dsl0
check 'watch ends when it is told to, and has not failed' end_watch
check 'its routes go' no_source_routes

# A boot: another session, and hosts that know nothing of it. What is kept may have been
# cut short or mended by hand, and a LAN of others may have a prefix of it now.
withdraw lan0 2001:db8:b::1/64
delegate lan1 2001:db8:5::1/64
check 'what hosts were told of outlives it' kept_are 2001:db8:b::/64 2001:db8:a::/64
echo '* 2001:db8:5::/64 x/64 -h/64 2001:db8::/99 2001:db8:b::/64 2001:db8:a::/64 2001:' >"$kept"
start_watch
delegate lan0 2001:db8:9::1/64
check 'after a boot: another prefix' at_once has 2001:db8:9: preferred
# Fails if what is stale is in memory only: hosts go on for up to 45 minutes.
check 'that of before is gone' at_once has 2001:db8:b: deprecated
check 'it is refused' at_once by 2001:db8:b:: unreachable
# Fails without $stale in the file.
check 'so is one that was stale before' by 2001:db8:a:: unreachable
# Fails if the interfaces are not looked at.
check 'that of another interface is not' by 2001:db8:5:: dsl0
kill -9 $watch # a power cut
wait $watch 2>/dev/null
while ip -6 route del unreachable default proto 169; do :; done 2>/dev/null
# Fails if it is written when this ends.
check 'a power cut: each is kept' at_once kept_are 2001:db8:9::/64 2001:db8:b::/64 2001:db8:a::/64
withdraw lan0 2001:db8:9::1/64
delegate lan0 2001:db8:b::1/64
start_watch
check 'the same prefix once more is used' at_once by 2001:db8:b:: dsl0
check 'and preferred' at_once has 2001:db8:b: preferred
end_watch
withdraw lan1 2001:db8:5::1/64
rm -r /var/lib/pppoe-clamp
: >/var/lib/pppoe-clamp
forget
start_watch
check 'where nothing can be kept it works all the same' at_once by 2001:db8:b:: dsl0
check 'and says so' at_once logged 'cannot write to /var/lib/pppoe-clamp (File exists)'
end_watch
rm /var/lib/pppoe-clamp

# Two lines, each with a prefix for the same LAN.
ip -6 route del default dev lte0
withdraw lan0 2001:db8:b::1/64
configure 'dsl0 none lan0 2001:db8:a00::/40' 'lte0 none lan0 lan1 2001:db8:b00::/40'
delegate lan0 2001:db8:a01::1/64
delegate lan0 2001:db8:b01::1/64
delegate lan1 2001:db8:b02::1/64
delegate lan0 fd00:1::1/64
ip -6 route add default via fe80::9 dev lte0 metric 200 # as a script does: of no protocol that is shown
start_watch
check 'two lines: each by its own' at_once by 2001:db8:a01:: dsl0
check 'the other one too' at_once by 2001:db8:b01:: lte0
# Fails if only the link is looked at: it would ask for the whole world's MAC addresses.
check 'by its gateway' grep 'via fe80::9 dev lte0' /run/way
check 'of each LAN' at_once by 2001:db8:b02:: lte0
check 'the better one is preferred' at_once has 2001:db8:a01: preferred
check 'the other one is for when it is lost' at_once has 2001:db8:b01: deprecated
check 'a unique local prefix is none of ours' has fd00: none
no_uplink dsl0
check 'lost: the other one is preferred' at_once has 2001:db8:b01: preferred
check 'the lost one is not' at_once has 2001:db8:a01: deprecated
check 'nor is it sent by the other line' at_once by 2001:db8:a01:: unreachable
uplink dsl0 100
check 'back: preferred' at_once has 2001:db8:a01: preferred
# As a probe does.
uplink dsl0 1100
ip -6 route del default dev dsl0 metric 100 proto 168
check 'a metric above that of the other: the other one is preferred' at_once has 2001:db8:b01: preferred
check 'each by its own all the same' by 2001:db8:a01:: dsl0
# shellcheck disable=SC2317 # called by `check`
second_watch_ends() { ! $hook_file watch 2>&1 && logged 'another watch runs'; }
check 'a second watch ends' second_watch_ends
kill -9 $watch
wait $watch 2>/dev/null
no_uplink dsl0
start_watch
# Fails if what a killed one has left is not looked at.
check 'a killed watch: its successor knows its routes' at_once by 2001:db8:a01:: unreachable
ip -6 route replace default via fe80::8 dev lte0 metric 200
ip -6 route del default via fe80::9 dev lte0 2>/dev/null
ip -6 route add default via fe80::1 dev dsl0 proto ra metric 1024
# Fails if it does not count where there is no other: whoever has not said failover-metric.
check 'where there is none but a router advertisement'"'"'s, that counts' at_once by 2001:db8:a01:: dsl0
ip -6 route del default proto ra
by_new_gateway() { by 2001:db8:b01:: lte0 && grep 'via fe80::8' /run/way; }
check 'a router with another address' at_once by_new_gateway
# One default route of both, as for a load that is shared
ip -6 route del default dev lte0
check 'no default route' at_once has_no_router
ip -6 route add default metric 100 nexthop via fe80::6 dev dsl0 nexthop via fe80::7 dev lte0
by_way() { by "$1" "$2" && grep "via $3 " /run/way; }
# Fails if the ways are not looked at, or have no metric.
check 'one route of two ways: each prefix by its own' at_once by_way 2001:db8:a01:: dsl0 fe80::6
check 'the other one too' at_once by_way 2001:db8:b01:: lte0 fe80::7
check 'and hosts have a router' at_once has_router
ip -6 route del default metric 100
ip -6 route add default from 2001:db8:c00::/40 metric 100 \
	nexthop via fe80::6 dev dsl0 nexthop via fe80::7 dev lte0
check 'one of two ways for a prefix of others is none of these' \
	at_once by 2001:db8:a01:: unreachable
# Fails if that it is for a prefix is looked for in the line of a way: that is in the first one.
check 'nor a way for hosts' at_once has_no_router
ip -6 route del default from 2001:db8:c00::/40 metric 100
ip -6 route add default via fe80::8 dev lte0 metric 200
ip link del lan1
no_way_from() { ! ip -6 route show default | grep -q "from $1.* dev lte0"; }
check 'a LAN that vanishes' at_once no_way_from 2001:db8:b02::
end_watch
check 'nothing is left' no_source_routes

# A default route that comes and goes, while watch is busy
configure 'lte0 none lan0'
start_watch
at_once by 2001:db8:b01:: lte0
sleep 3 # until after its look at what changed before it listened
kill -STOP $watch
for n in {1..100}; do
	echo 'route add default dev lte0 metric 3000'
	echo 'route del default dev lte0 metric 3000'
done | ip -6 -batch -
write_down ip /run/looked
kill -CONT $watch
pipe=/run/pppoe-clamp/prefix/private/monitor.$watch/changes
check '200 changes: it hears of them' poll_until 60 has_looked /run/looked "$pipe"
# Fails if it looks at each.
check 'but does not look at each' are_few "$(grep -cx -- '-6 route show default' /run/looked)"
end_watch
rm /usr/local/sbin/ip

# As many changes as fill each buffer, while watch is busy: what comes after them is not told.
start_watch
at_once by 2001:db8:b01:: lte0
sleep 3 # until after its look at what changed before it listened
kill -STOP $watch
for n in {1..9999}; do echo "route add 2001:db8:e:$n::/65 dev lte0"; done | ip -batch -
ip -6 route del default via fe80::8 dev lte0
kill -CONT $watch
# Fails if nobody listens to ip when it says that it has missed some.
check 'changes that were missed: it looks' at_once by 2001:db8:b01:: unreachable
end_watch

# A port that nothing is plugged into.
ip link add name lan2 type veth peer name peer-lan2
ip link set lan2 up
configure 'dsl0 none lan2 lan0'
start_watch
at_once by 2001:db8:a01:: unreachable
withdraw lan0 2001:db8:a01::1/64
check 'a prefix is gone, and one LAN has no carrier' at_once logged '2001:db8:a01::/64 is gone'
# Fails if that is told, too: the log has a line each time.
check_not 'that one is not told' logged advertise
end_watch

# What became of its prefix meanwhile. Fails if nobody listens to links, or the picture has no carriers.
ip link set peer-lan2 down
uplink dsl0 100
delegate lan2 2001:db8:a03::1/64
configure 'dsl0 none lan2'
start_watch
at_once by 2001:db8:a03:: dsl0
sleep 3 # until after its look at what changed before it listened
is_told() { grep -q '^Icmp6OutType134 ' /proc/net/dev_snmp6/lan2; }
check_not 'without a carrier it is not told' is_told
ip link set peer-lan2 up
check 'with one it is' at_once is_told
no_uplink dsl0
end_watch

# An interface may be named like a word of `ip route`.
for name in from dead via metric dev; do add_link $name; done
delegate lan0 2001:db8:c::1/64
for name in from dead via metric dev; do
	configure "$name none lan0"
	start_watch
	uplink $name 100
	# Fails if the name is looked for among the words of a route.
	check "an uplink '$name' has its prefix" at_once by 2001:db8:c:: $name
	check 'and hosts a router' at_once has_router
	# As an editor does that writes a file anew. Fails if watch reads it again: it would end for good.
	printf '%s ' "$name" >/etc/pppoe-clamp/prefix.conf
	no_uplink $name
	check 'which goes while somebody writes the file' at_once by 2001:db8:c:: unreachable
	end_watch
done
withdraw lan0 2001:db8:c::1/64

rejects() { # TEXT LINE
	configure "$2"
	env -i "$hook_file" watch 2>&1 | grep -F -- "$1" && not_called
}
check 'rejected: another client' rejects "prefix.conf:2: 'dhclient' is none of" 'dsl0 dhclient lan0'
check 'rejected: not an interface' rejects "prefix.conf:2: 'a/b' is not" 'a/b none'
check 'rejected: not a LAN' rejects "prefix.conf:2: '*' is neither" 'dsl0 none *'
check 'rejected: not a prefix' rejects "prefix.conf:2: '2001:db8::' is not an IPv6" 'dsl0 none lan0 2001:db8::'
check 'rejected: a long prefix' rejects "'2001:db8::/65' is not" 'dsl0 none lan0 2001:db8::/65'
check 'rejected: two' rejects 'one prefix at most' 'dsl0 none lan0 2001:db8::/32 2001:db9::/32'

# With the lines that it has for two uplinks.
sed 's/^# \([a-z0-9]* [a-z]* lan0\)/\1/' "$top/examples/prefix.conf" >/etc/pppoe-clamp/prefix.conf
forget
hook ipv6-up ppp0
check 'examples/prefix.conf: each line is one' test "$(grep -vc '^#' /etc/pppoe-clamp/prefix.conf)" = 3
check 'and the client is told' called 'networkctl renew ppp0'
done_testing
