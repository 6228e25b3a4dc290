# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# What takes long to make is kept outside the checkout, in directories that are
# named by the contents of what made them:
#
#   if want NAME FILE...; then
#           ... in $work, an empty directory that goes; what is kept, in $work/new
#           keep
#   fi
#   echo "$out"
#
# Who comes while it is made waits. What nobody wanted for a week goes.
#
# Environment: CACHE   the directory   ($XDG_CACHE_HOME, root /var/cache, others ~/.cache; /pppoe-clamp)

cache=/var/cache
[ "$(id -u)" = 0 ] || cache=$HOME/.cache
cache=${CACHE:-${XDG_CACHE_HOME:-$cache}/pppoe-clamp}

# Variables of a command that compiles with /usr/lib/ccache in its PATH
ccache_in() { echo "CCACHE_DIR=$1 CCACHE_MAXSIZE=500M CCACHE_NOHASHDIR=yes"; } # DIRECTORY

say() { printf 'test machine (%s): %s\n' "$cached" "$*" >&2; }
die() { say "$*"; exit 1; }

want() { # NAME FILE...
	cached=$1
	shift
	out=$cache/$cached-$(cat "$@" | sha256sum | cut -c 1-16)
	mkdir -p "$cache"
	exec 9>"$cache/$cached.lock"
	flock 9
	[ ! -e "$out" ] || { touch "$out" && return 1; }
	[ "$(id -u)" = 0 ] || die 'must be built as root'
	# Not in /tmp, which may be small or nodev. apt's own user must get in.
	work=$(mktemp -d /var/tmp/pppoe-clamp-vm.XXXXXX)
	# What a killed mmdebstrap has mounted there is not ours to empty.
	trap 'rm -rf --one-file-system "$work"' EXIT
	trap 'exit 1' HUP INT TERM
	chmod 755 "$work"
	mkdir "$work/new"
}

keep() {
	find "$cache" -maxdepth 1 -name "$cached-????????????????" -mtime +7 -exec rm -rf {} +
	rm -rf "$out.new"
	mv "$work/new" "$out.new"
	mv "$out.new" "$out"
	exec 9>&-
}

# A command whose output matters only if it fails.
quietly() { # COMMAND...
	"$@" >"$work/log" 2>&1 </dev/null || { tail -n 40 "$work/log" >&2; die "$1 failed"; }
}
