# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables from lib.sh, and for the tests
#
# Beside the world of lib.sh a second way from the router to the server, as a
# mobile router would be, and over it an L2TP tunnel that xl2tpd can dial:
#
#   router                              server
#   wwan0 ----------------------------- wwan0
#   192.0.2.2                           192.0.2.1   xl2tpd (LNS) and its pppd
#   l2tp0 ~~~~~~~~~~~~ L2TP ~~~~~~~~~~~ ppp0
#
# The hooks are installed where they belong.

lns4=192.0.2.1
# What is lost costs a second, and not three, as the other end may begin later.
quick=$'lcp-restart 1\nchap-restart 1\nipcp-restart 1\nipv6cp-restart 1'

second_path() {
	ip link add wwan0 type veth peer name wwan0 netns server
	ip link set wwan0 up
	ip address add 192.0.2.2/24 dev wwan0
	server ip link set wwan0 up
	server ip address add $lns4/24 dev wwan0
	settled wwan0
}

start_lns() {
	mkdir -p /tmp/lns/ppp
	cp /tmp/ac/chap-secrets /tmp/lns/ppp/
	: >/tmp/lns/ppp/options
	cat >/tmp/lns/ppp/ip-up <<-'END'
		#!/bin/sh
		exec ip route replace 192.168.1.0/24 dev "$1"
	END
	cat >/tmp/lns/ppp/ipv6-up <<-'END'
		#!/bin/sh
		exec ip -6 route replace fd00:1::/64 dev "$1"
	END
	chmod +x /tmp/lns/ppp/ip*
	cat >/tmp/lns/ppp/options.lns <<-END
		auth
		lcp-echo-interval 2
		lcp-echo-failure 3
		require-chap
		$quick
		mtu 1400
		mru 1400
		+ipv6
	END
	cat >/tmp/lns/xl2tpd.conf <<-END
		[lns default]
		ip range = ${lns_range:-10.67.16.2-10.67.16.9}
		local ip = 10.67.16.1
		require chap = yes
		refuse pap = yes
		require authentication = yes
		pppoptfile = /etc/ppp/options.lns
		length bit = yes
	END
	ip netns exec server unshare --uts sh -c '
		hostname lns && mount -t tmpfs run /run && mkdir /run/xl2tpd && mount --bind /tmp/lns/ppp /etc/ppp &&
		mount --bind /dev/log-ac /dev/log &&
		exec xl2tpd -D -c /tmp/lns/xl2tpd.conf' >/tmp/lns/log 2>&1 &
	poll_until 10 eval "server ss -Huln 'sport = :1701' | grep -q ."
}

start_xl2tpd() {
	mkdir -p /run/xl2tpd
	cat >/tmp/xl2tpd.conf <<-END
		[lac backup]
		lns = $lns4
		require authentication = no
		pppoptfile = /etc/ppp/options.l2tp
		length bit = yes
	END
	{
		peers_basic l2tp 'ifname l2tp0' 'mtu 1400' 'failover-metric 200' 'lcp-echo-interval 1' \
			'lcp-echo-failure 4' "$quick"
		grep -vxE 'eth1|mtu 1492|holdoff 1' /etc/ppp/peers/l2tp
	} >/etc/ppp/options.l2tp
	xl2tpd -D -c /tmp/xl2tpd.conf >/tmp/xl2tpd.log 2>&1 &
	xl2tpd_pid=$!
	poll_until 10 test -p /run/xl2tpd/l2tp-control
}

# As `make install` does.
install_hooks() {
	local event
	install -m 0755 ../../hooks/pppoe-clamp-failover /usr/sbin/
	install -D -m 0755 -t /usr/lib/pppoe-clamp ../../hooks/dns ../../hooks/prefix ../../hooks/advertise
	install -D -m 0644 -t /usr/lib/pppoe-clamp ../../hooks/lib.sh
	install -D -m 0644 -t /usr/lib/pppoe-clamp/failover ../../hooks/failover/*.sh
	for event in ip-up.d ip-down.d ipv6-up.d ipv6-down.d; do
		install -m 0755 -t "/etc/ppp/$event" "../../hooks/$event/pppoe-clamp"
	done
	install -m 0755 -t /etc/ppp ../../hooks/ip-limbo
	mkdir -p /etc/pppoe-clamp
}

# A line with a tunnel as its backup.
backup_world() { # LINE...: of failover.conf
	world
	second_path
	start_ac
	start_lns
	start_xl2tpd
	install_hooks
	peers_basic line persist 'maxfail 0' 'ifname dsl0' 'failover-metric 100'
	configure_backup "$@"
}

configure_backup() { # LINE...
	printf '%s\n' 'primary dsl0' 'backup l2tp0 xl2tpd backup' "server $lns4 dev wwan0" \
		'stable 3' 'boot never' "$@" >/etc/pppoe-clamp/failover.conf
}

# The same with carrier to lose, our own concentrator, and a line that notices
# silence.
lost_line_world() { # LINE...: of failover.conf
	world
	second_path
	bridge_wire 1500
	start_our_ac --one-session replace
	start_lns
	start_xl2tpd
	provider_routes ac server
	install_hooks
	peers_basic line persist 'maxfail 0' 'ifname dsl0' 'failover-metric 100' 'failover-detect 800'
	configure_backup "$@"
}

by() { # INTERFACE: the router's way from the LAN to the server
	ip route get "$server4" from "$lan4" iif lan0 | grep "dev $1 "
}
reaches() { lan ping -q -c 1 -W 1 "$server4" && lan ping -q -c 1 -W 1 "$server6"; }
works_by() { poll_until "$1" by "$2" && poll_until 20 reaches && by "$2"; } # SECONDS INTERFACE

hooks_said() { grep 'pppoe-clamp: ' /tmp/log; }
times_said() { # N PATTERN
	hooks_said
	[ "$(hooks_said | grep -c -- "$2")" = "$1" ]
}
server_route() { ip route show "$lns4" proto 168 | grep 'dev wwan0'; }
no_backup() { gone l2tp0 && ! server_route; }

# One default route by each interface at most.
no_duplicates() {
	local family
	for family in -4 -6; do
		ip $family route show table all default
		[ -z "$(ip $family route show table all default | grep -o ' dev [^ ]*' | sort | uniq -d)" ] || return
	done
}

# As a provider does, the concentrator and the LNS route the LAN to the session
# that came up last, and at once: a script would be seconds late here, and what
# is measured is the router.
provider_routes() { # NAMESPACE...
	rm -f /tmp/ac/ip*-up /tmp/lns/ppp/ip*-up
	local space
	for space; do
		# shellcheck disable=SC2016 # Perl's variables
		ip netns exec "$space" perl -MSocket=:DEFAULT,inet_pton -e '
			my $bind = pack "S S L L", 16, 0, 0, 0x11; # AF_NETLINK, links and IPv4 addresses
			my $s;
			socket($s, 16, SOCK_RAW, 0) && bind($s, $bind) or die;
			sub attribute { pack "S S a*", 4 + length $_[1], @_ }
			sub route { # family, prefix length, destination, link
				my $m = pack("C8 L", $_[0], $_[1], 0, 0, 254, 4, 253, 1, 0) .
					attribute(1, $_[2]) . attribute(4, pack "L", $_[3]);
				send $s, pack("L S S L L", 16 + length $m, 24, 0x501, 0, 0) . $m, 0;
			}
			while (defined recv $s, my $m, 8192, 0) {
				my ($what, $head, $type, $link, $flags) = unpack "x4 S x10 S S L L", $m;
				# A PPP link is up, or has its address, with which other routes go.
				next unless $what == 16 && $type == 512 && $flags & 1 || $what == 20 && $head == 0x2002;
				route(AF_INET, 24, inet_aton("192.168.1.0"), $link);
				route(AF_INET6, 64, inet_pton(AF_INET6, "fd00:1::"), $link);
			}' &
	done
}

# A mobile router that is always connected: the server answers by the way that
# the question came.
mobile_backup() {
	ip address add fd00:2::2/64 dev wwan0
	server ip address add fd00:2::1/64 dev wwan0
	ip route add default via $lns4 metric 1000
	ip -6 route add default via fd00:2::1 metric 1000
	server ip rule add fwmark 1 lookup 100
	server ip -6 rule add fwmark 1 lookup 100
	server ip route add 192.168.1.0/24 via 192.0.2.2 table 100
	server ip -6 route add fd00:1::/64 via fd00:2::2 table 100
	server nft -f - <<-'END'
		table inet paths {
			chain incoming {
				type filter hook prerouting priority mangle
				iifname wwan0 ct mark set 1
				iifname eth0 ct mark set 0
			}
			chain outgoing {
				type route hook output priority mangle
				meta mark set ct mark
			}
		}
	END
}

# Every 20 ms a packet through the router.
start_ping() {
	: >/tmp/ping
	ip netns exec lan ping -n -D -i 0.02 "$server4" >/tmp/ping &
	pinger=$!
	poll_until 10 grep -q ' bytes from ' /tmp/ping
}

# The longest time without an answer in $gap, in ms, and the packets without one in $lost.
end_ping() {
	local now=$EPOCHREALTIME
	kill -INT "$pinger"
	wait "$pinger"
	read -r gap lost < <(awk -v now="$now" '/ bytes from / {
		time = substr($1, 2) + 0
		if (last && time - last > longest) longest = time - last
		last = time
		split($0, part, "icmp_seq=")
		seq = part[2] + 0
		if (!first) first = seq
		if (seq > most) most = seq
		if (!seen[seq]++) answered++
	}
	/ packets transmitted/ && $1 - 1 > most { most = $1 - 1 } # the last may be on its way
	END {
		if (now - last > longest) longest = now - last
		printf "%d %d\n", longest * 1000, most - first + 1 - answered
	}' /tmp/ping)
}

# What the LAN feels while COMMAND happens, until INTERFACE carries it: packets of
# MS at most are lost.
moves() { # NAME MS INTERFACE COMMAND...
	local name=$1 most=$2 interface=$3
	shift 3
	start_ping
	"$@"
	check "$name: $interface carries the LAN" works_by 60 "$interface"
	end_ping
	note "$name: $gap ms without an answer, $lost packets lost"
	# An emulated machine may stall for seconds; then nothing is sent and nothing lost.
	check "$name: packets of $most ms lost at most" [ $((lost * 20)) -le "$most" ]
	check "$name: no route is there twice" no_duplicates
}

# On port 7: tells who talks to it, and then answers each line.
serve_connections() { # SPACE
	# shellcheck disable=SC2016 # of socat's shell
	"$1" socat TCP-LISTEN:7,reuseaddr,fork SYSTEM:'echo $SOCAT_PEERADDR; exec cat' &
	poll_until 10 listens "$1" 7
}

# A connection that stays open, in /tmp/NAME.in and .out.
open_connection() { # NAME SPACE ADDRESS PORT[,OPTION]
	rm -f "/tmp/$1.in" "/tmp/$1.out" # what another one has left is no answer
	mkfifo "/tmp/$1.in"
	"$2" socat "TCP:$3:$4" - <"/tmp/$1.in" >"/tmp/$1.out" 2>/dev/null &
	exec {fd}>"/tmp/$1.in"
	eval "${1}_fd=$fd"
	poll_until 5 test -s "/tmp/$1.out"
}
seen_as() { # NAME ADDRESS
	cat "/tmp/$1.out"
	[ "$(head -n 1 "/tmp/$1.out")" = "$2" ]
}
said=0
still_answers() { # NAME
	local fd="${1}_fd"
	said=$((said + 1))
	echo "word $said" >&"${!fd}"
	poll_until 5 grep -qx "word $said" "/tmp/$1.out"
}
line_address() { ip -4 -o address show dev dsl0 | sed 's/.*inet \([0-9.]*\).*/\1/'; }
