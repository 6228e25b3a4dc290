# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables from lib.sh, and for the tests
#
# Beside the world of lib.sh: the concentrator delegates a prefix by Kea, a new
# server with each session, as it knows nothing of the one before; and the host in
# the LAN has no address but what it makes of advertisements.

# The N-th prefix: 2001:db8:a000::/56, 2001:db8:a100::/56, ...
prefix_number() { printf '2001:db8:a%s00:' "$1"; } # N

prefix_world() {
	world
	ip address del fd00:1::1/64 dev lan0
	lan ip -6 address flush dev eth0 scope global
	lan ip -6 route del default
	lan sysctl -qw net.ipv6.conf.eth0.accept_ra=1
	cat >/tmp/ac/ipv6-up <<-'END'
		#!/bin/sh
		# Kea takes the peer's address for its own.
		ip -6 address flush dev "$1" && ip -6 address add "$4/64" dev "$1"
		[ ! -e /run/kea/pid ] || kill -9 "$(cat /run/kea/pid)"
		mkdir -p /run/kea
		read -r prefix </tmp/prefix
		ip -6 route replace "$prefix/56" dev "$1"
		cat >/run/kea/conf <<-CONF
			{ "Dhcp6": {
				"interfaces-config": { "interfaces": [ "$1" ] },
				"lease-database": { "type": "memfile", "persist": false },
				"server-id": { "type": "LLT", "persist": false },
				"option-data": [ { "name": "preference", "data": "255" } ],
				"preferred-lifetime": 3000, "valid-lifetime": 4000,
				"subnet6": [ {
					"id": 1, "subnet": "2001:db8:ffff::/64", "interface": "$1",
					"pd-pools": [ { "prefix": "$prefix", "prefix-len": 56, "delegated-len": 56 } ]
				} ],
				"loggers": [ { "name": "kea-dhcp6", "severity": "INFO", "output_options": [ { "output": "stderr" } ] } ]
			} }
		CONF
		KEA_PIDFILE_DIR=/run/kea KEA_LOCKFILE_DIR=none kea-dhcp6 -c /run/kea/conf >>/tmp/kea.log 2>&1 &
		echo $! >/run/kea/pid
	END
	delegate_from 0
	install_hooks
}

delegate_from() { echo "$(prefix_number "$1"):" >/tmp/prefix; } # N


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
	dhcpcd) kill "$client_pid" "$dnsmasq" "$watch" ;;
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

start_dhcpcd() {
	cat >/etc/dhcpcd.conf <<-END
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
	dhcpcd -d -B --nodev >/tmp/dhcpcd 2>&1 &
	client_pid=$!
	start_dnsmasq
}

start_wide() {
	tar -C /srv/wide-dhcpv6-client -c . | tar -C / -x --keep-directory-symlink
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

# What the host has of the N-th prefix: an address for new connections, or none.
host_addresses() { lan ip -6 -o address show dev eth0 scope global; }
host_prefers() { # N
	host_addresses | grep "inet6 $(prefix_number "$1")" | grep -qv 'deprecated\|tentative'
}
host_avoids() { # N
	! host_addresses | grep "inet6 $(prefix_number "$1")" | grep -v deprecated
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
	local have=preferred
	[[ $(host_addresses | grep "inet6 $second_prefix") != *deprecated* ]] || have=deprecated
	[ $have = "$1" ]
}

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
# What fetch.pl makes of them, in $gap.
end_fetches() {
	kill "$fetcher"
	wait "$fetcher"
	read -r gap bad sources < <(./fetch.pl gap /tmp/fetches)
	note "$gap ms without one that works, $bad did not, others came from $sources"
}
