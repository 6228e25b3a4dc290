# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables from lib.sh, and for the tests
#
# Beside the world of lib.sh: the provider delegates prefixes by Kea, or by dhcpd where there
# is none (Debian 11), behind a relay that the concentrator is; and the host in the LAN has no address but what it makes of
# advertisements.

# The N-th prefix: 2001:db8:a000::/56, 2001:db8:a100::/56, ...
prefix_number() { printf '2001:db8:a%s00:' "$1"; } # N

prefix_world() {
	world
	ip address del fd00:1::1/64 dev lan0
	lan ip -6 address flush dev eth0 scope global
	lan ip -6 route del default
	# It tries each address first, after up to a second, as hosts do.
	lan sysctl -qw net.ipv6.conf.eth0.accept_ra=1 net.ipv6.conf.eth0.dad_transmits=1 \
		net.ipv6.conf.eth0.router_solicitation_delay=1
	ip netns exec lan sleep inf &
	host=$!
	poll_until 10 is_in_lan $host
	cat >/tmp/ac/ipv6-up <<-'END'
		#!/bin/sh
		read -r link prefix </tmp/prefix
		exec ip -6 route replace "$prefix/56" dev "$1"
	END
	# Kea leaves out an address that is not there yet, and says nothing.
	poll_until 10 server_has_addresses
	: >/tmp/delegation
	if [ -e /srv/isc-dhcp-server ]; then use isc-dhcp-server; else start_kea; fi
	delegate_from 0
	ip netns exec ac ./relay.pl "$server6" /tmp/prefix &
	install_hooks
}
is_in_lan() { [ "/proc/$1/ns/net" -ef /run/netns/lan ]; } # PID

server_has_addresses() { [ "$(server ip -6 -o address show dev eth0 -tentative | wc -l)" = 2 ]; }
# How often a client was given one, or told that it may keep it.
leases() { grep -c 'DHCP6_PD_LEASE_\(ALLOC\|RENEW\|REBIND\)\|^Reply PD: ' /tmp/delegation; }

# Which prefix a client gets goes by its link. Without that preference each waits for a
# second, whether another server answers (RFC 8415, section 18.2.1).
start_kea() {
	local subnets='' n
	for n in {0..6}; do
		subnets+="${subnets:+, }{ \"id\": $((n + 1)), \"subnet\": \"2001:db8:fff$n::/64\", \"pd-pools\": [
			{ \"prefix\": \"$(prefix_number "$n"):\", \"prefix-len\": 56, \"delegated-len\": 56 } ] }"
	done
	mkdir -p /run/kea
	cat >/run/kea/conf <<-END
		{ "Dhcp6": {
			"interfaces-config": { "interfaces": [ "eth0/$server6" ] },
			"lease-database": { "type": "memfile", "persist": false },
			"server-id": { "type": "LLT", "persist": false },
			"option-data": [ { "name": "preference", "data": "255", "always-send": true } ],
			"preferred-lifetime": 3000, "valid-lifetime": 4000,
			"subnet6": [ $subnets ],
			"loggers": [ { "name": "kea-dhcp6", "severity": "INFO", "output_options": [ { "output": "stderr" } ] } ]
		} }
	END
	KEA_PIDFILE_DIR=/run/kea KEA_LOCKFILE_DIR=none ip netns exec server \
		kea-dhcp6 -c /run/kea/conf >/tmp/delegation 2>&1 &
	poll_until 20 in_file /tmp/delegation DHCP6_STARTED || cat /tmp/delegation >&2
}

# Another one for each prefix: it lets a client keep what it has given, on whatever link.
dhcpd=
start_dhcpd() { # N
	local prefix
	prefix=$(prefix_number "$1"):
	[ -z "$dhcpd" ] || { kill "$dhcpd" && wait "$dhcpd"; }
	{
		printf '%s;\n' authoritative 'preferred-lifetime 3000' 'default-lease-time 4000' \
			'option dhcp6.preference 255'
		echo "subnet6 ${server6%::*}::/64 { }"
		echo "subnet6 2001:db8:fff$1::/64 { prefix6 $prefix $prefix /56; }"
	} >/tmp/dhcpd6.conf
	: >/tmp/dhcpd6.leases
	ip netns exec server dhcpd -6 -f -d -cf /tmp/dhcpd6.conf -lf /tmp/dhcpd6.leases \
		--no-pid eth0 >/tmp/delegation 2>&1 &
	dhcpd=$!
	poll_until 20 in_file /tmp/delegation '^Sending on' || cat /tmp/delegation >&2
}

# To the links that come
delegate_from() { # N
	echo "2001:db8:fff$1:: $(prefix_number "$1"):" >/tmp/prefix
	[ ! -e /srv/isc-dhcp-server ] || start_dhcpd "$1"
}

# The router's side: a client that asks for a prefix, and gives lan0 the first part.
start_client() { # networkd|dhcpcd|wide
	"start_$1"
	printf '%s\n' "ppp0 $1 lan0 2001:db8:a000::/36" 'wwan0 none lan0 2001:db8:b000::/36' \
		>/etc/pppoe-clamp/prefix.conf
	/usr/lib/pppoe-clamp/prefix watch 2>/dev/null &
	watch=$!
}
end_client() {
	case $1 in
	wide) kill "$(cat /run/dhcp6c.pid)" "$dnsmasq" "$watch" ;;
	# When it ends by itself it asks again and again, without a pause, whether time has passed.
	dhcpcd) pkill -KILL -x dhcpcd && kill "$dnsmasq" "$watch" ;;
	networkd) kill "$client_pid" "$watch" ;;
	esac
	wait "$watch"
	ip -6 address flush dev lan0 scope global
}

start_networkd() {
	mkdir -p /run/dbus /run/systemd/netif/{links,leases,lldp} /etc/systemd/network
	chown -R systemd-network: /run/systemd/netif
	tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
	dbus-daemon --system --fork --nopidfile
	cat >/etc/systemd/network/ppp0.network <<-END
		[Match]
		Name=ppp0
		[Link]
		ActivationPolicy=manual
		[Network]
		DHCP=ipv6
		IPv6AcceptRA=no
		KeepConfiguration=yes
		[DHCPv6]
		WithoutRA=solicit
	END
	cat >/etc/systemd/network/lan0.network <<-END
		[Match]
		Name=lan0
		[Network]
		KeepConfiguration=yes
		DHCPPrefixDelegation=yes
		IPv6SendRA=yes
		IPv6AcceptRA=no
		[DHCPPrefixDelegation]
		UplinkInterface=ppp0
		SubnetId=0
		Token=::1
	END
	# Nobody has udev here; networkd asks for it where it may write to /sys.
	unshare --mount sh -c 'mount -o remount,bind,ro /sys && exec /lib/systemd/systemd-networkd' \
		2>>/tmp/networkd &
	client_pid=$!
}

# What the package dhcpcd has beside dhcpcd-base, without what looks for others.
start_dhcpcd() {
	[ ! -e /srv/dhcpcd5 ] || use dhcpcd5
	cat >/etc/init.d/dhcpcd <<-'END'
		#!/bin/sh
		case $1 in
		start) dhcpcd ;;
		stop) dhcpcd -x ;;
		restart) dhcpcd -x; dhcpcd ;;
		status) [ -e /run/dhcpcd/pid ] || [ -e /run/dhcpcd.pid ] ;;
		*) exit 1 ;;
		esac
	END
	chmod +x /etc/init.d/dhcpcd
	# Nobody has udev here.
	cat >/etc/dhcpcd.conf <<-END
		nodev
		background
		nodelay
		duid
		noipv6rs
		allowinterfaces ppp0 lan0
		interface ppp0
			ipv6only
			ia_pd 1 lan0/0/64/1
		interface lan0
			nodhcp
			nodhcp6
			noipv4ll
	END
	service dhcpcd start
	start_dnsmasq
}

start_wide() {
	use wide-dhcpv6-client
	cat >/etc/wide-dhcpv6/dhcp6c.conf <<-END
		interface ppp0 {
			send ia-pd 0;
		};
		id-assoc pd 0 {
			prefix-interface lan0 {
				sla-id 0;
				sla-len 8;
				ifid 1;
			};
		};
	END
	echo "INTERFACES=ppp0" >/etc/default/wide-dhcpv6-client
	start_dnsmasq
}

# Advertises what the addresses of lan0 say.
start_dnsmasq() {
	dnsmasq -C /dev/null --port=0 --interface=lan0 --bind-dynamic --enable-ra --keep-in-foreground \
		--dhcp-range=::,constructor:lan0,ra-only --log-facility=/tmp/dnsmasq &
	dnsmasq=$!
}

host_addresses() { lan ip -6 -o address show dev eth0 scope global; }

# What the host has of a prefix: an address for new connections, in $preferred, and one
# that is not, in $deprecated. These are polled: no process is started.
look_at_host() { # PREFIX, as eight digits
	local found=() address flags
	preferred='' deprecated=''
	mapfile -t found <"/proc/$host/net/if_inet6"
	for address in "${found[@]}"; do
		[[ $address == "$1"* ]] || continue
		read -r address _ _ _ flags _ <<<"$address"
		if ((0x$flags & 0x20)); then
			deprecated=$address
		elif ! ((0x$flags & 0x40)); then # it is being tried
			preferred=$address
		fi
	done
}
host_prefers() { # N
	look_at_host "20010db8a${1}00" && [ -n "$preferred" ]
}
host_avoids() { # N
	look_at_host "20010db8a${1}00" && [ -z "$preferred" ]
}

# ------------------------------------------------------- what a host goes through

# A mobile router with a prefix of its own, which is fixed, beside second_path.
second_prefix=2001:db8:b000:
second_uplink() {
	ip address add fd00:2::2/64 dev wwan0
	server ip address add fd00:2::1/64 dev wwan0
	server ip route add ${second_prefix}:/64 via fd00:2::2
	ip -6 address add ${second_prefix}:1/64 dev lan0
	ip -6 route add default via fd00:2::1 dev wwan0 metric 1000
}
end_second_uplink() {
	ip -6 route del default via fd00:2::1 dev wwan0
	ip -6 address del ${second_prefix}:1/64 dev lan0
}
second_is() { # preferred|deprecated
	look_at_host 20010db8b000 && [ -n "${!1}" ]
}

# Packets from the N-th prefix that leave by the line, from now on.
count_dead() { # N
	nft -f - <<-END
		table ip6 dead
		delete table ip6 dead
		table ip6 dead {
			chain forward {
				type filter hook forward priority 0
				oifname "ppp0" ip6 saddr $(prefix_number "$1"):/56 counter
			}
		}
	END
}
none_left() { nft list table ip6 dead && nft list table ip6 dead | grep -q 'packets 0 '; }

# Packets of the one prefix that left by the other's uplink.
count_strays() {
	nft -f - <<-END
		table ip6 strays {
			chain forward {
				type filter hook forward priority 0
				oifname "wwan0" ip6 saddr != ${second_prefix}:/64 counter
				oifname "ppp0" ip6 saddr != 2001:db8:a000::/36 counter
			}
		}
	END
}
no_strays() { nft list table ip6 strays && [ "$(nft list table ip6 strays | grep -c 'packets 0 ')" = 2 ]; }

# The host fetches, each 20 ms, from the first of these that does not refuse.
start_fetches() { # ADDRESS...
	listens server 84 || server ./fetch.pl serve 84 &
	poll_until 10 listens server 84
	: >/tmp/fetches
	ip netns exec lan ./fetch.pl fetch /tmp/fetches 84 "$@" &
	fetcher=$!
	poll_until 10 grep -qv ' - ' /tmp/fetches
}
# What fetch.pl makes of them, in $gap and $late.
end_fetches() {
	kill "$fetcher"
	wait "$fetcher"
	read -r gap bad late sources < <(./fetch.pl gap /tmp/fetches)
	note "$gap ms without one that works, $bad did not, others came from $sources"
}
