#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The blocks of the README's section Install, on a clean machine of each release:
# a block goes to the files below /etc that the words ahead of it name, or else is
# typed, a line at a time; our command, and what follows a file, on a booted machine.

# shellcheck source=tests/package/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

# Lines of NUMBER of the block, its FILES or -, and a line of it, with tabs between.
awk '
	/^## / { section = $0; words = "" }
	section != "## Install" { next }
	/^    / {
		if (!block) {
			number++
			files = ""
			while (match(words, /`\/etc\/[^`]*`/)) {
				files = files substr(words, RSTART + 1, RLENGTH - 2) " "
				words = substr(words, RSTART + RLENGTH)
			}
		}
		block = 1
		print number "\t" (files ? files : "-") "\t" substr($0, 5)
		next
	}
	/./ { words = block ? $0 : words " " $0; block = 0 }' "$top/README.md" | sed 's/ \t/\t/' >"$work/blocks"

# The first line is one for apt: what it has installed is kept.
first=$(awk -F '\t' '$2 == "-" { print $3; exit }' "$work/blocks")
begin() { # RELEASE
	# Somebody who says yes, on a machine that is up to date.
	machine "$1" "$1" "echo 'APT::Get::Assume-Yes \"true\";' >/etc/apt/apt.conf.d/yes
		apt-get -q update; $first; $keeps_objects" && copy_source "$1" /src
}
type_line() { quiet on "$1" sh -c "cd /src && $2"; } # NAME LINE
loads() { # NAME
	on "$1" pppd plugin pppoe-clamp.so nic-eth9 noauth nodetach dryrun 2>&1 |
		grep 'Plugin pppoe-clamp.so loaded'
}

for release in bullseye bookworm trixie; do
	check "$release: $first" begin $release
	written=
	while IFS=$'\t' read -r _ files line <&3; do
		[ "$line" != "$first" ] || continue
		if [ "$files" != - ]; then
			for file in $files; do
				[ -d "$work/$release$file" ] || printf '%s\n' "$line" >>"$work/$release$file"
			done
			written=yes
		elif [ -z "$written" ] && [ "${line%% *}" != pppoe-clamp ]; then
			check "$release: $line" type_line $release "$line"
		else
			echo "$line" >>"$work/$release/root/commands"
		fi
	done 3<"$work/blocks"
	check "$release: pppd loads the plugin" loads $release
	check "$release: the other commands do what they say" boots $release $release readme
	note "$(grep -c . "$work/$release/root/commands") of them"
done
done_testing
