#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The name of the stock plugin for ours, by dpkg-divert: on, off, through upgrades of
# pppd, after a call that was cut short at any step, and one that failed.

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=tests/mounts.sh
. "$here/../mounts.sh"

command -v dpkg-divert >/dev/null || { echo '1..0 # SKIP no dpkg-divert'; exit; }
plugins=/usr/lib/pppd
mkdir -p "$plugins"
mount -t tmpfs plugins "$plugins"
mount -t tmpfs dpkg /var/lib/dpkg
mkdir /var/lib/dpkg/{info,updates,triggers}
touch /var/lib/dpkg/status /var/lib/dpkg/diversions

divert() { "$top/hooks/divert" "$@"; }
pppd_has() { # VERSION: as dpkg unpacks ppp
	mkdir -p "$plugins/$1"
	echo "stock $1" >"$(dpkg-divert --truename "$plugins/$1/pppoe.so")"
	ln -sf pppoe.so "$plugins/$1/rp-pppoe.so"
}
we_have() { # VERSION
	mkdir -p "$plugins/$1"
	echo "ours $1" >"$plugins/$1/pppoe-clamp.so"
}
picture() {
	dpkg-divert --list
	(cd "$plugins" && find . -mindepth 1 -printf '%p %y %l\n' | sort && cat ./*/pppoe.so)
}
same() { picture | diff "/tmp/picture.$$" -; }
loads() { [ "$(cat "$plugins/$1/rp-pppoe.so")" = "$2" ]; } # VERSION WHAT
nothing_diverted() { [ -z "$(dpkg-divert --list)" ]; }

pppd_has 2.4.9
check_not 'without our plugin it is refused' divert on
check 'and nothing is diverted' nothing_diverted
we_have 2.4.9
we_have 2.5.2
picture >"/tmp/picture.$$"
check_not 'status: off' divert status
check 'on' divert on
check 'status: on' divert status
check 'the name is ours' loads 2.4.9 'ours 2.4.9'
check 'on again' divert on
check 'the name is ours' loads 2.4.9 'ours 2.4.9'
check 'an upgrade of ppp' pppd_has 2.4.9
check 'and the name is still ours' loads 2.4.9 'ours 2.4.9'
check 'the stock plugin is beside it' grep -x 'stock 2.4.9' "$plugins/2.4.9/pppoe.so.distrib"
check 'off' divert off
check 'and all is as before' same
check 'off again' divert off
check 'and all is as before' same
check 'what was not on stays off' divert again
check 'and all is as before' same

# Fails if a call that was cut short is not finished by the next one.
cut_on() { # STEP
	divert on
	case $1 in
	1) mv -T "$plugins/2.4.9/pppoe.so.distrib" "$plugins/2.4.9/pppoe.so" ;;
	2) ln -f "$plugins/2.4.9/pppoe.so.distrib" "$plugins/2.4.9/pppoe.so" ;;
	3)
		ln -f "$plugins/2.4.9/pppoe.so.distrib" "$plugins/2.4.9/pppoe.so"
		ln -s pppoe-clamp.so "$plugins/2.4.9/pppoe.so.new"
		;;
	esac
}
for step in 1 2 3; do
	cut_on $step
	check_not "cut short in step $step: status says so" divert status
	check 'the name led to the stock plugin' loads 2.4.9 'stock 2.4.9'
	check 'on' divert on
	check 'the name is ours' loads 2.4.9 'ours 2.4.9'
	cut_on $step
	check "cut short in step $step: off" divert off
	check 'and all is as before' same
done

# Fails if the diversion stays: the next trigger of dpkg would go on with it.
mount -o remount,ro "$plugins"
check_not 'on, where nothing can be written' divert on
mount -o remount,rw "$plugins"
check 'leaves all as before' same
check 'also after a trigger' divert again
check 'all is as before' same

# As dpkg unpacks it while that is cut short. Fails if what it replaces is put over it.
updated() { echo 'stock, mended' >"$(dpkg-divert --truename "$plugins/2.4.9/pppoe.so")"; }
for step in 1 2 3; do
	for word in on again off; do
		cut_on $step
		rm -f "$plugins/2.4.9/pppoe.so.distrib" # of dpkg, which makes a new file
		updated
		check "cut short in step $step, and ppp updated: $word" divert $word
		check 'off' divert off
		check 'the stock plugin is the new one' loads 2.4.9 'stock, mended'
		pppd_has 2.4.9
		check 'otherwise all is as before' same
	done
done

divert on
rm "$plugins/2.4.9/"{pppoe.so.distrib,rp-pppoe.so}
pppd_has 2.5.2
check 'a new pppd' divert again
# Fails without take_all in `again`.
check 'the name is ours there' loads 2.5.2 'ours 2.5.2'
check_not 'and no more where ppp has gone' test -L "$plugins/2.4.9/pppoe.so"
check 'status: on' divert status
check_not 'but of one only' eval 'dpkg-divert --list | grep -F 2.4.9'
check 'off' divert off
check 'and the stock plugin is back' loads 2.5.2 'stock 2.5.2'
check 'nothing is diverted' nothing_diverted
check_not 'an unknown word' divert maybe
rm -f "/tmp/picture.$$"
done_testing
