# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables for lib.sh, and from it
#
# An example of examples/ on a booted Debian, as it is written there: its files are
# copied, the lines of its `start` typed. Nothing in them is changed: this machine's
# interfaces have the names that all examples use, its concentrator the password that
# is in examples/README.md.
#
#   example_world                the network before it, without a concentrator
#   start_example NAME...        Debian boots; each on top of the one before; the `start` of the last
#   link_works LINK MTU [MSS]    its session, MTU and clamp; what the LAN fetches by it
#   knows_name SPACE [SERVER]    asks the router for www.example, which the peer's server knows
#   host_is_told MTU             a new host in the LAN gets its addresses, and this MTU by both IP versions
#   stays_shut                   nobody gets in from the server, though somebody listens
#   answers_prefix               what a server of DHCPv6 answers comes in
#   end_example COMMAND...       ends the lines, and nothing of them is left

# shellcheck source=tests/vm/systemd.sh
. ./systemd.sh

examples=$PWD/../../examples
# Whom the LAN asks for names
name_server=192.168.1.1

# No address, nothing forwarded; the provider knows the prefix of the LAN, and no private
# address.
example_world() {
	world
	[ ! -d /srv/dnsmasq ] || use dnsmasq
	cp -a ../../installed/. /
	install ../../build/pppoe-clamp /usr/bin
	sysctl -q net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0
	ip -n lan -batch - <<-END
		route del default via fd00:1::1
		address del $lan6/64 dev eth0
		address add 2001:db8:1::2/64 dev eth0
		route add default via 2001:db8:1::1
	END
	ip -batch - <<-END
		address del 192.168.1.1/24 dev lan0
		address del fd00:1::1/64 dev lan0
	END
	lan6=2001:db8:1::2
	echo '* * "password" *' >/tmp/ac/chap-secrets
	sed -n 's/^    \(".*" \* ".*"\)$/\1/p' "$examples/README.md" >/etc/ppp/chap-secrets
	rm /tmp/ac/ip-up
	sed -i 's,fd00:1::/64,2001:db8:1::/48,' /tmp/ac/ipv6-up
	serve_connects server 80
	serve_data 81
	serve_names
	silence ac
	silence server
}

# 198.51.100.53, whom the peer names
serve_names() {
	ip -n server address add 198.51.100.53/24 dev eth0
	server dnsmasq --no-resolv --no-hosts --listen-address=198.51.100.53 --bind-interfaces \
		--address=/www.example/192.0.2.80 --pid-file=/tmp/names.pid --user=nobody
}
knows_name() { # SPACE [SERVER]
	# shellcheck disable=SC2016 # expanded by the inner shell
	"$1" bash -c 'exec 3<>"/dev/udp/$1/53" &&
		printf "\1\2\1\0\0\1\0\0\0\0\0\0\3www\7example\0\0\1\0\1" >&3 &&
		timeout 2 head -c 45 <&3 | tail -c 4 | od -An -tu1' bash "${2:-$name_server}" | grep '192 *0 *2 *80'
}

start_example() { # NAME...
	local name line lines=()
	check 'Debian boots' boot_debian
	# What the machine's boot leaves out, see not_now, and the example wants.
	in_debian systemctl unmask firewalld xl2tpd
	for name; do cp -r "$examples/$name/." /; done
	rm /start
	cp /etc/resolv.conf /tmp/resolv.conf
	mapfile -t lines <"$examples/$name/start"
	for line in "${lines[@]}"; do
		[[ $line != *' pppoe-clamp@'* ]] || remember_state
		check "$line" type_line "$line"
		# It has started before its rules are there.
		[[ $line != *' firewalld' ]] || check 'its rules are there' poll_until 30 nft list table inet firewalld
	done
}
type_line() { in_debian sh -c "$1"; }

# By both IP versions: what leaves the router has the MSS of the link, both ways.
connect_out() { connects lan "$server4" 80 && connects lan "$server6" 80; }
clamps_out() { # LINK MSS
	leaves "$(printf '%s\n' "lan0 S. $2" "lan0 S. $(($2 - 20))" "$1 S $2" "$1 S $(($2 - 20))")" connect_out
}
link_works() { # LINK MTU [MSS]
	check "$1 is up" poll_until 30 both_up "$1"
	check "$1: its MTU is $2" poll_until 10 mtu_is "$1" "$2"
	check "$1: there is a clamp" clamps "$1"
	check "$1: the LAN fetches by IPv4, translated" poll_until 5 download "$server4" 81
	check "$1: and by IPv6" poll_until 5 download "$server6" 81
	# Fails without usepeerdns in the peers file.
	check "$1: names are known" poll_until 10 knows_name lan
	# Fails if pppd's own script may write it.
	check "$1: resolv.conf is that of the example" cmp /tmp/resolv.conf /etc/resolv.conf
	check "$1: connections have its MSS, both ways" clamps_out "$1" "${3:-$(($2 - 40))}"
	check "$1: a packet of $2 bytes passes, and its answer" pings lan "$server4" "$2"
	check "$1: by IPv6, too" lan ping -M 'do' -s $(($2 - 48)) -c 1 -W 2 "$server6"
}

# A host that has nothing but what it is told.
new_host() {
	lan sysctl -q net.ipv6.conf.eth0.accept_ra=1
	ip -n lan -batch - <<-END
		address flush dev eth0
		link set eth0 down
		link set eth0 up
	END
}
ask_dhcp() {
	mkdir -p /tmp/host/network /tmp/host/run
	printf '%s\n' '[Match]' Name=eth0 '[Network]' DHCP=ipv4 IPv6AcceptRA=no KeepConfiguration=yes \
		'[DHCPv4]' UseMTU=yes >/tmp/host/network/lan.network
	ip netns exec lan unshare --mount sh -c '
		mount -o remount,bind,ro /sys && mount --bind /tmp/host/network /etc/systemd/network &&
		mount --bind /tmp/host/run /run && mkdir -p /run/systemd/netif/links /run/systemd/netif/leases \
			/run/systemd/netif/lldp && chown -R systemd-network: /run/systemd/netif &&
		exec /lib/systemd/systemd-networkd' 2>>/tmp/host/log &
}
# Which one depends on its MAC address: any from 100 to 200.
has_dhcp_address() { ip -n lan -4 address show dev eth0 | grep -E 'inet 192\.168\.1\.(1[0-9]{2}|200)/24'; }
has_prefix() { ip -n lan -6 address show dev eth0 dynamic | grep 'inet6 2001:db8:1:'; }
mtu6_is() { [ "$(lan cat /proc/sys/net/ipv6/conf/eth0/mtu)" = "$1" ]; }
host_is_told() { # MTU
	new_host
	check 'a new host has an IPv6 address' poll_until 20 has_prefix
	check "with the MTU $1" poll_until 5 mtu6_is "$1"
	ask_dhcp
	check 'and an IPv4 address' poll_until 20 has_dhcp_address
	check "with the MTU $1, too" poll_until 5 mtu_is lan eth0 "$1"
}

# The LAN's IPv6 addresses are public. Fails without the rules.
stays_shut() {
	local host
	host=$(ip -n lan -6 -o address show dev eth0 scope global | sed -n '1s/.*inet6 \([^ /]*\).*/\1/p')
	check 'somebody listens' eval 'serve_connects router 22 && serve_connects lan 22'
	check 'whom the LAN reaches by IPv4' connects lan 192.168.1.1 22
	check 'by IPv6' connects lan 2001:db8:1::1 22
	check 'and the router, in the LAN' connects router "$host" 22
	check_not 'nobody comes in to the router from outside' connects server 10.67.15.2 22
	check_not 'nor by IPv6' connects server 2001:db8:1::1 22
	check_not 'nor to a host of the LAN' connects server "$host" 22
}

# A datagram to the port of DHCPv6, from the port of its servers
link_local() { "$@" ip -6 -o address show scope link | sed -n 's/.* \(ppp[0-9]*\|dsl0\) .*inet6 \([^ /]*\).*/\2%\1/p'; } # [SPACE]
answers_prefix() {
	local from to
	from=$(link_local ac) && to=$(link_local) && from=${from#*%} && to=${to%%%*} || return
	timeout 10 socat -u UDP6-RECV:546 CREATE:/tmp/answer &
	poll_until 5 eval 'ss -Huln "sport = :546" | grep -q .'
	echo answer | ac socat -u - "UDP6-SENDTO:[$to%$from]:546,bind=[::]:547"
	poll_until 5 grep -q answer /tmp/answer
}

end_example() { # COMMAND...
	check "$*" in_debian "$@"
	check 'pppd ends' ends_within 15
	check 'nothing is left' nothing_left
}
