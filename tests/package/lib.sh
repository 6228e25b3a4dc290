# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Sourced first by each test that wants clean machines: runs it again where its
# mounts are its own, and then
#
#   machine NAME RELEASE [COMMAND]   a clean Debian, which goes with the test; after COMMAND, a
#                            line for the shell, whose result there is kept for a week
#   on NAME COMMAND...       as root there; with the network of this machine, for apt
#   install_on NAME PACKAGE...   by apt, with what it recommends
#   installs PACKAGE...      the COMMAND that does so
#   $keeps_objects           another COMMAND: what the machine compiles is kept, too
#   quiet COMMAND...         the end of what it says, if it fails
#   boots NAME RELEASE TEST [DIRECTORY]   its files, as they are, as a machine of tests/vm
#                            that runs TEST.sh of vm, or DIRECTORY, in the network of tests/vm/lib.sh
#   $work                    an empty directory; $work/NAME is the root of NAME
#   copy_source NAME DIR     this source, with what is not committed yet

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=tests/mounts.sh
. "$here/../mounts.sh"
# shellcheck source=tests/vm/cache.sh
. "$here/../vm/cache.sh"

# Not in /tmp, which may be small, or an overlay itself.
work=$(mktemp -d /var/tmp/pppoe-clamp-package.XXXXXX)
at_end() {
	cd / && umount -qR "$work"/*/ 2>/dev/null
	rm -rf --one-file-system "$work"
}
trap 'exit 1' HUP INT TERM

# What tests/vm needs in a machine
for_boot='ethtool iproute2 iputils-ping kmod nftables procps socat tcpdump'

machine() { # NAME RELEASE [COMMAND]
	local below
	below=$("$here/root" "$2") || exit
	[ $# = 2 ] || below=$(layer "$2" "$below" "$3"):$below || return
	mkdir -p "$work/.$1/upper" "$work/.$1/work" "$work/$1"
	mount -t overlay "$1" -o "lowerdir=$below,upperdir=$work/.$1/upper,workdir=$work/.$1/work" "$work/$1" &&
		mount --rbind --make-rslave /dev "$work/$1/dev" || exit
	[ ! -d "$work/$1/var/cache/ccache" ] ||
		{ mkdir -p "$cache/ccache-$2" && mount --bind "$cache/ccache-$2" "$work/$1/var/cache/ccache"; } || exit
	# It need not outlive a power cut.
	echo force-unsafe-io >"$work/$1/etc/dpkg/dpkg.cfg.d/unsafe-io"
	cp /etc/resolv.conf "$work/$1/etc/"
}

# Prints the directory that has what COMMAND changes in a clean machine.
layer() ( # RELEASE DIRECTORY COMMAND
	if want "layer-$1" <(stat -c '%n %i' "$2"; echo "$3"); then
		machine made "$1"
		quiet on made sh -ec "$3"$'\napt-get clean' >&2
		status=$?
		umount -R "$work/made"
		[ $status = 0 ] || exit 1
		rmdir "$work/new" && mv "$work/.made/upper" "$work/new" || exit
		keep
	fi
	echo "$out"
)
installs() { echo "apt-get -q update && apt-get -q install -y $*"; } # PACKAGE...
# shellcheck disable=SC2034 # of the tests
keeps_objects='
	apt-get -q install -y --no-install-recommends ccache
	ln -s /usr/bin/ccache /usr/local/bin/cc
	ln -s /usr/bin/ccache /usr/local/bin/gcc
	mkdir /var/cache/ccache
	printf "%s\n" "cache_dir = /var/cache/ccache" "hash_dir = false" >/etc/ccache.conf
'

on() { # NAME COMMAND...
	local root=$work/$1
	shift
	# shellcheck disable=SC2016 # expanded by the inner shell
	unshare --mount --pid --fork --kill-child sh -c '
		root=$1
		shift
		mount -t proc proc "$root/proc"
		exec chroot "$root" env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
			DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"' sh "$root" "$@" </dev/null
}

quiet() { "$@" >"$work/log" 2>&1 || { tail -n 40 "$work/log" && return 1; }; } # COMMAND...

install_on() { # NAME PACKAGE...
	local name=$1
	shift
	# shellcheck disable=SC2016 # expanded by the inner shell
	quiet on "$name" sh -ec '
		ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1 || apt-get -q update
		apt-get -q install -y "$@" || { apt-get -q update && apt-get -q install -y "$@"; }' sh "$@"
}

copy_source() ( # NAME DIR
	set -o pipefail
	mkdir -p "$work/$1$2"
	if [ -e "$top/.git" ]; then
		git -C "$top" ls-files -z --cached --others --exclude-standard
	else
		(cd "$top" && find . -path ./build -prune -o -type f -print0)
	fi | tar -c -C "$top" --null -T - | tar -x -C "$work/$1$2" --no-same-owner
)

boots() { # NAME RELEASE TEST [DIRECTORY]
	# shellcheck disable=SC2086 # a list of words
	install_on "$1" $for_boot &&
		mkdir -p "$work/$1/lab" "$work/$1/host" &&
		umount -R "$work/$1/dev" &&
		ROOT=$work/$1 SUITES=$2 TESTS=${4:-$here/vm} "$top/tests/vm/run" "$3"
}
