#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/docker beside the Docker of each release, with the packages of `make deb`.

# shellcheck source=tests/package/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

cd "$top" || exit
debs=(build/deb/pppoe-clamp_*.deb build/deb/pppoe-clamp-tools_*.deb)
has_docker() { # NAME
	cp "${debs[@]}" "$work/$1/root/"
	install_on "$1" dnsmasq docker.io ifupdown "${debs[@]/#*\//\/root\/}"
}

for release in bookworm trixie; do
	machine $release $release
	check "$release: Docker and the packages" has_docker $release
	check "$release: examples/docker" boots $release $release docker "$top/tests/examples"
done
done_testing
