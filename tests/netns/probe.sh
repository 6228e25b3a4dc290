#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Probes through ppp0, behind which the namespace isp has the targets; eth0 is
# another line, with the better default routes.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

isp() { ip netns exec isp "$@"; }
target4=198.51.100.9 target6=2001:db8:9::9
elsewhere=203.0.113.9
nobody=198.51.100.77

ip netns add isp
ip -batch - <<-END
	link add ppp0 type veth peer name isp0 netns isp
	link add eth0 type veth peer name isp1 netns isp
END
ip -n isp -batch - <<-END
	link set lo up
	link set isp0 up
	link set isp1 up
	address add 192.0.2.1/24 dev isp0
	address add 192.168.9.1/24 dev isp1
	address add $elsewhere/32 dev lo
	address add 2001:db8:1::1/64 dev isp0 nodad
END
ip -batch - <<-END
	link set ppp0 up
	link set eth0 up
	address add 192.0.2.2/24 dev ppp0
	address add 192.168.9.2/24 dev eth0
	address add 2001:db8:1::2/64 dev ppp0 nodad
	address add 2001:db8:2::2/64 dev eth0 nodad
	route add default via 192.168.9.1 dev eth0 metric 50
	route add default dev ppp0 metric 100
	route add 2000::/3 via 2001:db8:2::1 dev eth0 metric 50
	route add 2000::/3 dev ppp0 metric 100
END
# An address of loopback is for those who come by eth0.
isp sysctl -q net.ipv4.conf.isp0.arp_ignore=1

answers4() { isp ip address "$1" "$target4/32" dev isp0; }          # add|del
answers6() { isp ip address "$1" "$target6/128" dev isp0 "${@:2}"; } # add|del [nodad]
fails_with() { # ERRNO COMMAND...
	! "${@:2}" && [ "$answer" = "done -$1" ]
}
start() { # NAME TARGETS [OPTION VALUE]...
	# shellcheck disable=SC2034 # for start_driver
	driver=$programs/probe_driver
	start_driver "$1"
	tell "$1" targets "$2" >/dev/null
	local name=$1
	shift 2
	while [ $# -gt 0 ]; do
		tell "$name" "$1" "$2" >/dev/null
		shift 2
	done
}

kernel_asks() { ping -q -c 1 -W 1 -I ppp0 "$target4"; }
answers4 add
check 'a ping through ppp0 is answered' poll_until 20 kernel_asks
sysctl -q net.ipv4.conf.ppp0.rp_filter=1
check_not 'and refused while eth0 has the better route and rp_filter is strict' kernel_asks
start a $target4
check 'IPv4: started' tell a start4 ppp0
check 'IPv6 has no targets here' tell a start6 ppp0
# Fails if replies are taken by a raw socket, or requests follow the routes.
check 'IPv4: it answers, all the same' tell a wait4 up
answers4 del
check 'IPv4: it is gone' tell a wait4 down
answers4 add
check 'IPv4: it is back' tell a wait4 up
check 'IPv4: stopped' tell a stop4
check 'nothing is known then' tell a wait4 unknown
check 'started again' tell a start4 ppp0
check 'it answers again' tell a wait4 up

# FLAGS of every socket: O_CLOEXEC (02000000), O_NONBLOCK (04000) and O_RDWR.
sockets() {
	local fd
	# shellcheck disable=SC2154 # by start_driver
	for fd in /proc/"$a_pid"/fd/*; do
		[[ $(readlink "$fd") != socket:* ]] || sed -n 's/^flags:\t//p' "${fd/fd/fdinfo}"
	done
}
check 'one socket, not inherited and not blocking' test "$(sockets)" = 02004002
# Bytes that wait in the packet socket.
queue() { awk 'FNR > 1 { print $7 }' /proc/net/packet; }
own_answer_waits() { ! queue | grep -qx 0; }
poll_until 20 own_answer_waits
queue >/run/queue
sysctl -q net.ipv4.conf.ppp0.rp_filter=0
check 'a ping of somebody else is answered' kernel_asks
kernel_is_refused() {
	python3 -c 'import errno, socket, sys
client = socket.socket()
client.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"ppp0")
sys.exit(client.connect_ex((sys.argv[1], 9)) != errno.ECONNREFUSED)' "$target4"
}
check 'a connection of somebody else is refused' kernel_is_refused
# Fails if the filter lets in what is not ours.
check 'and neither fills the queue' test "$(queue)" = "$(cat /run/queue)"
tell a stop4 >/dev/null
check 'none when it is stopped' test -z "$(sockets)"

start b $nobody,$target6
answers4 del
answers6 add nodad
check 'IPv4, where nobody answers: started' tell b start4 ppp0
check 'it is down' tell b wait4 down
check 'IPv6 beside it' tell b start6 ppp0
# Fails if all have to answer, if the kernel does not put in the checksum of
# ICMPv6, or if the filter looks at the wrong place.
check 'it answers, and one of two is enough' tell b wait4 up
answers6 del
check 'none is not' tell b wait4 down
check 'IPv6 stopped' tell b stop6
check 'and what is left decides' tell b wait4 down
check 'IPv4 stopped as well' tell b stop4
check 'nothing is known then' tell b wait4 unknown

# Each has to answer, and each IP version is judged alone.
answers4 add
start f $target4,$nobody need all
tell f start4 ppp0 >/dev/null
# Fails if one of two is enough.
check 'all: one that does not answer is too many' tell f wait4 down
tell f stop4 >/dev/null
start g $target4,$target6 lost withdraw
tell g start4 ppp0 >/dev/null
tell g start6 ppp0 >/dev/null
check 'withdraw: IPv6 is down' tell g wait6 down
check 'and IPv4 is not' tell g wait4 up
answers6 add nodad
check 'IPv6 is back' tell g wait6 up
answers6 del
tell g stop4 >/dev/null
tell g stop6 >/dev/null

# Every second request, so never 3 in a row.
start h $target4 max-loss 40
tell h start4 ppp0 >/dev/null
check 'no loss' tell h wait4 up
isp nft 'table inet some { chain in { type filter hook prerouting priority 0
	icmp type echo-request numgen inc mod 2 0 drop
}; }'
# Fails if only what is lost in a row counts.
check 'a loss of 50 per cent is more than 40' tell h wait4 down
isp nft delete table inet some
check 'no loss again' tell h wait4 up
tell h stop4 >/dev/null

start i $target4 max-delay 60
tell i start4 ppp0 >/dev/null
check 'no delay' tell i wait4 up
isp sysctl -q net.ipv4.icmp_echo_ignore_all=1
ip netns exec isp python3 -c 'import socket, struct, time
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
while True:
    packet, sender = raw.recvfrom(2048)
    icmp = packet[20:]
    if icmp[0] != 8:
        continue
    total = struct.unpack("!H", icmp[2:4])[0] + 0x0800
    time.sleep(0.08)
    raw.sendto(struct.pack("!BBH", 0, 0, (total + (total >> 16)) & 0xffff) + icmp[4:], sender)' &
# Fails if an answer counts from when somebody looks for it, every 100 ms: there
# would be no time without a delay.
check 'answers that take 80 ms are slower than 60' tell i wait4 down
kill $!
isp sysctl -q net.ipv4.icmp_echo_ignore_all=0
check 'no delay again' tell i wait4 up
tell i stop4 >/dev/null
answers4 del

start c $elsewhere
check 'the kernel reaches the other line' ping -q -c 1 -W 5 $elsewhere
check 'a target there: started' tell c start4 ppp0
# Fails if the raw socket is not bound.
check 'is no target through ppp0' tell c wait4 down

# TCP. Its answers get no further than to the packet socket, and a NAT changes our ports.
nft -f - <<-END
	table inet filter { chain in { type filter hook prerouting priority raw
		iifname ppp0 meta l4proto tcp drop
	}; }
	table ip nat { chain out { type nat hook postrouting priority srcnat
		oifname ppp0 meta l4proto tcp masquerade to :2000-2999
	}; }
END
isp python3 -c 'import signal, socket
listener = socket.create_server(("", 80), family=socket.AF_INET6, dualstack_ipv6=True)
signal.pause()' &
listens() { isp ss -Htln 'sport = :80' | grep -q .; }
half_open() { isp ss -Htn state syn-recv "src $1" | grep .; } # TARGET
drop_syns() {
	isp nft 'table inet cut { chain in { type filter hook input priority 0; tcp flags syn drop; }; }'
}
poll_until 20 listens
answers4 add
answers6 add nodad
number=0
for target in $target4:80 $target4:9 "[$target6]:80" "[$target6]:9"; do
	name=tcp$((++number)) version=4
	[[ $target != \[* ]] || version=6
	start $name "$target"
	check "$target: started" tell $name start$version ppp0
	# Fails if a checksum is wrong, if answers are taken by a TCP socket or
	# known by our port, or if only an open port counts.
	check 'it answers' tell $name wait4 up
	drop_syns
	check 'TCP alone is gone' tell $name wait4 down
	# Fails if a SYN-ACK is not reset, or with another number or port.
	check_not 'nothing is left half open' half_open "$target"
	isp nft delete table inet cut
	check 'it is back' tell $name wait4 up
	check 'stopped' tell $name stop$version
done
start e $elsewhere:80
check 'a port of the other line: started' tell e start4 ppp0
# Fails if the raw socket is not bound.
check 'is no target through ppp0' tell e wait4 down
answers6 del

start d $target4
tell d start4 ppp0 >/dev/null
check 'up once more' tell d wait4 up
ip link del ppp0
check 'the interface vanished' tell d wait4 down
check 'stopped' tell d stop4
check 'on an interface that is not there: ENODEV' \
	fails_with 19 tell d start4 nowhere0
check 'and that is logged' file_has /run/d.log '^error: Cannot probe by IPv4: No such device'
done_testing
