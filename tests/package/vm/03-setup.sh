#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `pppoe-clamp setup` as a new user types it, on a machine with nothing but Debian, the
# packages, and dnsmasq: to a LAN that has its addresses, names and NAT, with 1500
# bytes proved. Then --remove: nothing is left.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/systemd.sh
. ./systemd.sh
# shellcheck source=tests/typing.sh
. ../typing.sh

world
# What world() has given is setup's to give.
ip address flush dev lan0
ip -n lan address flush dev eth0
ip -n lan link set eth0 down
ip -n lan link set eth0 up
lan sysctl -qw net.ipv6.conf.eth0.accept_ra=1
sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0
rm /etc/ppp/chap-secrets
echo '* * "hush-hush" *' >/tmp/ac/chap-secrets
printf '#!/bin/sh\n' >/tmp/ac/ip-up # the AC knows no address of the LAN
server ip address add 198.51.100.53/24 dev eth0
server dnsmasq --keep-in-foreground --no-resolv --no-hosts --bind-interfaces --listen-address=198.51.100.53 \
	--address=/www.example/$server4 --pid-file=/tmp/names.pid 2>/dev/null &
serve_connects server 80
# networkd asks for udev, which nobody has here, where it may write to /sys.
mkdir -p /etc/systemd/system/systemd-networkd.service.d
printf '[Service]\nBindReadOnlyPaths=/sys\n' >/etc/systemd/system/systemd-networkd.service.d/no-udev.conf
jumbo_wire ac
start_our_ac --max-payload 1500

check 'Debian boots' boot_debian
up_and_running() { in_debian systemctl is-active dnsmasq.service; }
check 'with dnsmasq' poll_until 30 up_and_running
remember_state
# But for the file that pppd itself leaves, with what the peer's name servers were.
list_files() {
	find /etc /var/lib/pppoe-clamp /run/systemd/system ! -path /etc/ppp/resolv.conf \
		-printf '%p %m %U:%G %l\n' 2>/dev/null | sort
	find /etc -type f ! -path /etc/ppp/resolv.conf -exec sha256sum {} + | sort
}
list_files >/tmp/files

run="nsenter --target $init --mount --pid --cgroup --root --wd pppoe-clamp"
sets_up() {
	TERM=dumb types /tmp/screen "$run setup" < <(printf '%s\n' 'User name|user' 'Password:|hush-hush' 'Number [|' \
		'address in the LAN|' 'Translate|' 'Addresses and names|' 'IPv6 for the LAN|' \
		'Name servers|' 'Do all of this?|y')
	status=$?
	cat /tmp/screen
	return "$status"
}
# Each time it asks it waits twice as long.
begin_tcpdump /tmp/asked ip netns exec ac tcpdump -l -n -i any 'udp dst port 547'
begin=$SECONDS
check 'setup, typed' sets_up
note "$keystrokes keystrokes, $((SECONDS - begin)) s without the reading"
check 'fewer than a hundred keystrokes' test "$keystrokes" -lt 100
check_not 'the password is not on the screen' grep hush /tmp/screen
check 'the link is shown' grep '^dsl0: up' /tmp/screen
# Fails without the wait for the proof.
check 'with 1500 bytes, proved' grep 'MTU  *1500, proved' /tmp/screen

cat >/tmp/lease <<'END'
#!/bin/sh
[ "$1" = bound ] || exit 0
ip address replace "$ip/24" dev eth0 && ip route replace default via "$router"
echo "$dns" >/tmp/dns
END
chmod +x /tmp/lease
leases() { lan busybox udhcpc -i eth0 -n -q -t 5 -s /tmp/lease && [ "$(cat /tmp/dns)" = 192.168.1.1 ]; }
check 'a host of the LAN gets an address, a route and a name server' leases
resolves() { lan busybox nslookup www.example "$(cat /tmp/dns)" | grep "$server4"; }
check 'the name server is the one that answers by way of the provider' poll_until 10 resolves
check 'it reaches the server' poll_until 10 connects lan $server4 80
ac tcpdump -n -i eth1 -c 1 -w /tmp/seen 'tcp[tcpflags] & tcp-syn != 0 and dst port 80' 2>/dev/null &
seen=$!
translated() {
	connects lan "$server4" 80
	! kill -0 "$seen" 2>/dev/null && tcpdump -nr /tmp/seen 2>/dev/null | grep -F ' 10.67.15.'
}
check 'with an address that is translated' poll_until 20 translated
serve_connects router 22
serve_connects lan 22
check 'a host of the LAN logs in to the router' connects lan 192.168.1.1 22
# All three fail without the table router-dsl-provider.
check_not 'nobody does from outside' connects server 10.67.15.2 22
ours=$(ip -6 -o address show dev dsl0 scope link | sed 's/.*inet6 \([^ /]*\).*/\1/')
check 'by IPv6 the line answers pings' ac ping -c 1 -W 2 "$ours%ppp0"
check_not 'but nobody logs in by it' connects ac "$ours%ppp0" 22
host=$(ip -n lan -4 -o address show dev eth0 | sed 's/.*inet \([0-9.]*\).*/\1/')
ac ip route replace 192.168.1.0/24 dev ppp0
check 'the router reaches a host of the LAN' connects router "$host" 22
check_not 'nobody else, though there is a route' connects server "$host" 22
check 'but pings come in' server ping -c 1 -W 2 10.67.15.2
check 'the provider is asked for an IPv6 prefix' poll_until 20 grep 'dhcp6 solicit' /tmp/asked
check 'doctor finds nothing' in_debian pppoe-clamp doctor
check 'the link is up at each boot' in_debian systemctl is-enabled pppoe-clamp@dsl-provider

pid=$(router_pppds)
again() { in_debian pppoe-clamp setup --yes >/tmp/screen 2>&1 && grep '^No file changes' /tmp/screen && grep '^dsl0: up' /tmp/screen; }
check 'a second time nothing changes' again
check 'and pppd goes on' test "$(router_pppds)" = "$pid"
other() { in_debian pppoe-clamp setup --yes --mtu 1492 >/tmp/screen 2>&1 && grep '^dsl0: up' /tmp/screen; }
check 'another answer: a new session with it' other
check 'has the MTU' grep 'MTU  *1492' /tmp/screen

check '--remove' in_debian pppoe-clamp setup --remove --yes
check 'pppd has ended' ends_within 10
same_files() { list_files | diff /tmp/files -; }
check 'no file is left, or changed' same_files
check 'nothing of the kernel' nothing_left
check_not 'nor is anything enabled' in_debian systemctl -q is-enabled pppoe-clamp@dsl-provider
done_testing
