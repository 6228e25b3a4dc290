#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `pppoe-clamp setup`: what it writes, and that it writes all or nothing; again, and
# with other answers; what is left after --remove. Commands that would change a
# system only write down that they were called: tests/package/vm/03-setup.sh has a real one.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"
# shellcheck source=tests/typing.sh
. "${BASH_SOURCE[0]%/*}/../typing.sh"

tool=$programs/pppoe-clamp
password='a "secret" \ word'

# ------------------------------------------------------------- the machine

mkdir /run/etc /run/bin /run/lib /run/units
cp -a /etc/passwd /etc/group /etc/ld.so.* /etc/nsswitch.conf /etc/alternatives /run/etc 2>/dev/null
mount --bind /run/etc /etc
mount --bind /run/lib /var/lib
mount --bind /run/units /lib/systemd/system
touch /lib/systemd/system/dnsmasq.service
mkdir -p /etc/ppp/peers /etc/ppp/ip-up.d /etc/systemd/system /etc/dnsmasq.d /etc/network/interfaces.d /run/systemd/system
printf '%s\n' '# others' 'other * "word"' >/etc/ppp/chap-secrets
chmod 640 /etc/ppp/chap-secrets
: >/etc/ppp/pap-secrets
chmod 600 /etc/ppp/pap-secrets
for command in systemctl networkctl ifup ifdown; do
	# shellcheck disable=SC2016 # expanded by that command
	printf '#!/bin/sh\necho "%s $*" >>/run/calls\n' $command >/run/bin/$command
done
# shellcheck disable=SC2016 # expanded by that command
sed -i '2i [ "$1" != --version ] || exec cat /run/version' /run/bin/networkctl
echo 'systemd 252 (252.39-1~deb12u1)' >/run/version
chmod +x /run/bin/*
PATH=/run/bin:$PATH
ip -batch - <<-END
	link add eth1 type veth peer name ac0
	link add lan0 type veth peer name lan1
	link set lan0 up
	address add 192.168.1.1/24 dev lan0
END
sysctl -qw net.ipv4.ip_forward=0
cp -a /etc /run/before

setup() { "$tool" setup dsl "$@" >/run/said 2>&1; status=$?; cat /run/said; return "$status"; }
answers=(--interface eth1 --user me@isp --password-file /run/password --start no --lan lan0)
printf '%s\n' "$password" >/run/password
# Names, modes, owners and contents
list() { (cd "$1" && find . -printf '%p %m %U:%G %l\n' | sort && find . -type f -exec sha256sum {} + | sort); }
unchanged() { diff <(list /run/before) <(list /etc) && [ ! -e /var/lib/pppoe-clamp ]; }

# ---------------------------------------------------------- wrong answers

# It names the option, the value, and what was expected; status 2, and nothing is written.
refuses() { # PATTERN ARGUMENT...
	local pattern=$1
	shift
	setup "$@"
	[ "$status" = 2 ] && grep -E -- "$pattern" /run/said && unchanged
}
shows() { # PATTERN...
	local pattern
	for pattern; do grep -E -- "$pattern" /run/said || { echo "no $pattern"; return 1; }; done
}
check 'a value' refuses "^pppoe-clamp: --mtu '12': expected 'auto', or 576 to 9000$" --mtu 12
check 'a name' refuses "setup 'x': expected one name" x
check 'no user' refuses "--user '': expected" --interface eth1 --yes
check 'no password' refuses '--password.*expected --password-file' --interface eth1 --user u --yes
check 'a password that pppd cannot read' refuses "--password '': expected" --interface eth1 --user u --yes \
	--password-file <(echo @/etc/passwd)
check 'a file that is not there' refuses "--password-file '/run/none': expected" --password-file /run/none
check 'a LAN on the line' refuses "--lan 'eth1': expected another" "${answers[@]}" --lan eth1 --yes
check 'a line that is nowhere' refuses "--interface 'eht1': expected an interface that is there" \
	"${answers[@]}" --interface eht1 --yes
check 'a LAN that is nowhere' refuses "--lan 'lna0': expected an interface that is there" "${answers[@]}" \
	--lan lna0 --dhcp no --yes
check 'no address' refuses "--lan-address '': expected" "${answers[@]}" --lan ac0 --yes
ip -batch - <<-END
	address add 192.168.178.20/24 dev ac0 valid_lft 600 preferred_lft 600
	address add 169.254.7.8/16 dev ac0
END
# Fails if it is taken for the router's own: with the other router, or with this boot, it is gone.
check 'an address by DHCP, or that a host has drawn' refuses "--lan-address '': expected" "${answers[@]}" --lan ac0 --yes
ip address flush dev ac0
check 'a file that is nothing' refuses "--from '/etc/passwd': expected a peers file" --from /etc/passwd
check 'an unknown option' refuses 'Usage: pppoe-clamp setup' --no-such
rm /lib/systemd/system/dnsmasq.service
check 'DHCP without dnsmasq' refuses "--dhcp 'yes': expected 'no', as dnsmasq is not there" "${answers[@]}" \
	--dhcp yes --yes
networkd_advertises() {
	setup "${answers[@]}" --dry-run && shows '^\+IPv6SendRA=yes$' && ! shows '^\+Announce=no$'
}
# Fails if there is a prefix, and no host hears of it.
check 'without dnsmasq networkd advertises its prefix' networkd_advertises
check 'but not without a prefix' refuses "--ra 'yes': expected 'no', as dnsmasq is not there" \
	"${answers[@]}" --ra yes --pd no --yes
without_dnsmasq() { setup "${answers[@]}" "$@" --dry-run; } # OPTION...
check 'without dnsmasq' without_dnsmasq
lacks() { grep 'Note: nothing gives addresses to hosts of the LAN: apt install dnsmasq, then .* setup dsl' /run/said; }
# Fails if nobody says that the LAN is without addresses.
check 'what is missing is said' lacks
without_dnsmasq --dhcp no >/dev/null
check_not 'and not to who wants none' lacks
touch /lib/systemd/system/dnsmasq.service
echo 'systemd 247 (247.3-7+deb11u5)' >/run/version
check 'a prefix by an old networkd' refuses \
	"--pd 'yes': expected 'no', as systemd-networkd is older than version 250" "${answers[@]}" --pd yes --yes
without_prefix() {
	setup "${answers[@]}" --dry-run && shows '^Note: nobody asks for a prefix' &&
		! shows '^\+DHCPPrefixDelegation' && ! shows '^\+DHCP=ipv6'
}
# Fails if it is given words that it does not know: it would ask for nothing, and say nothing.
check 'it is not asked for one' without_prefix
echo 'systemd 250' >/run/version
with_prefix() { setup "${answers[@]}" --dry-run && shows '^\+DHCPPrefixDelegation=yes'; }
check 'one that knows the words is' with_prefix
without_root() { setpriv --reuid 65534 --regid 65534 --clear-groups "$tool" setup 2>&1 | grep 'only root'; }
check 'without root' without_root

# ------------------------------------------------------------ --dry-run

dry() { setup "${answers[@]}" --dry-run && unchanged && [ ! -e /run/calls ]; }
check '--dry-run changes nothing' dry
check 'and shows files and commands' shows '^\+\+\+ /etc/ppp/peers/dsl$' '^\+plugin pppoe-clamp.so$' \
	'^\+"me@isp" \* \*{8}   # changes$' '^ other \* \*{8}$' '^\+dhcp-range=192.168.1.100,192.168.1.199,12h$' \
	'^  nft -f /etc/pppoe-clamp/dsl.nft '
nft add table inet mine
nft "add chain inet mine routed { type filter hook forward priority 0; policy drop; }"
drops() { grep '^Note: chain routed of table inet mine has to be told of dsl0 and lan0' /run/said; }
# Fails if only firewalld and ufw are known: the link is up, and no host of the LAN gets out.
check 'and a chain that drops what the LAN sends' eval 'dry && drops'
nft delete table inet mine
# Fails without secrets_mask().
check_not 'but no password, ours or of others' grep -E 'a .?"secret|\* "?word' /run/said
check_not 'without a terminal and --yes nothing is done' setup "${answers[@]}"
check 'that is said' shows 'expected a terminal to ask on, or --yes'
check 'and nothing is done' unchanged

# ------------------------------------------------------- all, or nothing

mkdir /etc/dnsmasq.d/pppoe-clamp-dsl.conf
cp -a /etc/dnsmasq.d/pppoe-clamp-dsl.conf /run/before/dnsmasq.d/
check_not 'one file cannot be written' setup "${answers[@]}" --yes
# Fails if an error does not wait for what was printed before it: it is in the middle of a line.
check 'it is named' shows '^pppoe-clamp: /etc/dnsmasq.d/pppoe-clamp-dsl.conf: .*; nothing was written$'
check 'no other is written' unchanged
rmdir /etc/dnsmasq.d/pppoe-clamp-dsl.conf /run/before/dnsmasq.d/pppoe-clamp-dsl.conf
# The last step, of a file in the middle: nobody can put a file where another is mounted.
mount --bind /etc/ppp/pap-secrets /etc/ppp/pap-secrets
check_not 'one file cannot be replaced' setup "${answers[@]}" --yes
check 'it is named' shows '^pppoe-clamp: /etc/ppp/pap-secrets: .* busy; nothing was written$'
# Fails without the loop that puts back what is there already.
check 'those before it are as they were' unchanged
umount /etc/ppp/pap-secrets
mv /etc/ppp/chap-secrets /etc/ppp/real && ln -s real /etc/ppp/chap-secrets
check_not 'a link is not followed' setup "${answers[@]}" --yes
check 'it is named' shows '^pppoe-clamp: /etc/ppp/chap-secrets: .*symbolic'
rm /etc/ppp/chap-secrets && mv /etc/ppp/real /etc/ppp/chap-secrets
check 'nothing is written' unchanged

mount -t tmpfs -o size=4k full /var/lib
echo full >/var/lib/full
check_not 'no room for what is to be noted' setup "${answers[@]}" --yes
check 'that is said' shows '^pppoe-clamp: /var/lib/pppoe-clamp/setup: No space left on device; nothing was written$'
# Fails if the directories for it stay.
check 'nothing is written' unchanged
umount /var/lib

cp -a /etc/ppp/chap-secrets /run/secrets && printf 'me\0 * "x"\n' >>/etc/ppp/chap-secrets
cp -a /etc/ppp/chap-secrets /run/before/ppp/
# Fails if it counts as one that is not there: the lines of others would go.
check_not 'a file with a NUL is not replaced' setup "${answers[@]}" --yes
check 'it is named' shows '^pppoe-clamp: /etc/ppp/chap-secrets: it is no text, .*; nothing was written$'
check 'nothing is written' unchanged
cp -a /run/secrets /etc/ppp/chap-secrets
for _ in {1..5000}; do printf '%1000s\n' '#'; done >>/etc/ppp/chap-secrets
cp -a /etc/ppp/chap-secrets /run/before/ppp/
# Fails if the rest of it goes.
check_not 'nor a very large one' setup "${answers[@]}" --yes
check 'nothing is written' unchanged
cp -a /run/secrets /etc/ppp/chap-secrets && cp -a /run/secrets /run/before/ppp/chap-secrets

# ------------------------------------------------------------- doing it

check 'it is done' setup "${answers[@]}" --yes
check 'there are the files' test -f /etc/ppp/peers/dsl -a -f /etc/pppoe-clamp/dsl.nft -a \
	-f /etc/dnsmasq.d/pppoe-clamp-dsl.conf
check 'the secret is as pppd reads it' grep -xF '"me@isp" * "a \"secret\" \\ word"' /etc/ppp/chap-secrets
check 'those of others are kept' grep -x 'other \* "word"' /etc/ppp/chap-secrets
check 'secrets are secret' test "$(stat -c %a /etc/ppp/chap-secrets /etc/ppp/pap-secrets | tr '\n' ' ')" = '600 600 '
ledger_is_secret() { [ "$(stat -c %a /var/lib/pppoe-clamp/setup/dsl)" = 600 ]; }
check 'and what is kept of them' ledger_is_secret
hidden() { find /etc -name '.*' -type f | grep .; }
check_not 'nothing is left beside them' hidden
check 'the rules are loaded' nft list table inet router-dsl
check 'this machine forwards' test "$(cat /proc/sys/net/ipv4/ip_forward)" = 1
check 'dnsmasq reads its file' grep -x 'systemctl restart dnsmasq.service' /run/calls
# Fails if the one that waits for interfaces stays: ours count for none, and each boot waits 120 s.
check 'no boot waits for networkd' grep -x 'systemctl disable systemd-networkd-wait-online.service' /run/calls
# Fails if it is only for now: after a reboot the LAN would have no addresses.
check 'and starts at each boot' grep -x 'systemctl enable dnsmasq.service' /run/calls
cp -a /etc /run/first
rm /run/calls
again() { setup --yes && shows '^No file changes' && diff <(list /run/first) <(list /etc); }
check 'the same answers, from before: nothing changes' again
enables_networkd() {
	diff <(grep networkd /run/calls) <(printf 'systemctl %s\n' "$@" \
		'enable --now systemd-networkd.service' 'disable systemd-networkd-wait-online.service')
}
rm /run/calls
mount -t tmpfs cgroup /sys/fs/cgroup
mkdir -p /sys/fs/cgroup/system.slice/systemd-networkd.service
check 'networkd runs by now, and is set up anew' setup --yes --mtu 1480
# Fails if it counts as one of somebody else's: it would be ended, and not be started again.
check 'it is started again, and no boot waits for it' enables_networkd \
	'disable --now systemd-networkd.socket systemd-networkd.service'
umount /sys/fs/cgroup
check 'other answers' setup --yes --mtu 1492 --nat no --firewall no --dhcp no --ra no --pd no
check 'are written' grep -x 'mtu 1492' /etc/ppp/peers/dsl
gone() { ! [ -e /etc/pppoe-clamp/dsl.nft ] && ! [ -e /etc/dnsmasq.d/pppoe-clamp-dsl.conf ] &&
	! nft list table inet router-dsl; }
check 'what they do not want is gone' gone
echo 'third * "word"' >>/etc/ppp/chap-secrets
printf 'another\n' >/run/password
check 'another password' setup --yes --password-file /run/password
one_secret() { [ "$(grep -c me@isp /etc/ppp/chap-secrets)" = 1 ] && grep -xF '"me@isp" * "another"' /etc/ppp/chap-secrets; }
check 'takes the place of the first' one_secret
check 'that of the others is still there' grep -x 'third \* "word"' /etc/ppp/chap-secrets
check 'something that has to be ended' setup --yes --backup 'l2tp0 xl2tpd backup'
rm /run/calls
mv /etc/ppp/chap-secrets /etc/ppp/real && ln -s real /etc/ppp/chap-secrets
printf 'a third\n' >/run/password
check_not 'one file cannot be written' setup --yes --backup no --password-file /run/password
# Fails if that is found out afterwards: the line would be down, and nothing written.
check 'nothing is ended before' test ! -e /run/calls
rm /etc/ppp/chap-secrets && mv /etc/ppp/real /etc/ppp/chap-secrets
# What runs is ended by then.
mount --bind /etc/ppp/pap-secrets /etc/ppp/pap-secrets
check_not 'one file cannot be replaced' setup --yes --backup no --password-file /run/password
umount /etc/ppp/pap-secrets
# Fails if nothing says that the backup has ended although nothing was written.
check 'what to do is said' shows '^To start again what was ended for it: pppoe-clamp setup dsl --yes$'
# Fails if that is told of what was not written: the line that was there would be removed.
check_not 'and nothing is to be taken back' shows 'take it all back'
rm /run/calls
check 'it is done' setup --yes
check 'the backup is there again' grep -x 'systemctl enable --now pppoe-clamp-failover.service' /run/calls
rm /run/calls
check 'ended' setup --yes --backup no
check 'when all can be written' grep -x 'systemctl disable --now pppoe-clamp-failover.service' /run/calls

# A signal in the middle, while something is ended.
cp /run/bin/systemctl /run/systemctl
# shellcheck disable=SC2016 # expanded by that command
echo 'case $* in disable*failover*) kill -TERM $PPID ;; esac' >>/run/bin/systemctl
check 'something that has to be ended' setup --yes --backup 'l2tp0 xl2tpd backup' --mtu 1400
check_not 'interrupted' setup --yes --backup no --mtu 1480 --password-file /run/password
# Fails without hold_signals(): the old file, what should have taken its place beside it
# with the password, and what is noted is of the new one.
check 'all files are written' grep -x 'mtu 1480' /etc/ppp/peers/dsl
check_not 'nothing is left beside them' hidden
cp /run/systemctl /run/bin/systemctl
check 'and again' setup --yes

# ------------------------------------------------------------- and back

echo '# mine' >>/etc/ppp/peers/dsl
check_not 'a file that somebody has changed' setup --remove --yes
check 'is left as it is, and that is said' shows '^pppoe-clamp: /etc/ppp/peers/dsl was changed by somebody else'
check 'with the change' grep -x '# mine' /etc/ppp/peers/dsl
rm /etc/ppp/peers/dsl
third_stays() { diff <(printf '%s\n' '# others' 'other * "word"' 'third * "word"') /etc/ppp/chap-secrets; }
check 'only our line of the secrets is gone' third_stays
sed -i /third/d /etc/ppp/chap-secrets
check 'nothing else is left' unchanged
check 'of the kernel neither' test "$(cat /proc/sys/net/ipv4/ip_forward)" = 0
check_not 'there is nothing to remove' setup --remove --yes
check 'and that is said' shows "--remove 'dsl': expected a link that setup has set up"
whole() { setup "${answers[@]}" --yes --vlan 7 --backup 'l2tp0 xl2tpd backup' --option 'holdoff 5' &&
	"$tool" reconnect dsl --at 04:10 && setup --remove --yes && unchanged; }
check 'set up and removed: all is as it was' whole
# Another uplink, by router advertisements. Fails without accept_ra, or if that comes behind
# forwarding: the kernel drops its default route there.
ip netns add isp
ip link add wan0.7 type veth peer name isp0 netns isp
sysctl -qw net/ipv6/conf/wan0.7/accept_ra=1
ip -n isp link set isp0 up
ip link set wan0.7 up
advertised() { ip -6 route show default | grep 'dev wan0.7 proto ra'; }
advertise() { ip netns exec isp perl "$here/../../hooks/advertise" isp0 1800; advertised; }
check 'another uplink has a default route' poll_until 20 advertise
check 'set up beside it' setup "${answers[@]}" --yes
check 'it forwards' test "$(cat /proc/sys/net/ipv6/conf/all/forwarding)" = 1
check 'and that route is still there' advertised
check 'also with the next answers' eval 'setup --yes --mtu 1480 && advertised'
accepts() { [ "$(cat /proc/sys/net/ipv6/conf/wan0.7/accept_ra)" = "$1" ]; } # VALUE
check 'it takes them on' accepts 2
check 'also after a boot' grep -x 'net/ipv6/conf/wan0.7/accept_ra = 2' /etc/sysctl.d/60-pppoe-clamp-dsl.conf
check 'removed' eval 'setup --remove --yes && unchanged'
check 'as it was' accepts 1
ip link del wan0.7
check 'without a LAN' setup "${answers[@]}" --lan no --yes
check_not 'nobody is shut out' nft list table inet router-dsl
# Fails if a firewall is for a LAN alone.
check 'but who asks for it' setup --yes --firewall yes
# What comes in by another interface passes, and so do replies.
shuts() { nft list chain inet router-dsl input | grep 'iifname "dsl0" jump arriving' && ! nft list chain inet router-dsl postrouting; }
check 'has a firewall, and no translation' shuts
check 'also the next time' eval 'setup --yes --mtu 1480 && shuts'
check 'and removed' eval 'setup --remove --yes && unchanged'
rm /lib/systemd/system/dnsmasq.service
check 'without a LAN, and without dnsmasq' setup "${answers[@]}" --lan no --yes
check 'a LAN comes' setup --yes --lan lan0
# Fails if what followed from no LAN counts as an answer: who is outside would reach all of it.
check 'with a firewall' grep 'jump arriving' /etc/pppoe-clamp/dsl.nft
touch /lib/systemd/system/dnsmasq.service
check 'dnsmasq comes' setup --yes
# Fails if the "no" of before counts as an answer.
check 'and gives addresses' grep '^dhcp-range=192.168.1.' /etc/dnsmasq.d/pppoe-clamp-dsl.conf
check_not 'another LAN, without an address' setup --yes --lan lan1
# Fails if the address that the first LAN has had already is given to the other one.
check 'is asked for one' shows "^pppoe-clamp: --lan-address '': expected an address"
check 'an answer' setup --yes --dhcp no --lan-address 192.168.1.1/24
check 'counts the next time, too' eval 'setup --yes --lan lan1 && ! grep dhcp-range=192 -r /etc/dnsmasq.d'
check 'removed' eval 'setup --remove --yes && unchanged'
ip link add dsl0 type veth peer name dsl0-modem
# Fails if the preset is that, whatever has the name.
gives_way() { setup "${answers[@]}" --interface dsl0 --dry-run && shows '^\+ifname dsl1$'; }
check 'an interface with the name of the link: the link has another one' gives_way
check 'set up there' setup "${answers[@]}" --interface dsl0 --yes
ip link del dsl0
check 'as what it has been told before it need not be there' setup --yes --mtu 1400
check 'removed' eval 'setup --remove --yes && unchanged'
long=enx0123456789ab
ip -batch - <<-END
	link add $long type veth peer name long-peer
	link add vlan8 type veth peer name vlan8-peer
END
on_vlan() { setup "${answers[@]}" --interface "$long" --vlan "$1" --dry-run; } # VLAN
# Fails if a network card on USB can have no VLAN.
check 'a VLAN whose name would be too long has a short one' eval 'on_vlan 7 && shows "^\+nic-vlan7$"'
check 'the name of another interface' refuses "--vlan '8': expected one whose name, .* no other interface has" \
	"${answers[@]}" --interface "$long" --vlan 8
ip link del $long
ip link del vlan8
again_with() { setup --yes --dry-run "$@" && shows "${want[@]}"; } # OPTION...; what it shows is in $want
# Fails if a flow that another uplink has for a moment keeps its private address, as no rule
# translates there, or if a later call forgets the uplink while it is down.
ip link add eth2 type veth peer name wan2
ip -batch - <<-END
	link set eth2 up
	address add 192.168.8.2/24 dev eth2
	route add default dev eth2
END
check 'beside another uplink' setup "${answers[@]}" --dry-run
# Fails if nobody says that the line will not be used.
check 'of metric 0: that it goes first is said' shows '^Note: the default route by eth2 has metric 0'
ip route del default dev eth2
ip route add default dev eth2 metric 700
check 'with a metric' setup "${answers[@]}" --yes
check_not 'it does not' shows 'metric 0'
# Fails if nobody says that it has no name server of its own.
check 'who is asked for names then, is said' shows '^Note: .* --dns ADDRESS'
translates() { nft list chain inet router-dsl postrouting | grep "$1" && grep -x 'failover-conntrack yes' /etc/ppp/peers/dsl; }
check 'the LAN is translated there, too' translates 'oifname { "dsl0", "eth2" } masquerade'
enters() { nft list chain inet router-dsl "$1" | grep "iifname $2 jump arriving"; }
check 'nothing comes from there into the LAN' enters forward '{ "dsl0", "eth2" }'
check 'who is logged in from there stays so' enters input '"dsl0"'
ip route del default dev eth2 metric 700
check 'while that is down' setup --yes --mtu 1480
check 'it stays in the rules' translates 'oifname { "dsl0", "eth2" } masquerade'
check 'removed' eval 'setup --remove --yes && unchanged'
ip route add default dev lan0 metric 700
check 'another router in the LAN' setup "${answers[@]}" --yes
check_not 'is no uplink of ours' translates lan0
ip route del default dev lan0 metric 700
check 'removed' eval 'setup --remove --yes && unchanged'
ip link del eth2
check 'set up on a VLAN' setup "${answers[@]}" --yes --vlan 7 --service internet --ac ac-one
want=('^No file changes')
check 'again: the same' again_with
want=('^-nic-eth1.7$' '^\+nic-ac0$')
# Both fail if the VLAN of the interface before comes with it.
check 'on another interface, without a VLAN' again_with --interface ac0
printf '%s\n' 'plugin rp-pppoe.so ac0' 'user me@isp' >/run/old
check 'or by a file' again_with --from /run/old
want=('^-nic-eth1.7$' '^\+nic-ac0.8$')
check 'or with one' again_with --from /run/old --vlan 8
want=('^-nic-eth1.7$' '^\+nic-eth1.8$')
check 'on another VLAN' again_with --vlan 8
want=('^-nic-eth1.7$' '^\+nic-eth1$' '^-pppoe-service "?internet' '^-pppoe-ac "?ac-one')
check 'without any of them' again_with --vlan no --service no --ac no
without() { setup --yes --vlan no --service no --ac no && setup --yes && shows '^No file changes'; }
check 'and they stay away' without
check 'removed' setup --remove --yes
# shellcheck disable=SC2016 # expanded by that command
echo 'case $* in disable*failover*) kill -TERM $PPID ;; esac' >>/run/bin/systemctl
check 'set up' setup "${answers[@]}" --yes --backup 'l2tp0 xl2tpd backup'
check_not 'removal is interrupted' setup --remove --yes
# Fails without hold_signals(): files of both are there, or rules without a note of them.
check 'it is ended all the same' unchanged
check_not 'nothing is left of the rules' nft list table inet router-dsl
check 'nor of the forwarding' test "$(cat /proc/sys/net/ipv4/ip_forward)" = 0
cp /run/systemctl /run/bin/systemctl
mkdir /etc/systemd/system/sysinit.target.wants
: >/etc/systemd/system/sysinit.target.wants/nftables.service
echo 'table inet others { }' >/etc/nftables.conf
loads() { nft list table inet others && nft list table inet router-dsl; }
check 'nftables.conf is loaded at boot' setup "${answers[@]}" --yes
nft flush ruleset
check 'our rules with those of others' eval 'nft -f /etc/nftables.conf && loads'
# What a purge of the package does. Fails if the line names a file, and no pattern:
# none of the rules is loaded.
rm -r /etc/pppoe-clamp
check 'our file is gone: the others still load' nft -f /etc/nftables.conf
setup --remove --yes >/dev/null
rm -r /etc/nftables.conf /etc/systemd/system/sysinit.target.wants
check 'nothing is left' unchanged
nft flush ruleset

# ------------------------------------------------------- a second line

two() { # [OPTION...]
	"$tool" setup two --interface ac0 --user you@isp --password-file /run/password --start no "$@" >/run/said 2>&1
	status=$?
	cat /run/said
	return "$status"
}
two_refuses() { two --yes "${@:2}"; [ "$status" = 2 ] && grep -E -- "$1" /run/said; } # PATTERN OPTION...
check 'a line' setup "${answers[@]}" --backup 'l2tp0 xl2tpd backup' --yes
check 'another one by its name is refused' two_refuses "^pppoe-clamp: --link 'dsl0': expected another" --link dsl0
check 'for the same LAN' two --lan lan0 --backup 'lte0 pon lte' --yes
# Fails if pppd cannot give it its name: setup would show the first one.
check 'it has a name of its own' grep -x 'ifname dsl1' /etc/ppp/peers/two
check 'and a firewall' nft list chain inet router-two input
# Both fail if dnsmasq reads one option twice, and no more begins, or networkd one of two files.
check_not 'dnsmasq reads one file' test -e /etc/dnsmasq.d/pppoe-clamp-two.conf
check_not 'and networkd no other' compgen -G '/etc/systemd/network/*-two-*'
check 'names come by both' grep -x 'dsl1 dnsmasq' /etc/pppoe-clamp/dns.conf
check 'again: the same' eval 'two --yes && shows "^No file changes"'
check 'DHCP twice is refused' two_refuses "^pppoe-clamp: --dhcp 'yes': expected 'no'" --lan lan0 --dhcp yes
check 'and a second prefix' two_refuses "^pppoe-clamp: --pd 'yes': expected 'no'" --lan lan0 --pd yes
other_lan=(--lan lan1 --lan-address 10.0.0.1/24)
check 'and the one servers-file twice' two_refuses "^pppoe-clamp: --dhcp 'yes': expected 'no'" "${other_lan[@]}"
check 'but not another LAN with servers of its own' two --dry-run "${other_lan[@]}" --dns 9.9.9.9
rm /run/calls
check 'the first one is removed' setup --remove --yes
# All fail if one takes back what the other needs.
check 'this machine still forwards' test "$(cat /proc/sys/net/ipv4/ip_forward)" = 1
check_not 'and watches for losses' grep 'disable.*failover' /run/calls
check_not 'which is not shown either' shows 'disable.*failover'
# Both fail if the LAN is left without addresses, and nobody told.
check 'who has that LAN, too, is named' shows '^Note: lan0 is the LAN of two, too: .pppoe-clamp setup two. '
check 'and gets what the first one gave' eval 'two --yes && grep dhcp-range= /etc/dnsmasq.d/pppoe-clamp-two.conf'
check 'the other one, too' "$tool" setup two --remove --yes
# Fails if the second one notes what the first one has made of it.
check 'it forwards no more' test "$(cat /proc/sys/net/ipv4/ip_forward)" = 0
check 'nor watches' grep 'disable.*failover' /run/calls

check 'a line, and another LAN' setup "${answers[@]}" --yes
# As systemctl would have.
mkdir /etc/systemd/system/multi-user.target.wants
: >/etc/systemd/system/multi-user.target.wants/dnsmasq.service
check 'of a line with servers of its own' two --yes "${other_lan[@]}" --dns 9.9.9.9
rm -r /run/calls /etc/systemd/system/multi-user.target.wants
# All fail if dnsmasq ends under the other LAN, or goes on with what the first one has told it.
check 'the first one needs dnsmasq no more' setup --yes --lan no
check_not 'which does not end for that' grep 'disable.*dnsmasq' /run/calls
check 'but again' setup --yes --lan lan0
check 'and is removed' setup --remove --yes
check_not 'dnsmasq does not end' grep 'disable.*dnsmasq' /run/calls
check 'and reads what is left' grep -x 'systemctl try-restart dnsmasq.service' /run/calls
check_not 'another LAN is no reason for a word' shows '^Note: '
check 'the other one, too' "$tool" setup two --remove --yes
check 'and dnsmasq has ended' grep 'disable --now dnsmasq' /run/calls
# Of what the first one has made and the second one has used, empty files and a mode are left.
chmod 640 /etc/ppp/chap-secrets
find /etc/pppoe-clamp /etc/sysctl.d -empty -delete
check 'nothing is left' unchanged

broken() { mkdir -p /var/lib/pppoe-clamp/setup && echo 'pppoe-clamp setup 1' >/var/lib/pppoe-clamp/setup/dsl; }
check 'what is kept is cut short' broken
check_not 'it is not believed' setup --remove --yes
check 'that is said' shows 'setup/dsl: Bad message'
rm -r /var/lib/pppoe-clamp

# ------------------------------------------------------------- --from

cat >/etc/ppp/peers/dsl <<-'END'
	noipdefault
	replacedefaultroute
	hide-password
	persist
	plugin rp-pppoe.so eth1
	user "old@isp"
	usepeerdns
	frobnicate
	password "in the file"
END
chmod 600 /etc/ppp/peers/dsl
printf '#!/bin/sh\n# (autogenerated by pppoeconf)\niptables -j TCPMSS\n' >/etc/ppp/ip-up.d/0clampmss
chmod 755 /etc/ppp/ip-up.d/0clampmss
echo '"old@isp" * "in the file"' >>/etc/ppp/chap-secrets
rm -r /run/before && cp -a /etc /run/before
check 'a pppoeconf installation is taken over' setup --from /etc/ppp/peers/dsl --yes --start no
check 'what is lost is said' shows '/etc/ppp/peers/dsl: a peers file of pppd' 'not carried over: line 8: frobnicate'
taken() { grep -x 'plugin pppoe-clamp.so' /etc/ppp/peers/dsl && grep -x 'user "old@isp"' /etc/ppp/peers/dsl &&
	[ ! -e /etc/ppp/ip-up.d/0clampmss ]; }
check 'with its user, and without its clamp' taken
# Fails without secrets_mask_options(): what is asked for help with goes to others.
check_not 'and no password is shown' grep 'in the file' /run/said
check 'its password, for the other protocol too' grep -xF '"old@isp" * "in the file"' /etc/ppp/pap-secrets
check 'and given back' setup --remove --yes
check_not 'without showing it' grep 'in the file' /run/said
check 'as it was' unchanged
replaces() { setup --interface eth1 --user "$1" --start no --lan no --dry-run "${@:2}"; } # USER [OPTION...]
# Fails if that counts with --from alone: rules that name ppp0 would say nothing.
check 'without --from its link keeps its name' eval 'replaces old@isp && shows "^\+ifname ppp0$"'
check 'but for that of an option' eval 'replaces old@isp --link dsl7 && shows "^\+ifname dsl7$"'
echo 'ifname wan0' >>/etc/ppp/peers/dsl
check 'or the name that the file gives it' eval 'replaces old@isp && shows "^[ +]ifname wan0$"'
sed -i '/^ifname/d; s/^user/#&/' /etc/ppp/peers/dsl
# Fails if the file that comes with Debian's pppoe counts as a line.
check 'of a file without a user it keeps none' eval 'replaces old@isp && shows "^\+ifname dsl0$"'
sed -i 's/^#user/user/' /etc/ppp/peers/dsl
check 'as it was' unchanged
printf '%s\n' 'iface dsl inet ppp' '	provider dsl' >/etc/network/interfaces
starts_by() { setup --interface eth1 --user old@isp --lan no --dry-run "${@:2}" && shows "^  $1 "; } # COMMAND [OPTION...]
# Fails if any stanza counts: a reboot would start nothing.
check 'a stanza without auto starts nothing: the unit does' starts_by 'systemctl enable pppoe-clamp@dsl.service'
check_not 'and that is all' shows 'starts the link, too'
asks_for_it() { starts_by 'ifup dsl' --start ifupdown && shows '^\+auto dsl$'; }
check 'but who asks for it gets the line that is missing' asks_for_it
echo 'auto dsl' >>/etc/network/interfaces
check 'one with auto does' starts_by 'ifup dsl'
rm /etc/network/interfaces
check 'as it was' unchanged
printf '%s\n' 'plugin rp-pppoe.so eth1' 'user me' 'lcp-echo-failure 4' >/run/old
adds() { setup --from /run/old --option 'holdoff 5' --dry-run --start no --lan no --password-file /run/password &&
	shows '^\+lcp-echo-failure 4$' '^\+holdoff 5$'; }
# Fails if an option counts in place of those of the file.
check 'one more option' adds
check 'as it was' unchanged

slow() { sleep 1 && cat "$1"; } # FILE
by_pipes() {
	slow /run/password | setup --from <(slow /run/old) --dry-run --start no --lan no --password-file - &&
		shows '^\+lcp-echo-failure 4$'
}
# Fails if what comes late is taken for what cannot be read.
check 'password and file by pipes, after a while' by_pipes

# Each option of the plugin is taken over, or it is said why not: of a client, the server.
value_of() { # OPTION
	case $1 in
	pppoe-server | pppoe-term-unknown | clamp-required) ;;
	pppoe-max-payload) echo auto ;;
	*) echo 1400 ;;
	esac
}
takes_over() { # OPTION...
	local option
	{
		printf 'plugin pppoe-clamp.so\nnic-eth1\nuser me\n'
		for option; do echo "$option $(value_of "$option")"; done
	} >/run/old
	setup --from /run/old --dry-run --start no --lan no --password-file /run/password || return
	sed -n 's/.*not carried over: line [0-9]*: //p' /run/said >>/run/lost
	for option; do
		grep -qE "^\\+$option( |\$)" /run/said || echo "$option"
	done >>/run/changed
}
all_options() {
	(cd "$here/../.." && tests/lint/options names) >/run/options
	: >/run/lost
	: >/run/changed
	[ "$(wc -l </run/options)" -gt 30 ] || return
	local some
	while mapfile -t -n 9 some && [ "${#some[@]}" -gt 0 ]; do takes_over "${some[@]}" || return; done </run/options
	cat /run/lost
	[ "$(cut -d : -f 1 /run/lost)" = pppoe-server ]
}
# Fails if the plugin has an option that setup does not know.
check 'every option of the plugin is taken over, but for the server' all_options
renamed() { diff /run/changed <(printf '%s\n' pppoe-server rp_pppoe_ac rp_pppoe_service); }
check 'under its name, or the new one' renamed

# With a wrong password the unit's start has no end: it is setup that waits, for a minute.
"$tool" setup dsl "${answers[@]}" --start unit --yes >/run/said 2>&1 &
starts() { grep -x 'systemctl restart --no-block pppoe-clamp@dsl.service' /run/calls; }
# Fails if systemctl waits for the link.
check 'the link is started' poll_until 10 starts
kill $!
check 'removed' setup --remove --yes

# ------------------------------------------------------------- questions

ask() { # LINE...: question and answer
	PATH=/run/few:/usr/bin:/usr/sbin:/sbin:/bin TERM=dumb \
		types /run/screen "$tool setup dsl --interface eth1 --start no" < <(printf '%s\n' "$@")
	status=$?
	cat /run/screen
	return "$status"
}
mkdir /run/few
ln -s /run/bin/* /run/few/
lan_number() { ip -o link | grep -v -e 'lo:' -e 'eth1@' | grep -n lan0@ | cut -d : -f 1; }
all() {
	ask 'User name|new@isp' 'Password:|typed word' "Number [|$(lan_number)" 'Translate|' 'Addresses and names|' \
		'IPv6 for the LAN|n' 'Name servers|' 'Do all of this?|y'
}
check 'each question has an answer' all
note "$keystrokes keystrokes"
# Fails without the echo off.
check_not 'the password is not shown' grep 'typed word' /run/screen
check 'it is in the file' grep -xF '"new@isp" * "typed word"' /etc/ppp/chap-secrets
check 'and the answer n counts' test ! -e /etc/systemd/network
check 'removed' setup --remove --yes
enter() { ask 'User name|new@isp' 'Password:|x' 'Number [|' 'Name servers|' 'Do all of this?|'; }
check_not 'Enter is no yes to the last question' enter
check 'nothing is done' unchanged
wrong() { ask 'User name|' 'User name|me' 'Password:|@/etc/passwd' "Password:|$(printf '\004')"; }
check_not 'a wrong answer is asked again, and the end of the input is an end' wrong
check 'with what was expected' grep 'Expected 1 to 255 characters' /run/screen
check 'nothing is done' unchanged

# Nobody can set it up, as an antenna that is switched off: its address is taken.
ip link set eth1 address 02:00:00:00:00:05 up
ip link add link eth1 name many0 address 02:00:00:00:00:05 type macvlan
looks() { setup --user me --password-file /run/password --start no --yes; [ "$status" = 2 ] && shows "$@"; }
# Fails if that ends it.
check 'an interface that cannot be set up is no end of the search' looks '^pppoe-clamp: many0: Address already in use$' \
	"^pppoe-clamp: --interface '': expected the Ethernet interface"
ip link del many0

# ---------------------------------------------------------- dialogues

# A whiptail that says what it was asked, and answers by the next line of a file.
cat >/run/few/whiptail <<'END'
#!/bin/sh
printf '%s|' "$@" >>/run/asked
echo >>/run/asked
read -r answer </run/answers
sed -i 1d /run/answers
[ "$answer" != no ] || exit 1
[ "$answer" != cancel ] || exit 255
printf '%s' "$answer" >&2
END
chmod +x /run/few/whiptail
dialogues() { # ANSWER...
	printf '%s\n' "$@" >/run/answers
	rm -f /run/asked
	PATH=/run/few:/usr/bin:/usr/sbin:/sbin:/bin TERM=linux types /run/screen \
		"$tool setup dsl --interface eth1 --start no" </dev/null
	status=$?
	cat /run/screen /run/asked
	return "$status"
}
check 'with whiptail: dialogues' dialogues box@isp boxed "$(lan_number)" yes no no 9.9.9.9 yes
check 'the answers count' grep -xF '"box@isp" * "boxed"' /etc/ppp/chap-secrets
kinds() { sed -n 's/.*|--\([a-z]*\)|--|.*/\1/p' /run/asked | tr '\n' ' ' | grep -x "$1"; }
check 'each in its kind of box' kinds 'inputbox passwordbox menu yesno yesno yesno inputbox yesno '
check 'the last one is No by default' grep 'defaultno.*Do all of this' /run/asked
check 'removed' setup --remove --yes
check_not 'cancelled' dialogues box@isp cancel
check 'nothing is done' unchanged

# -------------------------------------------------------- many interfaces

for i in {1..20}; do echo "link add many$i type veth peer name more$i"; done | ip -batch -
asks_on() { enter; grep 'Do all of this?' /run/screen; }
mv /run/few/whiptail /run/whiptail
# Both fail if the choices are cut short: "none" is the last one.
check 'no LAN, by Enter' asks_on
mv /run/whiptail /run/few/whiptail
check 'or in a menu' dialogues box@isp boxed "$(($(ip -o link | grep -vc -e 'lo:' -e 'eth1@') + 1))" peer yes
check 'has none' test ! -e /etc/dnsmasq.d/pppoe-clamp-dsl.conf -a -e /etc/ppp/peers/dsl
check 'removed' setup --remove --yes
done_testing
