#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# make dist of a release: a tarball with its checksum, equal each time, from which the
# recipes of examples/packaging build, without git.

cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/tap.sh
. tests/tap.sh
recipes=$PWD/examples/packaging
openwrt=$PWD/tests/package/openwrt

work=$(mktemp -d)
at_end() { rm -rf "$work"; }
version=$(sed -n 's/^#define PPPOE_CLAMP_VERSION "\(.*\)"/\1/p' plugin/version.h)
name=pppoe-clamp-$version
tarball=$work/release/build/$name.tar.gz

# What is not committed is in no tarball.
release() {
	git clone -q . "$work/release" && git -C "$work/release" tag "v$version" &&
		make -s -C "$work/release" dist && cp "$tarball" "$work/first"
}
checksum() { (cd "${tarball%/*}" && sha256sum -c "$name.tar.gz.sha256"); }
again() { make -s -C "$work/release" clean dist && cmp "$tarball" "$work/first"; }
of_another() (
	unset GIT_CONFIG_GLOBAL
	chown -R nobody "$work/release" && again
)
has_all_files() {
	git ls-tree -r --name-only HEAD | sort >"$work/files"
	[ -s "$work/files" ] &&
		tar -tzf "$tarball" | sed "s,^$name/,,; /\/\$/d; /^\$/d" | sort | diff "$work/files" -
}
unpack() { mkdir "$work/$1" && tar -C "$work/$1" -xzf "$tarball"; } # DIRECTORY
files() { (cd "$1" && find . ! -type d | sort); }                # DIRECTORY

# As makepkg does, and stops where a command fails.
arch() { # FUNCTION
	# shellcheck disable=SC2016 # expanded by the inner shell
	srcdir=$work/arch pkgdir=$work/arch-package bash -euc '. "$1/PKGBUILD" && "$2"' sh "$recipes" "$1"
}
packs_arch() { mkdir "$work/arch-package" && arch package; }
# All that `make install` has; where Arch has it, sbin is bin.
arch_is_complete() {
	make -s -C "$work/arch/$name" install install-tool DESTDIR="$work/installed" &&
		diff <(files "$work/installed" | sed 's,/sbin/,/bin/,' | sort) <(files "$work/arch-package" |
			grep -v '\.d/pppoe-clamp\.sh$')
}
# pppd's scripts there run each *.sh that is executable.
arch_runs_hooks() {
	local event
	for event in ip-up ip-down ipv6-up ipv6-down; do
		[ -x "$work/arch-package/etc/ppp/$event.d/pppoe-clamp.sh" ] || return
	done
}
openwrt() { # TARGET
	make -s -C "$recipes/openwrt" TOPDIR="$openwrt" STAGING_DIR=/ PKG_BUILD_DIR="$work/openwrt/$name" \
		DESTDIR="$work/openwrt-package" "$1"
}
openwrt_has_plugin() { files "$work/openwrt-package" | grep -x '\./usr/lib/pppd/[0-9.]*/pppoe-clamp\.so'; }

if [ ! -e .git ]; then
	skip 'make dist' 'this is no git repository'
	done_testing
fi
check 'make dist' release
check 'its checksum' checksum
check 'the same again' again
check 'every file is there' has_all_files
# Fails without GIT_CONFIG_GLOBAL in the Makefile: to root, git refuses to read it.
check 'in a checkout of another user' of_another
check 'unpacked' unpack arch
check 'its version is that of the release' test "$("$work/arch/$name/debian/version")" = "$version"
check 'Arch: builds' arch build
check 'Arch: packs' packs_arch
check 'Arch: everything' arch_is_complete
# Fails without the links in package().
check 'Arch: the hooks by names that pppd there runs' arch_runs_hooks
check 'unpacked again' unpack openwrt
check 'OpenWrt: builds' openwrt compile
check 'OpenWrt: packs' openwrt install
check 'OpenWrt: the plugin' openwrt_has_plugin
done_testing
