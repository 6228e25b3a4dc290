#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `pppoe-clamp doctor`: a machine on which all is well, and then one fault at a
# time, which the check of that name finds, and no other. A fake pppd says what
# pppd says (tests/vm/t/95-command.sh has the real one).

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

tool=$programs/pppoe-clamp
records=/run/pppoe-clamp

# ---------------------------------------------------- a machine that is well

# An /etc of its own, with what programs need.
mkdir /run/etc
cp -a /etc/passwd /etc/group /etc/ld.so.* /etc/nsswitch.conf /etc/alternatives /run/etc 2>/dev/null
mount --bind /run/etc /etc
mkdir -p /etc/ppp/{peers,ip-up.d,ipv6-up.d,ip-down.d} /etc/network /etc/systemd/network \
	/etc/nftables.d /etc/dnsmasq.d $records
# And a /dev and plugins.
mkdir -p /run/dev /run/pppd/2.4.9
for device in null zero urandom; do
	touch /run/dev/$device && mount --bind /dev/$device /run/dev/$device
done
ln -s /proc/self/fd /run/dev/fd
touch /run/dev/ppp /run/pppd/2.4.9/pppoe-clamp.so
mount --rbind /run/dev /dev
mount --bind /run/pppd /usr/lib/pppd

mkdir /run/bin
cat >/run/bin/pppd <<'END'
#!/bin/sh
# What `pppd call NAME dryrun` prints, from the lines of that file.
[ "$1" != --version ] || { echo 'pppd version 2.4.9' >&2; exit; }
grep -q nonsense "/etc/ppp/peers/$2" && { echo "/etc/ppp/peers/$2: unrecognized option 'nonsense'"; exit 2; }
printf 'Plugin pppoe-clamp.so loaded.\npppd options in effect:\n'
put() {
	while read -r line; do
		case $line in
		call*) put "${line#call }" ;;
		*) printf '%s\t\t# (from /etc/ppp/peers/%s)\n' "$line" "$1" ;;
		esac
	done <"/etc/ppp/peers/$1"
}
put "$2"
END
chmod +x /run/bin/pppd
PATH=/run/bin:$PATH

ip -batch - <<-END
	link add eth1 type veth peer name ac0
	link add ppp0 type veth peer name ac1
	link add wwan0 type veth peer name isp0
	link set ppp0 mtu 1492 up
	link set eth1 up
	link set wwan0 up
	link set ac0 up
	link set ac1 mtu 1492 up
	link set isp0 up
	address add 203.0.113.5 peer 203.0.113.1/32 dev ppp0
END
eth1=$(ip -o link show eth1 | cut -d : -f 1)
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
start_driver ours
tell ours clamp ppp0 1492 >/dev/null && tell ours route4 ppp0 100 >/dev/null &&
	tell ours route6 ppp0 100 >/dev/null

write_record() { # LINE...
	printf '%s\n' device=eth1 "device_index=$eth1" "netns=$(stat -L -c %i /proc/self/ns/net)" ifname=ppp0 \
		ac_mac=02:00:00:00:00:AC clamp=forward mtu=1492 "$@" >$records/eth1.0
	chmod 600 $records/eth1.0
}
own_record() { exec {owner}<$records/eth1.0 && flock -n "$owner"; }
end_record() { exec {owner}<&-; }

# What each test begins with, whatever the one before has changed.
healthy() {
	rm -rf /etc/ppp/peers/* /etc/ppp/*.d/* /etc/network/interfaces /etc/systemd/network/* \
		/etc/nftables.conf /etc/dnsmasq.conf /etc/ppp/*-secrets* /etc/pppoe-clamp
	cat >/etc/ppp/peers/dsl <<-'END'
		plugin pppoe-clamp.so
		eth1
		user user
		persist
		maxfail 0
		failover-metric 100
		lcp-echo-interval 5
		lcp-echo-failure 4
	END
	echo '"user" * "secret"' >/etc/ppp/chap-secrets
	chmod 600 /etc/ppp/chap-secrets
}

kernel=() # what says that it is another one
# The names of what it finds, and of those whose lines `do` and `why` say something
examine() {
	"${kernel[@]}" "$tool" doctor >/run/said 2>&1
	status=$?
	mapfile -t said </run/said
	found='' does='' explains=''
	local line name
	for line in "${said[@]}"; do
		echo "$line"
		case $line in
		'FOUND '*) name=${line#FOUND } && name=${name%%:*} && found+="$name " ;;
		'      do    '?*) does+="$name " ;;
		'      why   '?*) explains+="$name " ;;
		esac
	done
}

all_well() { healthy && examine && [ -z "$found" ]; }
# The fault that COMMAND makes is found by NAME alone, and the line matches PATTERN.
fault() { # NAME PATTERN COMMAND...
	local name=$1 pattern=$2
	shift 2
	healthy
	"$@" || return
	examine
	echo "found: $found"
	[ -n "$found" ] && [ -z "${found//"$name "/}" ] && [ "$status" = 1 ] && grep -q -- "$pattern" /run/said &&
		[[ $does = *"$name "* && $explains = *"$name "* ]]
}
check_fault() { check "$1: $2" fault "${@:1}"; }

option() { printf '%s\n' "$@" >>/etc/ppp/peers/dsl; }
without_option() { sed -i "/^$1/d" /etc/ppp/peers/dsl; }
script() { # PATH LINE
	printf '#!/bin/sh\n%s\n' "$2" >"$1"
	chmod +x "$1"
}

write_record state=up
own_record
check 'nothing is found where all is well' all_well
check 'at least 25 checks' test "$(grep -c '^ok ' /run/said)" -ge 25
check 'each fits a line' test -z "$(grep -E '.{81}' /run/said)"

# ------------------------------------------------------- options and scripts

check_fault options "unrecognized option 'nonsense'" option nonsense
check_fault maxfail 'gives up after 10' without_option maxfail
check_fault maxfail 'gives up after 3' option 'maxfail 3'
check_fault holdoff 'dsl: 30 s pass before each new session' option 'holdoff 30'
deaf() { without_option lcp-echo-interval && option 'failover-detect 0'; }
check_fault echo 'nobody notices' deaf
one_time() { without_option maxfail && without_option persist; }
well_after() { healthy && "$@" && examine && [ -z "$found" ]; }
check 'failover-metric listens by itself' well_after without_option lcp-echo-interval
check 'maxfail is for persist' well_after one_time
check 'a short holdoff is well' well_after option 'holdoff 5'
# Fails if a dot is what makes a backup.
dotted() { without_option maxfail && mv /etc/ppp/peers/dsl /etc/ppp/peers/isp.example; }
check_fault maxfail 'isp.example: pppd gives up' dotted
backups() {
	local suffix
	for suffix in '~' .bak .old .orig .save .before-doctor .before-doctor.1 .dpkg-old .dpkg-dist .ucf-dist; do
		{ cat /etc/ppp/peers/dsl && echo nonsense; } >"/etc/ppp/peers/dsl$suffix"
	done
}
check 'backups are no links' well_after backups
# By pppd's words: what another plugin does when it is loaded is not ours to try.
foreign() { printf '%s\n' 'plugin other.so # not pppoe-clamp.so' nonsense >/etc/ppp/peers/mobile; }
check 'nor is what has our name in a comment' well_after foreign
common() { # OPTION...
	mv /etc/ppp/peers/dsl /etc/ppp/peers/common
	sed -i -e /eth1/d -e /maxfail/d /etc/ppp/peers/common
	printf '%s\n' 'call common' eth1 "$@" >/etc/ppp/peers/dsl
}
# Both fail if the plugin counts only where it is named, or its options where they are alone.
check 'what several links have in common is no link' well_after common 'maxfail 0'
check_fault maxfail 'peers/dsl: pppd gives up' common
check 'and that is found once' test "$found" = 'maxfail '
by_itself() { without_option maxfail && mv /etc/ppp/peers/dsl /etc/ppp/peers/other && echo 'call other' >/etc/ppp/peers/dsl; }
# Fails if a line is none as soon as another file is the same and more.
check_fault maxfail 'peers/other: pppd gives up' by_itself
second() {
	without_option failover && option defaultroute && cp /etc/ppp/peers/dsl /etc/ppp/peers/dsl2
}
check_fault default 'dsl2 has a defaultroute' second
priority() { option "pppoe-priority $1"; }
check_fault priority 'has pppoe-priority 6, and eth1 does not map it' priority 6
check_fault parent-mtu 'has 1500 and is to keep it' option 'mtu 1500' 'pppoe-parent-mtu keep'
nic() { sed -i 's/^eth1$/nic-eth1/' /etc/ppp/peers/dsl; option 'mtu 1500' 'pppoe-parent-mtu keep'; }
check_fault parent-mtu 'has 1500 and is to keep it' nic
check_fault secrets 'chap-secrets has mode 644' chmod 644 /etc/ppp/chap-secrets
secret() { echo "$1" >/etc/ppp/chap-secrets; }
check_fault password 'no password for user, the user of /etc/ppp/peers/dsl' secret ''
check_fault password 'no password for user' secret '"another" * "secret"'
check_fault password 'no password for user' secret '# user * secret'
check_fault password 'no password for user' secret 'user *'
check 'not if it is that of anybody' well_after secret '* * secret'
check 'nor in quotes, for one AC' well_after secret "'user'	lab-ac	secret"
in_pap() { mv /etc/ppp/chap-secrets /etc/ppp/pap-secrets; }
check 'nor among those of PAP' well_after in_pap
check 'nor among the options' well_after eval "secret ''; option 'password secret'"
# As a peers file has it, and as pppd prints it.
escaped() { sed -i 's/^user .*/user DOM\\\\us\\x9fer/' /etc/ppp/peers/dsl; secret "$1"; }
# Fails if what is printed is what is looked for.
check 'a name that pppd prints with escapes' well_after escaped $'"DOM\\\\us\x9fer" * secret'
# Fails if the advice is no line for pppd.
check_fault password '"DOM\\\\us.*" \* "PASSWORD" into /etc/ppp/chap-secrets' escaped ''
resolver() {
	option usepeerdns
	: >/etc/dnsmasq.conf
	cp "$(command -v sleep)" /run/bin/dnsmasq
	dnsmasq 600 &
	dnsmasq=$!
	poll_until 20 pgrep -fx 'dnsmasq 600'
}
check_fault peer-dns 'usepeerdns, and dnsmasq reads' resolver
# Fails if it says another first word: in dns.conf that is an interface, of which there is none.
check 'the line that it names is one of dns.conf' grep 'do    /etc/pppoe-clamp/dns.conf: \* dnsmasq;' /run/said
servers() { option usepeerdns && echo resolv-file=/run/dns >/etc/dnsmasq.conf; }
check 'not if dnsmasq has servers of its own' well_after servers
kill "$dnsmasq"
# Its program is called so, and its arguments are those of pppd.
mkdir /run/real
cp "$(command -v bash)" /run/real/pppd
mkfifo /run/never
run_pppd() { # [COMMAND...]: that runs it
	"$@" /run/real/pppd -c 'read -r _ <>/run/never' pppd call dsl nodetach &
	pids+=($!)
}
both_start() {
	mkdir -p /etc/network/interfaces.d /etc/systemd/system/multi-user.target.wants
	printf '%s\n' 'auto lo dsl0' 'iface dsl0 inet ppp' '	provider dsl' >/etc/network/interfaces.d/dsl
	ln -s /dev/null /etc/systemd/system/multi-user.target.wants/pppoe-clamp@dsl.service
}
check_fault twice 'interfaces(5) and pppoe-clamp@dsl.service start it, both' both_start
check 'one of them, by hand' well_after sed -i 's/^auto.*/auto lo/' /etc/network/interfaces.d/dsl
rm -r /etc/network/interfaces.d /etc/systemd/system/multi-user.target.wants
pids=()
# Not by the name, which is there before the words.
run() { [ "$(pgrep -fc '^/run/real/pppd ')" = "$1" ]; } # COUNT
two() { run_pppd && run_pppd && poll_until 20 run 2; }
check_fault twice "2 pppds run with 'call dsl'" two
kill "${pids[@]}"
poll_until 20 run 0
# Fails if whoever has these words is one.
# shellcheck disable=SC2016 # expanded by the inner shell
by_sudo() { run_pppd bash -c '"$0" "$@"; true' && poll_until 20 run 1; }
check 'one, and who waits for it' well_after by_sudo
elsewhere() { run_pppd unshare --net && poll_until 20 run 2; }
check 'and one of another network' well_after elsewhere

# Fails if it is looked for in records only: one that waits for its interface has none.
mv $records/eth1.0 /run/kept
runs_already() { "$tool" up dsl | grep -x 'dsl: it runs already'; }
check 'up does not start it twice' runs_already
check 'down ends it, without a record' "$tool" down dsl
check 'and not that of another network' run 1
no_other() { ! "$tool" down dsl; }
check 'which has to be there' no_other
mv /run/kept $records/eth1.0
kill $!
poll_until 20 run 0
check_fault clamp-script '0clampmss clamps as well' \
	script /etc/ppp/ip-up.d/0clampmss 'iptables -t mangle -I FORWARD -j TCPMSS --clamp-mss-to-pmtu'
ours_alone() {
	script /etc/ppp/ip-up.d/0clampmss '# Enable MSS clamping' &&
		printf '\n\tiptables -t mangle -I FORWARD -p tcp \\\n\t\t-j TCPMSS --clamp-mss-to-pmtu\n' >>/etc/ppp/ip-up.d/0clampmss
}
check_fault clamp-script '0clampmss clamps as well' ours_alone
check 'it is one to remove' grep 'do    rm /etc/ppp/ip-up.d/0clampmss$' /run/said
firewall() { script /etc/ppp/ip-up.d/firewall "iptables -t nat -A POSTROUTING -j MASQUERADE$1iptables -j TCPMSS"; }
removes_it() { "$tool" doctor --fix --yes; [ ! -e /etc/ppp/ip-up.d/firewall ]; }
# Fails if a script that clamps is taken for one that does nothing else: NAT would be gone.
for between in $'\n' '; '; do
	check_fault clamp-script 'firewall clamps as well' firewall "$between"
	check 'one that does more is not' grep 'do    remove that from it' /run/said
	check_not '--fix leaves it alone' removes_it
done
# Fails if a script of a fixed MSS is as good as none: the line that needs it had a black hole
# again.
lower() { script /etc/ppp/ip-up.d/mss "$1"; }
keeps_it() { "$tool" doctor --fix --yes; [ -e /etc/ppp/ip-up.d/mss ]; }
# shellcheck disable=SC2016 # as the script has them
for line in 'iptables -t mangle -I FORWARD -o "$1" -j TCPMSS --set-mss 1412' \
	'nft add rule ip lan forward oifname $1 tcp flags syn tcp option maxseg size set 1412' \
	'for i in iptables ip6tables; do $i -t mangle -I FORWARD -j TCPMSS --set-mss 1412; done'; do
	check_fault clamp-script 'mss clamps as well' lower "$line"
	check 'the option that keeps it' grep 'do    clamp-mss 1412 in the peers file, ' /run/said
	check '--fix leaves it alone' keeps_it
done
# shellcheck disable=SC2016
check_fault clamp-script 'mss clamps as well' lower 'iptables -t mangle -I FORWARD -j TCPMSS --set-mss "$MSS"'
check 'one that is not known, too' grep 'do    clamp-mss with its MSS in the peers file, ' /run/said
check_fault clamp-script 'mss clamps as well' lower 'ip6tables -t mangle -I FORWARD -j TCPMSS --set-mss 1392'
check 'for IPv6' grep 'do    clamp-mss6 1392 in the peers file, ' /run/said
both() { lower 'iptables -j TCPMSS --set-mss 1412' && echo 'ip6tables -j TCPMSS --set-mss 1392' >>/etc/ppp/ip-up.d/mss; }
check_fault clamp-script 'mss clamps as well' both
check 'that of IPv4, which IPv6 follows' grep 'do    clamp-mss 1412 in the peers file, ' /run/said
tell ours clamp ppp0 1492 1412 >/dev/null
check_fault clamp-script 'mss clamps as well' lower 'iptables -t mangle -I FORWARD -j TCPMSS --set-mss 1412'
check 'with that option it is one to remove' grep 'do    rm /etc/ppp/ip-up.d/mss$' /run/said
tell ours clamp ppp0 1492 >/dev/null
# Fails if a comment counts.
check 'a comment clamps nothing' well_after script /etc/ppp/ip-up.d/firewall '# no TCPMSS: the plugin does that'
check_fault route-script 'defaultroute adds default routes' \
	script /etc/ppp/ipv6-up.d/0000-defaultroute '/sbin/ip -6 route add default dev ppp0'
failover() { mkdir /etc/pppoe-clamp && touch /etc/pppoe-clamp/failover.conf && touch /etc/ppp/ip-down.d/pppoe-clamp; }
check_fault hooks 'ip-up.d/pppoe-clamp cannot run' failover

# --------------------------------------------------------------- other rules

rules() { nft -f -; }
other() {
	rules <<-'END'
		table inet other {
			chain forward {
				type filter hook forward priority 0
				oifname "ppp0" tcp flags syn tcp option maxseg size set 1452
			}
		}
	END
}
check_fault other-clamp 'one direction only: inet other forward handle ' other
# What it says to do is done.
obey() {
	sed -n '/^FOUND other-clamp/{n;s/^ *do *//p}' /run/said >/run/todo
	cat /run/todo
	while IFS= read -r line; do
		times=1
		[[ ! $line =~ ^([0-9]+)' times: '(.*) ]] || { times=${BASH_REMATCH[1]} && line=${BASH_REMATCH[2]}; }
		for ((; times; times--)); do eval "$line" || return; done
	done </run/todo
	all_well
}
check 'do as it says, and all is well' obey
lower_rule() { rules <<<"table inet other { chain forward { type filter hook forward priority 0; \
	oifname ppp0 tcp flags syn tcp option maxseg size set 1412; }; }"; }
check_fault other-clamp 'sets a lower MSS than ours, 1412: inet other forward handle ' lower_rule
# Fails if the rule is to go and nothing to come in its place.
check 'the option that keeps it' grep 'do    clamp-mss 1412 in the peers file, restart that, then nft delete rule inet ' /run/said
tell ours clamp ppp0 1492 1412 >/dev/null
check_fault other-clamp 'one direction only: inet other forward handle ' true
check 'do as it says, and all is well' obey
tell ours clamp ppp0 1492 >/dev/null
nft delete table inet other
pair() {
	rules <<-'END'
		table ip other {
			chain forward {
				type filter hook forward priority 0
				oifname "ppp0" tcp flags syn counter tcp option maxseg size set 1500
				iifname "ppp0" tcp flags syn counter tcp option maxseg size set rt mtu
				iifname "ppp0" tcp flags syn counter tcp option maxseg size set rt mtu
			}
		}
	END
}
check_fault other-clamp 'sets an MSS of 1500, the line takes 1452: ip other forward handle' pair
check 'the same rule twice' grep 'stands there 2 times: ip other forward' /run/said
nft=$(command -v nft)
cat >/run/bin/nft <<END
#!/bin/sh
[ "\$*" != '--json list ruleset' ] || exec printf '{"nftables": [{"table": {"family": "inet", "flags": '
exec $nft "\$@"
END
chmod +x /run/bin/nft
# Fails without read_tables(): nft 1.0.6, of Debian 12, may end where our table has its flags.
check_fault other-clamp 'stands there 2 times: ip other forward' true
rm /run/bin/nft
# Fails if one handle stands for both.
check 'do as it says, and all is well' obey
nft delete table ip other
# As pppoeconf's 0clampmss leaves them, one more with each connection; each iptables has rules of its own.
clampmss() { # PROGRAM
	local _
	for _ in 1 2 3; do
		"$1" -t mangle -o ppp0 --insert FORWARD 1 -p tcp --tcp-flags SYN,RST SYN -m tcpmss \
			--mss 1400:1536 -j TCPMSS --clamp-mss-to-pmtu || return
	done
}
for program in iptables-nft ip6tables-nft iptables-legacy ip6tables-legacy; do
	$program -t mangle -S >/dev/null 2>&1 || { skip "$program" 'this kernel has no such tables'; continue; }
	check_fault other-clamp 'stands there 3 times: -A FORWARD -o ppp0 ' clampmss $program
	check "$program: the line says which" grep "do    3 times: $program -t mangle -D FORWARD -o ppp0 " /run/said
	check 'do as it says, and all is well' obey
done
# Fails if a rule for IPv6 is held against what IPv4 takes.
check_fault other-clamp 'sets an MSS of 1440, the line takes 1432: -A FORWARD -o ppp0 ' \
	ip6tables-nft -t mangle -A FORWARD -o ppp0 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1440
check 'do as it says, and all is well' obey
versions() {
	local family
	for family in ip ip6; do
		rules <<<"table $family other { chain forward { type filter hook forward priority 0; \
			oifname ppp0 tcp flags syn tcp option maxseg size set rt mtu; }; }"
	done
}
check_fault other-clamp 'one direction only: ip6 other forward handle ' versions
# Fails if equal rules of two families are one.
check_not 'each of its own family' grep 'stands there 2 times' /run/said
check 'do as it says, and all is well' obey
nft delete table ip other
nft delete table ip6 other
# Fails if any clamp counts: to obey took its clamp from a tunnel.
tunnel() {
	rules <<-'END'
		table inet other {
			chain tunnel { tcp flags syn tcp option maxseg size set 1380; }
			chain guests { meta l4proto icmp drop; }
			chain forward {
				type filter hook forward priority 0
				oifname "wg0" tcp flags syn tcp option maxseg size set rt mtu
				iifname { "wg0", "wg1" } tcp flags syn tcp option maxseg size set 1380
				iifname vmap { "wg2" : jump tunnel, "guest0" : jump guests }
				oifname != { "lan0", "ppp0" } goto tunnel
			}
		}
	END
	iptables-nft -t mangle -A FORWARD -o wg0 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu &&
		iptables-nft -A FORWARD -i guest0 -p icmp -j DROP
}
check 'rules for a tunnel and for guests concern no link' well_after tunnel
check 'nor does one that a link shares with a tunnel' well_after nft add rule inet other forward oifname ppp0 jump tunnel
nft delete table inet other
iptables-nft -t mangle -F FORWARD
# Fails if a rule that a link may meet is for links alone: to obey took the clamp of wwan0, IPsec and
# whatever has no rule of its own.
syn='-p tcp --tcp-flags SYN,RST SYN'
# shellcheck disable=SC2086 # words
shared() {
	rules <<-'END'
		table inet other {
			chain forward {
				type filter hook forward priority 0
				tcp flags syn / syn,rst tcp option maxseg size set rt mtu
				oifname { "ppp0", "wwan0" } tcp flags syn tcp option maxseg size set rt mtu
				ip saddr 10.8.0.0/24 tcp flags syn tcp option maxseg size set 1360
				oifname "ppp0" meta mark 7 tcp flags syn tcp option maxseg size set 1360
			}
		}
	END
	iptables-nft -t mangle -A FORWARD $syn -j TCPMSS --clamp-mss-to-pmtu &&
		iptables-nft -t mangle -A FORWARD -d 10.8.0.0/24 -o ppp0 $syn -j TCPMSS --set-mss 1360
}
check 'rules that others may need are no fault' well_after shared
again() { nft add rule inet other forward tcp flags syn / syn,rst tcp option maxseg size set rt mtu; }
check_fault other-clamp 'stands there 2 times: inet other forward ' again
check 'do as it says, and all is well' obey
one_is_left() { [ "$(nft list chain inet other forward | grep -c 'tcp flags.*syn.*/.*rst.*set rt mtu')" = "$1" ]; }
# Fails if all go, as they do of links alone.
check 'one of them is left' one_is_left 1
nft delete table inet other
iptables-nft -t mangle -F FORWARD
twice() {
	# shellcheck disable=SC2086 # words
	for _ in 1 2; do iptables-nft -t mangle -A FORWARD $syn -j TCPMSS --set-mss 1360; done
}
check_fault other-clamp 'stands there 2 times: -A FORWARD -p tcp ' twice
check 'do as it says, and all is well' obey
check 'one of them is left, too' iptables-nft -t mangle -D FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1360
check_fault other-clamp 'sets an MSS of 1500, the line takes 1452: -A FORWARD ' \
	iptables-nft -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1500
check_not 'what others may need is not to be removed' grep 'do .*TCPMSS' /run/said
iptables-nft -t mangle -F FORWARD
check_fault other-clamp 'one direction only: inet other forward handle ' other
# Fails if each link is taken for one that has a clamp of ours: to obey took the only one.
tell ours unclamp >/dev/null
end_record
write_record state=up clamp=
own_record
check 'a link without a clamp of ours needs it' all_well
tell ours clamp ppp0 1492 >/dev/null
end_record
write_record state=up
own_record
unclamped() { option 'clamp-mss off' && sed -i 's/^eth1$/eth1\nifname dsl0/' /etc/ppp/peers/dsl; }
for_dsl0() { unclamped && nft add rule inet other forward oifname dsl0 tcp flags syn tcp option maxseg size set 1412; }
nft flush chain inet other forward
check 'nor has it one that is down, and is to have none' well_after for_dsl0
nft delete table inet other
iptables-nft -F FORWARD
drop() {
	rules <<-'END'
		table inet other {
			chain input {
				type filter hook forward priority 0
				icmp type destination-unreachable drop
			}
		}
	END
}
check_fault icmp 'do not pass: inet other input handle ' drop
# Fails if the order of rules does not count: it would be found for ever.
nft insert rule inet other input ct state related accept
check 'do as it says, and all is well' all_well
nft delete table inet other
check_fault icmp 'do not pass: -A FORWARD -p icmp -j DROP' iptables-nft -A FORWARD -p icmp -j DROP
iptables-nft -I FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
check 'do as it says, and all is well' all_well
iptables-nft -F FORWARD
# Fails if what lets errors pass counts in the chain of the rule alone.
zones() {
	rules <<-'END'
		table inet other {
			chain wan { meta l4proto { icmp, ipv6-icmp } drop; }
			chain forward {
				type filter hook forward priority 0
				ct state vmap { established : accept, related : accept }
				iifname vmap { "ppp0" : jump wan }
			}
		}
	END
	iptables-nft -N WAN && iptables-nft -A WAN -p icmp -j DROP && iptables-nft -N EST &&
		iptables-nft -A EST -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT &&
		iptables-nft -A FORWARD -j EST && iptables-nft -A FORWARD -i ppp0 -j WAN
}
check 'replies pass before the chain of the line: that is well' well_after zones
nft delete table inet other
check_fault icmp 'do not pass: -A WAN -p icmp -j DROP' iptables-nft -D FORWARD -j EST
iptables-nft -F && iptables-nft -X
policy() {
	rules <<-'END'
		table inet other {
			chain forward {
				type filter hook forward priority 0; policy drop;
				tcp dport 80 accept
			}
		}
	END
}
check_fault icmp 'policy drop' policy
nft add rule inet other forward ct state established,related accept
check 'replies may pass: that is well' all_well
nft delete table inet other
translate() { # INTERFACE
	rules <<-END
		table ip other {
			chain postrouting {
				type nat hook postrouting priority 100
				oifname $1 masquerade
			}
		}
	END
}
check_fault nat 'translated for eth1, not for ppp0' translate '"eth1"'
nft delete table ip other
check 'not if both are' well_after translate '{ "eth1", "ppp*" }'
nft delete table ip other
check 'nor if all are that are not the LAN' well_after translate '!= "lan0"'
nft delete table ip other
ip route add default dev wwan0 metric 700
# Fails if only the Ethernet interface of a session is looked at.
check_fault nat 'translated for ppp0, not for wwan0, another uplink' translate '"ppp*"'
nft delete table ip other
check 'not if it is for both' well_after translate '{ "ppp*", "wwan0" }'
nft delete table ip other
ip route del default dev wwan0 metric 700
check_fault nat 'translated for eth1' iptables-nft -t nat -A POSTROUTING -o eth1 -j MASQUERADE
check 'by iptables, too' well_after iptables-nft -t nat -A POSTROUTING ! -o lan0 -j MASQUERADE
iptables-nft -t nat -F
# Fails if a rule for containers is taken for one of the LAN.
containers() {
	iptables-nft -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE &&
		iptables-nft -t nat -A POSTROUTING -o eth1 -j MASQUERADE
}
check_fault nat 'translated for eth1, not for ppp0' containers
check 'not if one for the LAN names the link' \
	well_after iptables-nft -t nat -A POSTROUTING -s 192.168.1.0/24 -o ppp0 -j MASQUERADE
iptables-nft -t nat -F
save() { nft list ruleset >/etc/nftables.conf; }
check_fault saved-rules 'nftables.conf has a table of ours' save

# -------------------------------------------------------------- the machine

rm /dev/ppp
check_fault kernel 'no /dev/ppp' true
# Fails without -a: the second name is a parameter of the first module.
check 'both modules are loaded' grep 'do    modprobe -a ppp_generic pppoe;' /run/said
touch /dev/ppp
mv /run/pppd/2.4.9 /run/pppd/2.4.8
check_fault plugin 'is in /usr/lib/pppd/2.4.8/pppoe-clamp.so, this pppd looks in /usr/lib/pppd/2.4.9' true
mv /run/pppd/2.4.8 /run/pppd/2.4.9
network() { printf '[Match]\nName=eth0 ppp*\n[Network]\n%s\n' "$1" >/etc/systemd/network/ppp.network; }
check_fault networkd 'ppp.network manages ppp0' network DHCP=ipv6
check 'a network that keeps what is there is well' well_after network KeepConfiguration=yes
sets_up() { # NAME LINE...
	network KeepConfiguration=yes && option "ifname $1" &&
		printf '%s\n' '[Link]' "${@:2}" >>/etc/systemd/network/ppp.network
}
kernel=(setarch --uname-2.6)
check_fault rename 'ppp.network sets ppp0 up before' sets_up ppp0
# Fails if the name is looked for that it has in the end.
check_fault rename 'ppp.network sets dsl0 up before' sets_up dsl0
check 'a network that leaves it to pppd is well' well_after sets_up ppp0 ActivationPolicy=manual
check 'without a name, too' well_after network KeepConfiguration=yes
kernel=()
sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0 net.ipv6.conf.ppp0.accept_ra=0
# Fails if each machine is a router: the modem's network and a second uplink are no LAN.
ip address add 192.168.100.2/24 dev eth1
ip -6 address add 2001:db8:7::2/64 dev wwan0 nodad
ip -6 route add default dev wwan0 metric 1000
ip address add 127.0.0.2/32 dev lo
check 'a machine without a LAN forwards nothing: well' all_well
ip link add lan0 type veth peer name host0
ip link set lan0 up
ip address add 192.168.1.1/24 dev lan0
check_fault forwarding 'forwards no IPv4' true
check_not 'and no IPv6, which the LAN has not' grep 'forwards no IPv6' /run/said
sysctl -qw net.ipv4.ip_forward=1
ip -6 address add 2001:db8:8::1/64 dev lan0 nodad
check_fault forwarding 'forwards no IPv6' true
ip link del lan0
ip -6 route del default dev wwan0 metric 1000
ip -6 address del 2001:db8:7::2/64 dev wwan0
ip address del 192.168.100.2/24 dev eth1
sysctl -qw net.ipv6.conf.all.forwarding=1 net.ipv4.conf.ppp0.rp_filter=1
ip route add default dev wwan0 metric 500
check_fault rp-filter 'ppp0 has a strict rp_filter' true
# Fails if it is told for ppp0: the next session has a new interface, which is strict again.
next_session() {
	eval "$(sed -n '/^FOUND rp-filter/{n;s/^ *do *//;s/,.*//p}' /run/said)" &&
		sysctl -qw net.ipv4.conf.ppp0.rp_filter=1 && all_well
}
check 'do as it says: well in the next session, too' next_session
sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.ppp0.rp_filter=2
ip route del default dev wwan0
sysctl -qw net.ipv6.conf.ppp0.accept_ra=2
check 'the only uplink may take default routes as it likes' all_well
ip -6 route add default dev wwan0 metric 1000
check_fault accept-ra 'ppp0 takes default routes' true
# Fails if what it says holds for this session only.
check 'it says how that is so in each session' grep 'do  .*ppp0.*, and in a script of /etc/ppp/ipv6-up.d' /run/said
sysctl -qw net.ipv6.conf.ppp0.accept_ra=0
ip -6 route add default via fe80::1 dev ppp0 proto ra metric 1024
# Fails if only the kernel is asked: networkd and dhcpcd take them by themselves.
check_fault accept-ra 'ppp0 has a default route of a router advertisement' true
check 'it says whom to tell' \
	grep 'do    ip -6 .* dev ppp0 proto ra; networkd: IPv6AcceptRA=no, dhcpcd: noipv6rs' /run/said
ip -6 route del default dev wwan0 metric 1000
with_backup() { failover && touch /etc/ppp/ip-up.d/pppoe-clamp && chmod +x /etc/ppp/ip-*.d/pppoe-clamp; }
check_fault accept-ra 'ppp0 has a default route of a router' with_backup
obey_route() {
	eval "$(sed -n '/^FOUND accept-ra/{n;s/^ *do *//;s/;.*//p}' /run/said)" && with_backup && examine &&
		[ -z "$found" ]
}
healthy
check 'do as it says, and all is well' obey_route
sysctl -qw net.ipv6.conf.default.disable_ipv6=1
check_fault ipv6-off 'asks for IPv6, a new interface has none' option +ipv6
# Both fail if only that of new interfaces is looked at.
ip link add ppp9 type veth
sysctl -qw net.ipv6.conf.ppp9.disable_ipv6=0
all_well_with() { healthy && option "$@" && examine && [ -z "$found" ]; } # OPTION...
check 'the link has it: no fault' all_well_with +ipv6 'ifname ppp9'
sysctl -qw net.ipv6.conf.default.disable_ipv6=0 net.ipv6.conf.ppp9.disable_ipv6=1
check_fault ipv6-off 'asks for IPv6, ppp9 has none' option +ipv6 'ifname ppp9'
ip link del ppp9
ip route add default dev wwan0
# Fails if only what is in files is looked at.
check_fault gateway 'the default route by wwan0 has metric 0' true
ip route del default dev wwan0
ip route add default dev wwan0 metric 1000
check 'with a metric that is well' all_well
ip route del default dev wwan0
backed_by() { # INTERFACE: the primary
	mkdir -p /etc/pppoe-clamp /etc/ppp/ip-up.d /etc/ppp/ip-down.d
	printf 'primary %s\n\tbackup l2tp0 pon lte\n' "$1" >/etc/pppoe-clamp/failover.conf
	touch /etc/ppp/ip-up.d/pppoe-clamp /etc/ppp/ip-down.d/pppoe-clamp
	chmod +x /etc/ppp/ip-up.d/pppoe-clamp /etc/ppp/ip-down.d/pppoe-clamp
}
check 'a primary with failover-metric is well' well_after backed_by ppp0
stays_unused() { backed_by ppp0 && without_option failover-metric && option defaultroute; }
check_fault failover 'dsl: a primary with defaultroute' stays_unused
check_fault failover 'routes by wwan0, a primary, count without a carrier' backed_by wwan0
sysctl -qw net.ipv4.conf.all.ignore_routes_with_linkdown=1
check 'not with that sysctl' well_after backed_by wwan0
sysctl -qw net.ipv4.conf.all.ignore_routes_with_linkdown=0
stanza() { printf 'auto eth0\niface eth0 inet static\n\taddress 192.0.2.2/24\n\tgateway 192.0.2.1\n' >/etc/network/interfaces; }
check_fault gateway 'eth0 has the gateway 192.0.2.1' stanza
metric() { stanza && echo '	metric 1000' >>/etc/network/interfaces; }
check 'with a metric that is well' well_after metric
plain() { stanza && without_option failover-metric && option defaultroute; }
check_fault gateway 'eth0 has the gateway 192.0.2.1' plain
by_networkd() { printf '%s\n' '[Match]' Name=eth0 '[Route]' "$@" >/etc/systemd/network/eth0.network; }
check_fault gateway 'eth0.network has the gateway 192.0.2.1' by_networkd Gateway=192.0.2.1
check_fault gateway 'eth0.network has the gateway 192.0.2.1' by_networkd Gateway=192.0.2.1 '[Route]' Metric=5
check_fault gateway 'eth0.network has the gateway 192.0.2.1' by_networkd Gateway=192.0.2.1 Destination=0.0.0.0/0
# Fails if a route to a network behind it is taken for a default route.
check 'of a network behind it: well' well_after by_networkd Gateway=192.0.2.1 Destination=10.0.0.0/8
check 'networkd with a metric: well' well_after by_networkd Gateway=192.0.2.1 Metric=1000
tell ours noroute6
check_fault ipv6-route 'ppp0 has IPv6, and there is no default route of it' true
# Fails if it has to be in table main.
ip -6 route add default dev ppp0 table 101 proto 168
check 'not by failover-table, or in a VRF' all_well
ip -6 route del default dev ppp0 table 101
tell ours route6 ppp0 100
ip route add default dev eth1
check_fault detour 'default route of IPv4 leads into eth1' true
ip route del default dev eth1
sysctl -qw net.ipv6.conf.ppp0.disable_ipv6=1
ip -6 route add default dev eth1 metric 50
# Fails if the session has to have what the line has natively, as IPoE: doctor had it removed.
check 'IPv6 beside a session without any: well' all_well
sysctl -qw net.ipv6.conf.ppp0.disable_ipv6=0
poll_until 20 eval 'ip -6 address show dev ppp0 scope link -tentative | grep -q inet6'
check_fault detour 'default route of IPv6 leads into eth1' true
ip -6 route del default dev eth1 metric 50
tell ours route6 ppp0 100
check_fault run 'Operation not permitted' chmod 777 $records
chmod 755 $records
mount --bind $records $records && mount -o remount,bind,ro $records
check_fault run 'nothing can be written to /run/pppoe-clamp' true
umount $records

# ---------------------------------------------------------------- the links

end_record
write_record state=up session_id=5
own_record
check_fault links 'session 5 with 02:00:00:00:00:AC, the kernel has not' true
end_record
write_record state=down
own_record
check_fault links 'is not up: searching' true
end_record
check_fault left-over 'pppd on eth1 was killed' true
write_record state=up
own_record
failed_path() {
	end_record
	write_record state=up session_id=5 mtu_verdict=failed
	own_record
	healthy
	examine
	grep '^FOUND path: ppp0: the AC agreed to more' /run/said
}
check 'path: what the proof has found' failed_path
end_record
write_record state=up
own_record
ip link set ac0 down
eth1_is() { ip link show dev eth1 | grep -q " state $1 "; } # /sys is of another network
poll_until 20 eth1_is '\(LOWERLAYER\)*DOWN'
check_fault carrier 'eth1 has no carrier' true
ip link set ac0 up
poll_until 20 eth1_is UP

# --------------------------------------------------------------- its screens

# As in golden/; GOLDEN=write writes what is shown now.
is_screen() { # NAME
	healthy
	examine
	[ "${GOLDEN:-}" != write ] || cp /run/said "$here/golden/$1"
	! grep -E '.{81}' /run/said && diff "$here/golden/$1" /run/said
}
in_state() { # LINE...
	end_record
	write_record "$@"
	own_record
}
in_state state=up
check 'a link that is up' is_screen doctor-up
in_state state=limbo
check 'in limbo' is_screen doctor-limbo
in_state state=down
check 'down' is_screen doctor-down
in_state state=up mtu=
check 'whose record is torn' is_screen doctor-torn
in_state state=up
mount --bind $records $records && mount -o remount,bind,ro $records
check 'while /run is read-only' is_screen doctor-readonly
umount $records

# ------------------------------------------------------------------- --fix

faults() {
	healthy
	without_option maxfail
	echo 'password "in the file"' >>/etc/ppp/peers/dsl
	chmod 644 /etc/ppp/chap-secrets
	script /etc/ppp/ip-up.d/0clampmss 'iptables -j TCPMSS'
	cp -a /etc/ppp /run/before
}
faults
unchanged() { diff -r /run/before /etc/ppp && [ "$(stat -c %a /etc/ppp/chap-secrets)" = 644 ]; }
examine >/dev/null
check 'without --fix nothing changes' unchanged
only_shown() {
	! "$tool" doctor --fix </dev/null >/run/said && grep -x '+maxfail 0' /run/said && unchanged
}
check 'without a terminal and --yes: shown, and not done' only_shown
# Fails without secrets_mask_options().
check_not 'but for passwords' grep 'in the file' /run/said
check '--fix --yes does it' "$tool" doctor --fix --yes
check 'a line is added' grep -x 'maxfail 0' /etc/ppp/peers/dsl
check 'a script is gone' test ! -e /etc/ppp/ip-up.d/0clampmss
check 'secrets are secret' test "$(stat -c %a /etc/ppp/chap-secrets)" = 600
check 'there is a copy of what was' \
	cmp /run/before/ip-up.d/0clampmss /etc/ppp/ip-up.d/0clampmss.before-doctor
check 'and of that, too' cmp /run/before/peers/dsl /etc/ppp/peers/dsl.before-doctor
check 'nothing else has changed' test "$(diff -rq /run/before /etc/ppp | wc -l)" = 4
cp -a /etc/ppp /run/after
again() { "$tool" doctor --fix --yes | grep 'Nothing that' && diff -r /run/after /etc/ppp; }
check 'a second time there is nothing to do' again
faults
mv /etc/ppp/peers/dsl /etc/ppp/real && ln -s ../real /etc/ppp/peers/dsl
a_link() {
	! "$tool" doctor --fix --yes 2>/run/said && grep 'peers/dsl: Too many levels' /run/said &&
		! grep maxfail /etc/ppp/real
}
check 'what is a link is left alone, and said' a_link

as_json() { "$tool" doctor --json | python3 -c "import json, sys
s = json.load(sys.stdin); print(s); sys.exit(not ($1))"; }
healthy
without_option maxfail
check 'as JSON' as_json '[f["check"] for f in s["findings"]] == ["maxfail"] and s["schema"] == 1'
"$tool" doctor x 2>/dev/null
check 'an argument' test $? = 2
done_testing
