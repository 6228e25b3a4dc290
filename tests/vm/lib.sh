# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The network that the tests run in, and what they do in it:
#
#   lan                 router (the machine itself)      ac                     server
#   eth0 ------------- lan0             eth1 ---------- eth0          eth1 ---- eth0
#   192.168.1.2        192.168.1.1      pppd ~~PPPoE~~~ pppoe-server            198.51.100.2
#   fd00:1::2          fd00:1::1                        198.51.100.1            2001:db8:99::2
#
# Nothing translates addresses; every MTU outside the session is 1500.  The
# names in the drawing are namespaces and commands: `server ping 192.168.1.2`.

# shellcheck source=tests/tap.sh
. "${BASH_SOURCE[0]%/*}/../tap.sh"

# Nobody ever writes into it.
mkfifo /tmp/never
# To start a process for each wait costs a machine more than most conditions.
pause() { # SECONDS
	read -rt "$1" <>/tmp/never || :
}

PLUGIN=${PLUGIN:-pppoe-clamp.so}
server4=198.51.100.2 server6=2001:db8:99::2
lan4=192.168.1.2 lan6=fd00:1::2

router() { "$@"; }
lan() { ip netns exec lan "$@"; }
ac() { ip netns exec ac "$@"; }
server() { ip netns exec server "$@"; }

# The name of Debian's kernels does not tell which release of a series they are.
read -r kernel </proc/sys/kernel/version
if [[ $kernel =~ \ Debian\ ([0-9.]+) ]]; then
	kernel=${BASH_REMATCH[1]}
else
	read -r kernel </proc/sys/kernel/osrelease
fi
since() { # VERSION; is this kernel as new?
	[ "$(printf '%s\n' "$1" "$kernel" | sort -V | head -n 1)" = "$1" ]
}
# Tables without an owner: what a killed pppd leaves is removed by the next.
unowned() { ! since 5.12; }

# ---------------------------------------------------------------- the world

# As if it was installed; see tests/vm/root.
use() { # PACKAGE
	tar -C "/srv/$1" -c . | tar -C / -x --keep-directory-symlink
}

world() {
	# Without duplicate address detection, and the second or less before it, drawn at random,
	# every address works at once.
	local default=net.ipv6.conf.default
	local off="$default.dad_transmits=0 $default.router_solicitation_delay=0"
	off+=" $default.accept_ra=0"
	local on='net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1'
	local inherit=net.core.devconf_inherit_init_net
	# All namespaces begin with what is off here.
	# shellcheck disable=SC2086 # lists of words
	sysctl -q $off $inherit=1
	ip -batch - <<-END
		netns add lan
		netns add ac
		netns add server
	END
	# shellcheck disable=SC2086 # lists of words
	{
		sysctl -q $on $inherit=0
		ac sysctl -q $on
	}
	ip -batch - <<-END
		link add lan0 type veth peer name eth0 netns lan
		link add eth1 type veth peer name eth0 netns ac
		link add tmp0 type veth peer name eth0 netns server
		link set tmp0 netns ac name eth1
		link set lan0 up
		link set eth1 up
		address add 192.168.1.1/24 dev lan0
		address add fd00:1::1/64 dev lan0
	END
	ip -n lan -batch - <<-END
		link set lo up
		link set eth0 up
		address add $lan4/24 dev eth0
		address add $lan6/64 dev eth0
		route add default via 192.168.1.1
		route add default via fd00:1::1
	END
	ip -n ac -batch - <<-END
		link set lo up
		link set eth0 up
		link set eth1 up
		address add 198.51.100.1/24 dev eth1
		address add 2001:db8:99::1/64 dev eth1
	END
	ip -n server -batch - <<-END
		link set lo up
		link set eth0 up
		address add $server4/24 dev eth0
		address add $server6/64 dev eth0
		route add default via 198.51.100.1
		route add default via 2001:db8:99::1
	END
	# Whole packets with their checksums, as on a cable.
	lan ethtool -K eth0 tx off >/dev/null
	server ethtool -K eth0 tx off >/dev/null

	echo '"user" * "secret" *' >/etc/ppp/chap-secrets
	mkdir /tmp/ac
	echo '* * "secret" *' >/tmp/ac/chap-secrets
	: >/tmp/ac/options
	printf '%s\n' auth require-chap 'lcp-echo-interval 10' 'lcp-echo-failure 3' 'lcp-restart 1' \
		'ms-dns 198.51.100.53' '+ipv6' >/tmp/ac/pppoe-server-options
	# shellcheck disable=SC2016 # of these scripts
	{
		printf '%s\n' '#!/bin/sh' 'exec ip route replace 192.168.1.0/24 dev "$1"' >/tmp/ac/ip-up
		printf '%s\n' '#!/bin/sh' 'exec ip -6 route replace fd00:1::/64 dev "$1"' >/tmp/ac/ipv6-up
	}
	chmod 700 /tmp/ac/*
	settled lan0
	settled eth1
}

# The interface has its link-local address, and each address the routes that
# come with it (its own, and of the anycast address): the last that changes by itself.
settled() { # INTERFACE
	poll_until 10 has_settled "$1"
}
has_settled() { # INTERFACE
	local fields address length link_local='' missing=0
	while read -r address fields; do
		[[ $fields == *" $1" ]] || continue
		missing=$((missing + 2))
		[[ $address != fe80* ]] || link_local=yes
	done </proc/net/if_inet6
	[ -n "$link_local" ] || return
	while read -r _ length fields; do
		[[ $fields != *" $1" || $length != 80 ]] || missing=$((missing - 1))
	done </proc/net/ipv6_route
	[ "$missing" -le 0 ]
}

# The access concentrator: Debian's pppoe-server with a /run and an /etc/ppp of
# its own.  It must not clamp by itself, so never give it -m.
start_ac() { # [OPTION...]
	run_ac pppoe-server -F -I eth0 -C lab-ac -L 10.67.15.1 -R 10.67.15.2 -N 8 "$@"
}

# Our own (ac/; its usage text lists the options), in the same place and with
# the same addresses; both ends of a session are in the kernel.
start_our_ac() { # [OPTION...]
	run_ac "$PWD/../../build/vm/ac" "$@"
}

# A machine of its own has a name of its own: pppd makes its magic number of that, the
# time and its pid, and with the same name at both ends it sometimes sees a loop.
run_ac() { # PROGRAM [ARGUMENT...]
	# shellcheck disable=SC2016 # expanded by the inner shell
	ip netns exec ac unshare --uts sh -c '
		hostname concentrator && mount -t tmpfs run /run && mount --bind /tmp/ac /etc/ppp &&
		mount --bind /dev/log-ac /dev/log &&
		exec "$@"' sh "$@" 2>>/tmp/ac.log &
	ac_pid=$!
	poll_until 10 ac_listens
}

# It has a packet socket for discovery, as a tcpdump there has not.
ac_listens() {
	local sockets=()
	[ "/proc/$ac_pid/ns/net" -ef /run/netns/ac ] && mapfile sockets <"/proc/$ac_pid/net/packet"
	[[ ${sockets[*]} == *' 8863 '* ]]
}

ac_pids() { pgrep --ns "$ac_pid" --nslist net -x "$@"; } # NAME
# Its pppd of the last session: not what that has just started, and is about to become a script.
ac_pppd() { pgrep -n -x pppd -P "$ac_pid"; }
ac_logged() { in_file /tmp/ac.log "$1"; } # PATTERN
# It had sessions and has let go of every one, so that the next one is number 1 again
# (ours counts on, unless it has --sid-reuse).
ac_idle() {
	local created
	created=$(sessions_logged created)
	[ "$created" -ge 1 ] && [ "$created" = "$(sessions_logged closed)" ]
}
sessions_logged() { grep -ciE "(^| )session [0-9]+ .*$1" /tmp/ac.log; } # created|closed

# It vanishes with all its sessions, without a word on the wire.
kill_ac() {
	# shellcheck disable=SC2046 # a list of words
	kill -9 $(ac_pids 'ac|pppoe-server|pppoe|pppd')
	wait "$ac_pid"
}

# ----------------------------------------------------------------- the line

# Before start_ac: frames of up to 1508 bytes of payload (RFC 4638) pass
# between eth1 and the concentrator; with `ac`, eth1 itself is left at 1500.
jumbo_wire() { # [ac]
	ac ip link set eth0 mtu 1508
	[ "${1:-}" = ac ] || ip link set eth1 mtu 1508
}

# Before start_ac: a bridge between eth1 and the concentrator that drops frames
# of more than BYTES of payload.  A veth passes four more than its MTU.
bridge_wire() { # BYTES
	local mtu=$(($1 - 4))
	ip link del eth1
	ip netns add wire
	ip link add eth1 type veth peer name port0 netns wire
	ip -n ac link add eth0 type veth peer name port1 netns wire
	ip -n wire -batch - <<-END
		link add bridge0 type bridge
		link set port0 mtu $mtu master bridge0 up
		link set port1 mtu $mtu master bridge0 up
		link set bridge0 up
	END
	ac ip link set eth0 up
	ip link set eth1 up
	settled eth1
}

# The trap: both ends are fit for 1508, what is between them is not.
small_bridge() {
	bridge_wire 1500
	jumbo_wire
}

# The concentrator's pppd gets no LCP Echo-Request: for `start_our_ac --echo-data`.
take_echo_requests() {
	ac nft -f - <<-'END'
		table netdev echoes {
			chain ingress {
				type filter hook ingress device "eth0" priority 0
				@nh,48,24 0xc02109 counter drop
			}
		}
	END
}

# Nothing passes in either direction, and nobody is told.
lose_line() {
	tc qdisc add dev eth1 root netem loss 100%
	ac tc qdisc add dev eth0 root netem loss 100%
}
restore_line() {
	tc qdisc del dev eth1 root
	ac tc qdisc del dev eth0 root
}

# eth1 loses its carrier, and gets it back.  Without bridge_wire the concentrator's
# end goes down, and its kernel closes all sessions there.
pull_cable() { far_end down; }
plug_cable() { far_end up; }
far_end() { # down|up
	if [ -e /run/netns/wire ]; then
		ip -n wire link set port0 "$1"
	else
		ip -n ac link set eth0 "$1"
	fi
}

# To the standard output in one write: bash's own printf ends one with each byte that is a newline.
frame() { # HEX...: as colons allow, of an Ethernet frame
	perl -e 'print pack "H*", join("", @ARGV) =~ tr/://dr' "$@"
}

# Discovery frames that reach the concentrator, one or more lines each, in /tmp/discovery.
watch_discovery() {
	begin_tcpdump /tmp/discovery ip netns exec ac tcpdump -s 2000 -i eth0 --immediate-mode -l -vn pppoed
}

# In /tmp/events, a line each with its time: discovery and LCP on eth1 (what
# netem drops there is not seen), and what the test notes itself.
watch_events() {
	begin_tcpdump /tmp/events tcpdump -s 2000 -i eth1 -tt -e -n -l --immediate-mode \
		'ether proto 0x8863 or (ether proto 0x8864 and ether[20:2] = 0xc021)'
}
note_event() { echo "$EPOCHREALTIME $*" >>/tmp/events; }
forget_events() { : >/tmp/events; }
events() { grep -ac -- "$1" /tmp/events; } # PATTERN
happened() { grep -aq -- "$1" /tmp/events; } # PATTERN

# The time from the first event of one kind to the first that follows of another
# is MS at most; it is in $took.
follows() { # MS PATTERN PATTERN
	took=$(LC_ALL=C sort -sn /tmp/events | LC_ALL=C awk -v from="$2" -v to="$3" '
		begin && $0 ~ to { printf "%.0f\n", 1000 * ($1 - begin); exit }
		!begin && $0 ~ from { begin = $1 }')
	[ -n "$took" ] && [ "$took" -le "$1" ]
}

# Time by the clock on the wall, from `start_clock` on.
start_clock() { clock_began=${EPOCHREALTIME/[.,]/}; }
read_clock() { took=$(((${EPOCHREALTIME/[.,]/} - clock_began) / 1000)); }
# COMMAND, which should not fork, succeeds before the clock shows MS; when, is in $took.
# It is asked each 10 ms, and after 3 s, when that matters less, each 100 ms.
in_time() { # MS COMMAND...
	local limit=$1 pause=0.01
	shift
	until "$@"; do
		read_clock
		[ "$took" -lt "$limit" ] || { echo "not after $took ms"; return 1; }
		[ "$took" -lt 3000 ] || pause=0.1
		pause "$pause"
	done
	read_clock
}
# As `check NAME in_time MS COMMAND...`, and tells how long it took.
check_by() { # NAME MS COMMAND...
	check "$1" in_time "${@:2}"
	note "$took ms"
}
check_follows() { # NAME MS PATTERN PATTERN
	check "$1" poll_until 5 follows "${@:2}"
	note "${took:-none} ms"
	[ "${took:-999999}" -le "$2" ] || tail -n 20 /tmp/events | sed 's/^/# /'
}

# What scripts learn: a line "SCRIPT INTERFACE REASON" in /tmp/reasons for each.
record_reasons() {
	local script
	for script in ip-up ip-down ipv6-down; do
		printf '%s\n' '#!/bin/sh' "echo \"$script \$1 \$PPPOE_CLAMP_REASON\" >>/tmp/reasons" \
			>"/etc/ppp/$script.d/reason"
		chmod +x "/etc/ppp/$script.d/reason"
	done
	: >/tmp/reasons
}
last_reason() { grep '^ip-down ' /tmp/reasons | tail -n 1 | cut -d ' ' -f 3; }
reason_is() { [ "$(last_reason)" = "$1" ]; }

down4() { ! up4 "$1"; }
index_of() { read -r number 2>/dev/null <"/sys/class/net/$1/ifindex" && echo "$number"; }
# Time of the processor that a process has used, in hundredths of a second.
cpu_time() { # PID
	local fields
	read -ra fields <"/proc/$1/stat"
	echo $((fields[13] + fields[14]))
}

# A peers file on standard input, with the plugin under test in place of the
# word PLUGIN.  The stock plugin gets pppd's own default route for comparison.
peers_file() { # NAME
	local stock=
	[ "$PLUGIN" = pppoe-clamp.so ] || stock='s/^failover-metric.*/defaultroute/'
	sed "s/PLUGIN/$PLUGIN/; $stock" >"/etc/ppp/peers/$1"
}

# What most tests want: user "user" over eth1, no detours.
peers_basic() { # NAME [LINE...]
	local name=$1
	shift
	printf '%s\n' 'plugin PLUGIN' eth1 'user user' noauth noipdefault '+ipv6' 'mtu 1492' \
		'holdoff 1' 'lcp-restart 1' "$@" | peers_file "$name"
}

# ------------------------------------------------- the router and its sessions

# The interface has its IPv4 address and the route to the peer (no fork: this is polled).
up4() { # INTERFACE
	local routes=()
	mapfile routes </proc/net/route
	[[ ${routes[*]} == *" $1"$'\t'* ]]
}

up6() { # INTERFACE
	local addresses=()
	mapfile addresses </proc/net/if_inet6
	[[ ${addresses[*]} == *" $1"$'\n'* ]]
}

both_up() { up4 "$1" && up6 "$1"; }
exists() { [ -e "/sys/class/net/$1" ]; }
gone() { [ ! -e "/sys/class/net/$1" ]; }

# pppd processes of the router: not of the concentrator, nor those that one of them
# has started and that are about to become a script.
router_pppds() {
	local process stat parent status=1
	for process in /proc/[0-9]*; do
		stat=() parent=
		{ read -ra stat <"$process/stat"; } 2>/dev/null
		[ "${stat[1]:-}" = '(pppd)' ] || continue
		[ "$process/ns/net" -ef /proc/$$/ns/net ] || continue
		{ read -r parent <"/proc/${stat[3]}/comm"; } 2>/dev/null
		[ "$parent" != pppd ] || continue
		echo "${process#/proc/}"
		status=0
	done
	return $status
}
no_pppd() { ! router_pppds >/dev/null; }
ends_within() { poll_until "$1" no_pppd; } # SECONDS

logged() { in_file /tmp/log "$1"; } # PATTERN
# Is it there? No process is started while the file is as it was when it was not: this is polled.
in_file() { # FILE PATTERN
	local said=()
	mapfile said <"$1"
	[ "$1 $2 ${said[*]}" != "${not_in_file:-}" ] || return
	! grep -q -- "$2" "$1" || return 0
	not_in_file="$1 $2 ${said[*]}"
	return 1
}

# Everything that a session could leave behind, in a form to compare. The ring of a link
# stays, for the next session.
router_state() {
	printf '%s\n' link 'route show table all' rule | ip -o -batch - |
		sed 's/^[0-9]*: \([^:@]*\).* mtu \([0-9]*\).*/link \1 mtu \2/' | sort
	nft -s list ruleset
	router_pppds
	find /run/ppp*.pid /run/pppoe-clamp/*.* ! -name '*.ring' 2>/dev/null | sort
}

# Not before it is the same twice: what belongs to an address comes a moment after it.
remember_state() {
	router_state >/tmp/state.now
	poll_until 10 is_steady
}
is_steady() {
	mv /tmp/state.now /tmp/state
	pause 1
	router_state >/tmp/state.now
	cmp -s /tmp/state /tmp/state.now
}
same_state() { router_state >/tmp/state.now; diff /tmp/state /tmp/state.now; }
# The kernel frees a dead process's netlink tables and sockets a moment later.
nothing_left() { poll_until 3 same_state; }

# The routes that pppd's plugin installed: its protocol number is ROUTE_PROTOCOL
# of plugin/core/route.h.
our_routes() { # -4|-6
	ip "$1" route show table all proto 168
}
# One process: these are polled.
has_routes() { # -4|-6 NUMBER
	local found=()
	our_routes "$1" >/tmp/our-routes
	mapfile found </tmp/our-routes
	[ ${#found[@]} = "$2" ]
}
one_route_each() { has_routes -4 1 && has_routes -6 1; }
no_routes() { has_routes -4 0 && has_routes -6 0; }
# Their metrics, in $metrics.
read_metrics() { # -4|-6
	local found=() route
	our_routes "$1" >/tmp/our-routes
	mapfile -t found </tmp/our-routes
	metrics=
	for route in "${found[@]}"; do
		[[ $route =~ \ metric\ ([0-9]+) ]] && metrics+="${metrics:+ }${BASH_REMATCH[1]}"
	done
}

clamp_tables() { nft list tables | grep -c 'pppoe-clamp-'; }
clamps() { nft list tables | grep -q "pppoe-clamp-$1\$"; } # INTERFACE

# ------------------------------------------------------------------- the MTU

mtu_is() { # [SPACE] INTERFACE MTU
	[ $# = 3 ] || set -- router "$@"
	[ "$("$1" cat "/sys/class/net/$2/mtu")" = "$3" ]
}
# The session, at both ends.
both_have() { # MTU
	mtu_is ppp0 "$1" && mtu_is ac ppp0 "$1"
}
# What the path carried before says nothing about a new session.
forget_path_mtus() {
	local space
	for space in lan server; do
		"$space" ip -4 route flush cache && "$space" ip -6 route flush cache
	done
}
# The LAN reaches the server: a link of ours may be up before the concentrator's scripts have made
# the routes back.
lan_reaches() { poll_until 10 lan ping -q -c 1 -W 1 "$server4" && poll_until 10 lan ping -q -c 1 -W 1 "$server6"; }
# A packet that may not be fragmented, and its answer, where small ones have one.
pings() { # SPACE ADDRESS BYTES
	poll_until 10 "$1" ping -q -s 72 -c 1 -W 1 "$2" && "$1" ping -M 'do' -s $(($3 - 28)) -c 1 -W 2 "$2"
}
pings_both_ways() { # BYTES
	pings lan "$server4" "$1" && pings server "$lan4" "$1"
}

# The concentrator gets no frame of more than 1500 bytes of payload, or so many,
# or its client, whatever the MTUs say.
lose_large() { # ac|router [BYTES]
	local interface=eth0 most=${2:-1500}
	[ "$1" = ac ] || interface=eth1
	"$1" nft -f - <<-END
		table netdev lossy {
			chain ingress {
				type filter hook ingress device "$interface" priority 0
				meta length > $most counter drop
			}
		}
	END
}

# The clamp of ppp0.
clamped_to() { # MSS4 MSS6
	nft list table inet pppoe-clamp-ppp0 >/tmp/table
	cat /tmp/table
	grep -q "maxseg size set $1\b" /tmp/table && grep -q "maxseg size set $2\b" /tmp/table
}

# What passes the concentrator's end of the line from now on, in /tmp/wire;
# each line begins with the sender and the length of the frame.
watch_wire() { # [FILTER]
	begin_tcpdump /tmp/wire ip netns exec ac tcpdump -s 2000 -i eth0 --immediate-mode -U -l -e -n \
		"${1:-pppoed or pppoes}"
	wire_watcher=$!
}
end_wire() { end_tcpdump "$wire_watcher"; }
# What waits for a tcpdump when it is ended is lost; it sleeps when it has seen everything.
end_tcpdump() { # PID...
	local pid
	pause 0.2 # for the last frames
	for pid; do poll_until 10 sleeps "$pid"; done
	kill -INT "$@"
	wait "$@"
}
sleeps() { # PID
	local state=
	read -r _ _ state _ <"/proc/$1/stat"
	[ "$state" = S ]
}
on_wire() { grep -qE -- "$1" /tmp/wire; } # PATTERN

# ------------------------------------------------------------------ traffic

# Captures take the first 2000 bytes of a packet: the less, the more have room at once.

# Watch SYN and SYN/ACK of both IP versions on all interfaces, here and on the
# concentrator, into /tmp/syns.NAME; end_watch ends it.
watch_syns() {
	local filter='tcp[tcpflags] & tcp-syn != 0 or (ip6 proto 6 and ip6[53] & 2 != 0)'
	begin_tcpdump /tmp/syns.router tcpdump -s 2000 -i any --immediate-mode -U -l -nvv "$filter"
	watchers=$!
	begin_tcpdump /tmp/syns.ac ip netns exec ac tcpdump -s 2000 -i any --immediate-mode -U -l -nvv "$filter"
	watchers+=" $!"
}

# shellcheck disable=SC2086 # a list of words
end_watch() { end_tcpdump $watchers; }

# A server that sends nothing and ends connections at once, on both IP versions.
serve_connects() { # server|lan PORT
	"$1" socat "TCP6-LISTEN:$2,ipv6only=0,reuseaddr,fork" /dev/null &
	poll_until 10 listens "$1" "$2"
}
listens() { "$1" ss -Htln "sport = :$2" | grep -q .; }

# socat of Debian 11 takes "unreachable" for a connection.
connects() { # lan|server ADDRESS PORT
	"$1" timeout 10 bash -c "exec 3<>/dev/tcp/$2/$3"
}

# One line per packet: INTERFACE DIRECTION FLAGS MSS CHECKSUM.
syn_lines() { # router|ac
	awk '
		/^[0-9][0-9]:/ { where = $2 " " $3 }
		match($0, /Flags \[[^]]*\]/) {
			flags = substr($0, RSTART + 7, RLENGTH - 8)
			mss = match($0, /mss [0-9]+/) ? substr($0, RSTART + 4, RLENGTH - 4) : "none"
			sum = /\(correct\)/ ? "correct" : "incorrect"
			print where, flags, mss, sum
		}' "/tmp/syns.$1"
}

# Nobody in SPACE says that a packet is too large.
silence() { # lan|ac|server
	"$1" nft -f - <<-'END'
		table inet silent {
			chain output {
				type filter hook output priority 0
				icmp type destination-unreachable drop
				icmpv6 type packet-too-big drop
			}
		}
	END
}

# 300 kB for everybody who connects to the server's port.
serve_data() { # PORT
	[ -e /tmp/data ] || head -c 300000 /dev/urandom >/tmp/data
	server socat -U "TCP6-LISTEN:$1,ipv6only=0,reuseaddr,fork" OPEN:/tmp/data 2>/dev/null &
	poll_until 10 listens server "$1"
}
download() { # ADDRESS PORT
	local address=$1
	[[ $address == *:* ]] && address="[$address]"
	rm -f /tmp/downloaded
	lan timeout 30 socat -u "TCP:$address:$2" CREATE:/tmp/downloaded
	cmp /tmp/data /tmp/downloaded
}

# What leaves the router, each kind once: INTERFACE FLAGS MSS; and wrong checksums.
leaving() {
	syn_lines router | awk '
		$1 ~ /^eth|^shaper|^ifb/ { next }
		$5 != "correct" { print "wrong:", $0 }
		$2 == "Out" { print $1, $3, $4 }' | sort -u
}
leaving_is() {
	leaving >/tmp/leaving
	diff /tmp/expected /tmp/leaving >/tmp/difference
}
# Exactly these lines leave the router while COMMAND runs.
leaves() { # LINES COMMAND...
	local status=0
	sort -u <<<"$1" >/tmp/expected
	shift
	watch_syns
	"$@" && poll_until 5 leaving_is || status=1
	end_watch
	cat /tmp/difference
	return $status
}
# Connections from the LAN and to it, by both IP versions, to port 80.
connect_all() {
	connects lan $server4 80 && connects lan $server6 80 &&
		connects server $lan4 80 && connects server $lan6 80
}
# SYN and SYN/ACK leave by the LINK and lan0 with these values.
handshakes() { # LINK MSS...
	local link=$1 lines='' mss
	shift
	for mss; do lines+="lan0 S $mss"$'\n'"lan0 S. $mss"$'\n'"$link S $mss"$'\n'"$link S. $mss"$'\n'; done
	leaves "${lines%$'\n'}" connect_all
}
