#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What Debian's own tools say of the packages of `make deb`: piuparts installs and purges
# them, autopkgtest runs debian/tests on a clean machine, with a kernel that has PPP.

# shellcheck source=tests/package/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

cd "$top" || exit
mirror=$(sed -n 's/^deb \([^ ]*\) bookworm main$/\1/p' "$("$here/root" bookworm)/etc/apt/sources.list")
debs=(build/deb/pppoe-clamp_*.deb build/deb/pppoe-clamp-tools_*.deb)

# It does not know every file of an apt that is newer than itself.
passes_piuparts() { # RELEASE
	quiet piuparts --existing-chroot="$("$here/root" "$1")" --distribution="$1" --mirror="$mirror main" \
		--no-eatmydata --no-upgrade-test --ignore-regex='^/var/cache/debconf/tmp\.ci/?$' "${debs[@]}"
}
prepare() { # NAME
	copy_source "$1" /src
	cp "${debs[@]}" "$work/$1/root/"
	# The session's machine has no network: what it and autopkgtest need is there.
	install_on "$1" autopkgtest dpkg-dev pppoe "${debs[@]/#*\//\/root\/}"
}

for release in bookworm trixie; do
	check "$release: piuparts" passes_piuparts $release
	machine $release $release
	check "$release: autopkgtest is installed" prepare $release
	check "$release: the tests in namespaces" on $release autopkgtest --no-built-binaries \
		--ignore-restrictions=isolation-container --test-name=namespaces /src -- null
	check "$release: the session" boots $release $release session
done
done_testing
