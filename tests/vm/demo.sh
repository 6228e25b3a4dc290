# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A session from PADI to PADT, for a person to watch. `make demo` runs this in
# the network of lib.sh; every line under a heading is output of the real thing.
. ./lib.sh

say() { printf '\n%s\n' "$*"; }
show() { sed 's/^/    /'; }
die() {
	say "FAILED: $*"
	tail -n 20 /tmp/log | show
	exit 1
}

watch_discovery() {
	: >/tmp/discovery.err
	tcpdump -i eth1 --immediate-mode -U -l -ne pppoed >/tmp/discovery 2>/tmp/discovery.err &
	discovery_watcher=$!
	poll_until 10 grep -q 'listening on' /tmp/discovery.err
}

# SOURCE > DESTINATION PACKET [TAG]...
show_discovery() {
	sed -n 's/^[0-9:.]* \([0-9a-f:]*\) > \([0-9A-Za-z:]*\),.*PPPoE \(PAD.\)/\1 > \2  \3/p' \
		/tmp/discovery | LC_ALL=C sed 's/ff:ff:ff:ff:ff:ff/everybody        /
			s/[^ -~]/./g; s/0x\([0-9A-F]\{8\}\)[0-9A-F]*/0x\1.../g' | show
}

# Each connection shows four times: SYN in, SYN out, SYN/ACK in, SYN/ACK out.
show_handshakes() {
	syn_lines router | awk '
		BEGIN {
			split("LAN to server, IPv4|LAN to server, IPv6|server to LAN, IPv4|server to LAN, IPv6", name, "|")
			printf "%-22s %-18s %s\n", "connection", "MSS in SYN", "MSS in SYN/ACK"
		}
		{ mss[(NR - 1) % 4] = $4; if ($5 != "correct") bad++ }
		NR % 4 == 0 {
			printf "%-22s %4s -> %-10s %4s -> %s\n", name[NR / 4], mss[0], mss[1], mss[2], mss[3]
		}
		END { printf "TCP checksums wrong: %d of %d\n", bad, NR }' | show
}

show_routes() {
	ip route show default | sed 's/^/IPv4: /' | show
	ip -6 route show default | sed 's/^/IPv6: /' | show
}

# The pid file of a killed pppd is pppd's own; the next one overwrites it.
show_what_is_left() {
	rm -f /run/ppp0.pid
	{
		echo "interface ppp0:  $(exists ppp0 && echo there || echo none)"
		echo "clamp tables:    $(clamp_tables)"
		echo "our routes:      $(our_routes -4 | wc -l) IPv4, $(our_routes -6 | wc -l) IPv6"
		echo "pppd processes:  $(router_pppds | wc -l)"
	} | show
	nothing_left >/tmp/difference || die "something was left: $(cat /tmp/difference)"
	echo 'the same as before the session: yes' | show
}

say 'The network: LAN host -- router -- access concentrator (AC) -- server.'
echo 'Between router and AC runs PPPoE: MTU 1492. Everywhere else it is 1500.'
world
start_ac || die 'pppoe-server does not start'
ip link add backup type veth peer name modem
sysctl -q net.ipv6.conf.backup.disable_ipv6=1 net.ipv6.conf.modem.disable_ipv6=1
ip link set backup up
ip link set modem up
ip address add 203.0.113.2/24 dev backup
ip route add default via 203.0.113.1 metric 1024
remember_state

say 'The peers file:'
peers_basic demo 'failover-metric 100'
show </etc/ppp/peers/demo

say '$ pon demo'
watch_discovery
pon demo || die 'pon'
poll_until 60 both_up ppp0 || die 'no session'
say 'Discovery, as seen on the wire:'
show_discovery
say 'What pppd logged:'
sed 's/^[0-9:]* //' /tmp/log | grep -E 'session is|Connected|IP address|LL address' | show
say 'The negotiated MTU:'
ip -o link show ppp0 | sed 's/.*\(ppp0: .*mtu [0-9]*\).*/\1/' | show

say 'Real TCP handshakes through the router, before and after the clamp:'
watch_syns
serve_connects server 80
serve_connects lan 80
lan_reaches >/dev/null || die 'the LAN does not reach the server'
for to in "lan $server4" "lan $server6" "server $lan4" "server $lan6"; do
	# shellcheck disable=SC2086 # who, and whereto
	connects $to 80 || die "no connection: $to"
done
all_seen() { [ "$(syn_lines router | wc -l)" -ge 16 ]; }
poll_until 10 all_seen
end_watch
show_handshakes

say 'The routes (protocol 168 is ours; the backup uplink keeps its own):'
show_routes

say '$ nft flush ruleset        # what a firewall reload does'
nft flush ruleset
has_clamp() { [ "$(clamp_tables)" = 1 ]; }
poll_until 5 has_clamp || die 'the clamp is gone'
if unowned; then
	echo 'clamp tables: 1 (put back by pppd, which owns them from Linux 5.12 on)'
else
	echo 'clamp tables: 1 (owned by pppd, cannot be flushed)'
fi | show

say '$ poff demo'
poff demo >/dev/null
ends_within 20 || die 'pppd does not end'
poll_until 5 grep -q PADT /tmp/discovery
kill -INT "$discovery_watcher"
show_discovery | grep PADT
show_what_is_left

say '$ pon demo; pkill -9 pppd'
pon demo || die 'pon'
poll_until 60 both_up ppp0 || die 'no second session'
router_pppds | xargs kill -9
poll_until 5 gone ppp0
sed -n 's/^session_id=/its record, for the PADT of the next start: session /p' /run/pppoe-clamp/eth1.0 | show
if unowned; then
	echo "its clamp, for the next start, before Linux 5.12: $(clamp_tables)" | show
	say '$ pon demo; poff demo'
	pon demo || die 'pon'
	poll_until 60 both_up ppp0 || die 'no third session'
	poff demo >/dev/null
	ends_within 20 || die 'pppd does not end'
else
	rm /run/pppoe-clamp/eth1.0
fi
show_what_is_left
say 'Done.'
