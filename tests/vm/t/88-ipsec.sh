#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What IPsec by a policy makes of the packets of a LAN goes out by the link, and has room for
# less than others: 0clampmss knew that by the route, and so does the clamp. By the backend
# netdev, which sees what is encrypted already, it cannot.
#
# Needs QEMU.

. ./lib.sh

far=10.99.0.1
world
server ip link add far0 type dummy
server ip address add $far/24 dev far0
server ip link set far0 up
start_our_ac
peers_basic line 'failover-metric 100'
peers_basic netdev 'failover-metric 100' 'clamp-backend netdev'

# The same key and policies at both ends, from the LAN to what is behind the server
secure() { # NAMESPACE OUT IN: the directions of policies, seen from there
	local from=(src 192.168.1.0/24 dst 10.99.0.0/24) to=(src 10.99.0.0/24 dst 192.168.1.0/24)
	local esp=(proto esp reqid 1 mode tunnel) key=(aead 'rfc4106(gcm(aes))' "$secret" 128)
	"$1" ip xfrm state add src "$address" dst "$server4" spi 0x100 "${esp[@]}" "${key[@]}"
	"$1" ip xfrm state add src "$server4" dst "$address" spi 0x200 "${esp[@]}" "${key[@]}"
	"$1" ip xfrm policy add "${from[@]}" dir "$2" tmpl src "$address" dst "$server4" "${esp[@]}"
	"$1" ip xfrm policy add "${to[@]}" dir "$3" tmpl src "$server4" dst "$address" "${esp[@]}"
}
secret=0x0123456789abcdef0123456789abcdef01234567
secured() {
	address=$(ip -4 -o address show dev ppp0 | sed -n 's/.* inet \([0-9.]*\) .*/\1/p')
	secure router out fwd && secure server in out && lan ping -q -c 1 -W 5 "$far"
}
insecured() {
	local space
	for space in router server; do
		"$space" ip xfrm policy flush
		"$space" ip xfrm state flush
	done
}

# The MSS of a SYN to what is behind ADDRESS, as it arrives
announced() { # ADDRESS
	begin_tcpdump /tmp/syn server timeout 10 tcpdump -lnni eth0 -c 1 "dst $1 and tcp[13] = 2"
	lan timeout 1 bash -c "exec 3<>/dev/tcp/$1/80" 2>/dev/null
	wait $!
	sed -n 's/.*mss \([0-9]*\).*/\1/p' /tmp/syn
}
begin() { pppd call "$1" >/dev/null && poll_until 30 up4 ppp0 && secured; }
end() { insecured && poff "$1" && ends_within 15; }

check 'a line, and IPsec over it' begin line
mss=$(announced $far)
note "MSS $mss"
# 1492 bytes, less 20 of IPv4, 8 of ESP, 8 and 16 of AES-GCM, and 2 to fill words of 4 bytes.
# Fails without the rule for IPsec: it is 1452.
check 'a SYN fits what IPsec leaves' [ "$mss" = 1398 ]
check 'any other the link' [ "$(announced "$server4")" = 1452 ]
check 'it ends' end line
if since 5.16; then
	check 'by netdev' begin netdev
	check 'it fits the link' [ "$(announced $far)" -ge 1452 ]
	check 'it ends' end netdev
fi
done_testing
