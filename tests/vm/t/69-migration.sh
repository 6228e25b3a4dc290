#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The manual's MIGRATION: each line that it gives is taken by pppd, and those for one
# system, together, make a link. The lines are read from the manual itself.
#
# Depends on the version of pppd.

. ./lib.sh

# Lines of SYSTEM and OPTIONS, with a tab between, an empty one where nothing is needed.
# "As they are" is a system of its own.
awk '
	/^\.Sh/ { section = $2 }
	section != "MIGRATION" { next }
	/^\.Bd/ { stay = 1; next }
	/^\.Ed/ { stay = 0 }
	stay { print "lines that stay\t" $0 }
	/^\.It Sy/ { split($0, part, "\""); system_name = part[2]; next }
	/^\.It/ { options = $0; sub(/.* Ta (Li )?/, "", options); gsub(/"/, "", options)
		print system_name "\t" (options == "nothing" ? "" : options) }
' ../../man/pppoe-clamp.so.8 >/tmp/table

world
start_our_ac -C ac1
echo '* * "secret" *' >/etc/ppp/chap-secrets
remember_state

options_of() { awk -F '\t' -v system_name="$1" '$1 == system_name && $2 { print $2 }' /tmp/table; }
takes() { # FILE
	pppd file "$1" dump dryrun >/tmp/dump 2>&1
	status=$?
	cat /tmp/dump
	[ "$status" = 0 ] && ! grep 'know how' /tmp/dump
}
# Each by itself, after what names the plugin
takes_each() {
	local line taken=0
	while read -r line; do
		printf '%s\n' 'plugin pppoe-clamp.so' nic-eth1 noauth "$line" >/tmp/line
		[[ $line != *'plugin '* ]] || printf '%s\n' "$line" noauth nic-eth1 >/tmp/line
		takes /tmp/line || { echo "not: $line" && return 1; }
		taken=$((taken + 1))
	done
	echo "$taken" >/tmp/taken
	[ "$taken" -gt 3 ]
}
# All but those that another one of the same system takes the place of
makes_link() {
	{ echo 'plugin pppoe-clamp.so'; grep -vE '^(demand|pppoe-server|pppoe-mac|192\.0\.2|clamp-mss off|plugin pppoe-clamp.so$)'
		printf '%s\n' nic-eth1 'user user' noauth noipdefault; } >/etc/ppp/peers/migrated
	cat /etc/ppp/peers/migrated
	pon migrated && poll_until 30 eval 'up4 ppp0 || up4 pppoe0'
}

while IFS= read -r system <&3; do
	check "$system: pppd takes each line" takes_each < <(options_of "$system")
	note "$(cat /tmp/taken) lines"
	check "$system: together they make a link" makes_link < <(options_of "$system")
	poff migrated
	check "$system: pppd ends" ends_within 15
	check "$system: nothing is left" nothing_left
done 3< <(cut -f 1 /tmp/table | uniq)
check 'every system was there' test "$tap_count" -gt 20
done_testing
