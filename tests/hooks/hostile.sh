#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# An access concentrator and a peer may have any name, and pppd's scripts have both in
# their environment. Each hook does and says beside a hostile one what it does beside
# a harmless one, and hands it to nobody.
#
# Fails if a hook logs ACNAME, has a shell read it, or leaves it in the environment of
# what it starts.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

for link in dsl0 lte0 lan0; do add_link $link; done
cat >/usr/local/sbin/line-state <<-'END'
	#!/bin/sh
	env >>/run/env
	echo "line-state $*" >>/run/calls
END
chmod +x /usr/local/sbin/line-state
sed -i '2i env >>/run/env' /usr/local/sbin/fake
ln -s fake /usr/local/sbin/networkctl
echo 'dsl0 resolved' >/etc/pppoe-clamp/dns.conf
echo 'dsl0 networkd lan0' >/etc/pppoe-clamp/prefix.conf

run='touch /run/owned'
declare -A names=(
	[plain]=ac1
	[quotes]="'; $run; '\"; $run; \"\$($run)\`$run\`; $run | $run & $run"
	[lines]=$'ac1\n'"$run"$'\r\nup\tdsl0\nDNS1=192.0.2.66\n\n() { :; }; '"$run"
	[patterns]='-n -e --help %s%n%1000000d * ? [a-z]* {a,b} ~root \\ \0 ../../../run/owned'
	[escapes]=$'\e]0;owned\a\e[2J\e[31m\x9b1m\xff\xfe\xc0\xaf\xed\xa0\x80\x01'
	[long]=$(printf "\$($run)%.0s" {1..3200})
)

# What the hooks do in a life: what they have called and said, and who got what
live() { # NAME
	export ACNAME=${names[$1]} PEERNAME=${names[$1]} MACREMOTE=${names[$1]}
	# However long it takes, no timer does a part of it.
	fresh 'notify /usr/local/sbin/line-state' 'stable 3600' 'retry 3600' >/dev/null
	poll_until 30 is_quiet >/dev/null
	forget
	: >/run/env
	lost carrier
	back
	for event in suspect calm lost back; do
		PPPD_PID=$pppd PPPOE_CLAMP_REASON=silent /etc/ppp/ip-limbo dsl0 $event
	done
	hook ipv6-up dsl0
	hook ipv6-down dsl0
	DNS1=192.0.2.53 hook ip-up dsl0
	failover check
	/usr/lib/pppoe-clamp/advertise lan0 1800 2001:db8::/64 1 1
	/usr/lib/pppoe-clamp/divert status
	export -n ACNAME PEERNAME MACREMOTE
	poll_until 30 is_quiet >/dev/null
	LC_ALL=C sort /run/calls /run/log /run/said
}
# All that was to be told has been: one process at a time takes what there is, and tells it.
is_quiet() {
	[ ! -e /run/pppoe-clamp/failover/private/notices ] &&
		flock -n /run/pppoe-clamp/failover/private/notifier true
}
does_the_same() { # NAME
	live "$1" >"/run/did.$1" 2>&1
	diff -a /run/did.plain "/run/did.$1"
}
# Nor the variables by their names
keeps_it() {
	[ -s /run/env ] && ! grep -aE 'owned|^(ACNAME|PEERNAME|MACREMOTE)=' /run/env
}

live plain >/run/did.plain 2>&1
cat /run/did.plain
check 'with a harmless name they call what there is to call' \
	eval 'grep -x "pon lte" /run/did.plain && grep -x "line-state backup lte0 on" /run/did.plain &&
		grep "^resolvectl dns dsl0 192.0.2.53" /run/did.plain && grep "^networkctl renew dsl0" /run/did.plain'
for name in quotes lines patterns escapes long; do
	check "$name: they do and say the same" does_the_same $name
	check "$name: what they start has nothing of it" keeps_it
done
check 'nothing was run' test ! -e /run/owned
done_testing
