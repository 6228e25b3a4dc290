#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The Debian package: made on a clean machine of each release, installed, upgraded
# with the release, removed, purged.

# shellcheck source=tests/package/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

# What `make deb` begins with is done on a clean machine, and kept.
machine_to_build() { # NAME RELEASE
	machine "$1" "$2" "set -- deb; $(<"$top/tests/packages"); $keeps_objects" && copy_source "$1" /src &&
		on "$1" make -ns -C /src deb | head -n 1 | grep -x tests/packages\ deb
}
build_on() { quiet on "$1" make -s -C /src deb; } # NAME
package_of() { echo "$work/$1"/src/build/deb/pppoe-clamp_*.deb; } # NAME
tools_of() { echo "$work/$1"/src/build/deb/pppoe-clamp-tools_*.deb; } # NAME
tools_have() { # NAME PATH...
	local name=$1
	shift
	diff <(dpkg-deb -c "$(tools_of "$name")" | awk '/^-/ && !/\/usr\/share\/doc\// { print substr($6, 2) }' |
		sort) <(printf '%s\n' "$@")
}
plugins_are() { # NAME VERSION...
	local name=$1
	shift
	diff <(dpkg-deb -c "$(package_of "$name")" |
		sed -n 's,.*/lib/pppd/\(.*\)/pppoe-clamp\.so$,\1,p' | sort) <(printf '%s\n' "$@")
}
# Debian 12's asks for an init script where there is a unit; to override that is an error on
# 13, which does not know the tag any more.
lintian_passes() { # RELEASE
	local suppress=
	[ "$1" != 12 ] || suppress=--suppress-tags=package-supports-alternative-init-but-no-init.d-script
	# shellcheck disable=SC2016 # expanded by the inner shell
	cp -r "$work/build$1/src/build/deb" "$work/lint$1/root/" && on "lint$1" sh -c 'cd /root/deb &&
		lintian --allow-root --display-info --fail-on error,warning,info $1 *.changes' sh "$suppress"
}
sums() { (cd "$work/$1/$2/build/deb" && sha256sum ./*.deb); } # NAME SOURCE
# Elsewhere, in another zone, with another umask, and really compiled.
reproduces() { # NAME
	copy_source "$1" /var/other
	quiet on "$1" sh -c 'umask 077; TZ=Asia/Tokyo CCACHE_DISABLE=1 exec make -s -C /var/other deb' &&
		sums "$1" src && diff <(sums "$1" src) <(sums "$1" var/other)
}

# The packages of Debian 12, which serve both.
install_package() { # NAME
	cp "$(package_of build12)" "$work/$1/root/pppoe-clamp.deb"
	install_on "$1" /root/pppoe-clamp.deb
}
# One from before this, with another file below /etc
older_for() { # NAME
	dpkg-deb -R "$(package_of build12)" "$work/older" &&
		sed -i 's/^Version: .*/Version: 0.0/' "$work/older/DEBIAN/control" &&
		echo '# older' >>"$work/older/etc/ppp/ip-limbo" &&
		dpkg-deb -b --root-owner-group "$work/older" "$work/$1/root/older.deb"
}
install_tools() { # NAME
	cp "$(tools_of build12)" "$work/$1/root/tools.deb"
	install_on "$1" /root/tools.deb
}
installs_all() { install_package "$1" && install_tools "$1"; } # NAME
# pppd takes the plugin of its own version, or none.
loads_in() { # NAME VERSION
	on "$1" pppd plugin pppoe-clamp.so nic-eth9 noauth nodetach dryrun >"$work/log" 2>&1
	on "$1" pppd --version >>"$work/log" 2>&1
	cat "$work/log"
	grep -q 'Plugin pppoe-clamp.so loaded' "$work/log" && grep -q "version $2" "$work/log"
}
status_is() { # NAME STATUS
	on "$1" dpkg -s pppoe-clamp | grep -x "Status: .* $2"
}
divert_on() { on "$1" /usr/lib/pppoe-clamp/divert on; } # NAME
# What NetworkManager names
stock_name_is() { # NAME VERSION PLUGIN
	[ "$(on "$1" readlink -f "/usr/lib/pppd/$2/rp-pppoe.so")" = "/usr/lib/pppd/$2/$3" ]
}
# As needrestart reads it
leaves_line() { # NAME
	# shellcheck disable=SC2016 # of perl
	on "$1" perl -we 'our %nrconf; do shift; exit !grep {
			"pppoe-clamp\@line.service" =~ /$_/ && !$nrconf{override_rc}{$_} } keys %{$nrconf{override_rc}}' \
		/etc/needrestart/conf.d/pppoe-clamp.conf
}
enabled() { find "$work/$1/etc" -type l -name '*pppoe-clamp*' | grep .; } # NAME
# All but what apt and dpkg note for themselves
files_of() { # NAME
	on "$1" find / -xdev \( -path /dev -o -path /proc -o -path /root -o -path /run -o -path /tmp \
		-o -path /var/cache -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /var/log \) \
		-prune -o -print | sort
}
upgrade_release() { # NAME OLD NEW
	sed -i "s/\\<$2\\>/$3/g; s/$2-/$3-/g" "$work/$1/etc/apt/sources.list"
	quiet on "$1" sh -ec 'apt-get -q update && apt-get -q full-upgrade -y'
}
configure_on() { # NAME
	mkdir -p "$work/$1/etc/pppoe-clamp"
	echo 'primary ppp0' >"$work/$1/etc/pppoe-clamp/failover.conf"
	echo '* dnsmasq' >"$work/$1/etc/pppoe-clamp/dns.conf"
	divert_on "$1"
	on "$1" systemctl enable pppoe-clamp@dsl-provider pppoe-clamp-failover
}
# What `pppoe-clamp reconnect --at` does, which needs a systemd that runs
reconnects_nightly() { # NAME
	local unit=pppoe-clamp-reconnect@dsl-provider.timer
	mkdir "$work/$1/etc/systemd/system/$unit.d"
	echo '[Timer]' >"$work/$1/etc/systemd/system/$unit.d/at.conf"
	on "$1" systemctl enable "$unit"
}
hooks_say() { # NAME
	local hook
	for hook in "$work/$1"/etc/ppp/ip*.d/pppoe-clamp "$work/$1"/etc/ppp/ip-limbo; do
		on "$1" "${hook#"$work/$1"}" ppp0 lost 2>&1 || echo "status $?"
	done | grep .
}

suite_of() { if [ "$1" = 12 ]; then echo bookworm; else echo trixie; fi; } # RELEASE
for release in 12 13; do
	suite=$(suite_of $release)
	check "Debian $release: what make deb installs" machine_to_build build$release "$suite"
	machine lint$release "$suite" "$(installs lintian)"
	check "Debian $release: make deb on a clean machine" build_on "build$release"
	check "Debian $release: a plugin for each pppd" plugins_are "build$release" 2.4.9 2.5.2
	check "Debian $release: the command in a package of its own" tools_have "build$release" /usr/bin/pppoe-clamp \
		/usr/lib/systemd/system/pppoe-clamp-reconnect@.{service,timer} \
		/usr/share/bash-completion/completions/pppoe-clamp /usr/share/man/man8/pppoe-clamp.8.gz
	check "Debian $release: lintian has no errors, no warnings, no infos" lintian_passes $release
done
check 'built again, the package is the same' reproduces build12

machine router bookworm
mkdir -p "$work/router/etc/ppp/peers"
printf '%s\n' 'plugin pppoe-clamp.so' nic-eth1 'user user' noauth noipdefault defaultroute persist \
	'maxfail 0' >"$work/router/etc/ppp/peers/line"
check 'it is installed' install_package router
check 'pppd loads it' loads_in router 2.4.9
check_not 'nothing is enabled' enabled router
# Fails without its file: it restarts what has an old library.
check 'needrestart leaves a line alone' leaves_line router
check 'the command is installed' install_tools router
check 'it runs' on router pppoe-clamp --version
on router systemctl enable pppoe-clamp@line
check 'divert on' divert_on router
check 'the name of the stock plugin is ours' stock_name_is router 2.4.9 pppoe-clamp.so
# Fails with the dependency of dh_ppp: the package was removed.
check 'Debian 12 becomes 13' upgrade_release router bookworm trixie
check 'the package is still there' status_is router installed
# Fails with the plugin of one pppd only.
check 'and pppd, a new one, loads it' loads_in router 2.5.2
# Fails without the trigger: the new pppd has a directory of its own.
check 'the name of its own plugin is ours again' stock_name_is router 2.5.2 pppoe-clamp.so
check_not 'nothing of that is in the old directory' on router test -L /usr/lib/pppd/2.4.9/pppoe.so
check 'the command runs there, too' on router pppoe-clamp --version
copy_source router /src
check 'what debian/tests needs' install_on router pppoe
check 'an older package' older_for router
check 'its line comes up, until the package is removed' boots router trixie upgraded

for release in 12 13; do
	name=home$release suite=$(suite_of $release)
	# And what the test uses as a host of the LAN.
	machine "$name" "$suite" "$(installs "$for_boot" busybox dnsmasq)"
	check "Debian $release: the plugin, the command and dnsmasq" installs_all "$name"
	check "Debian $release: setup to a connected LAN, and back" boots "$name" "$suite" setup
done

machine other bookworm
install_on other iproute2 libjansson4 libmnl0 libnftnl11 libpcap0.8 libseccomp2 ppp
files_of other >"$work/before"
check 'another machine: it is installed' install_package other
check 'configured, and enabled' configure_on other
check 'removed' quiet on other apt-get -q remove -y pppoe-clamp
check 'what is configured stays' status_is other config-files
# Fails without `divert off` in prerm: nobody has the name.
check 'the stock plugin has its name again' stock_name_is other 2.4.9 pppoe.so
# Fails without the first line of the hooks.
check_not 'and the hooks say nothing' hooks_say other
check 'it is purged' quiet on other apt-get -q purge -y pppoe-clamp
check 'and nothing is left' diff "$work/before" <(files_of other)
check 'the command without the plugin' install_tools other
check 'it runs' on other pppoe-clamp --version
check 'it reconnects each night' reconnects_nightly other
check 'it is purged' quiet on other apt-get -q purge -y pppoe-clamp-tools
check 'and nothing is left' diff "$work/before" <(files_of other)
check 'it is installed again' install_package other
check 'and pppd loads it' loads_in other 2.4.9
done_testing
