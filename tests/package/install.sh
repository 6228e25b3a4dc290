#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# make install and make uninstall: the plugin is where pppd looks, whatever PREFIX
# says, what names a path names the one installed, nothing stays, and what a Debian package
# has installed does.

# shellcheck source=tests/mounts.sh
. "${BASH_SOURCE[0]%/*}/../mounts.sh"
cd "$top" || exit

work=$(mktemp -d)
at_end() { umount -q /etc; rm -rf "$work"; }
pppd=$(PATH=/usr/sbin:$PATH command -v pppd)
root=$work/root
# The directories that Debian's ppp, systemd and man-db have.
mkdir -p "$root"/etc/ppp/{ip-up,ip-down,ipv6-up,ipv6-down}.d

install_to() { make -s install install-tool DESTDIR="$root" "$@"; }
uninstall_from() { make -s uninstall DESTDIR="$root" "$@"; }
files() { (cd "$root" && find . ! -type d | sort); }
plugin_path() { files | sed -n 's,^\.\(.*/\)pppoe-clamp\.so$,\1,p'; }
# The directory, without its last slash, is one of the words in the program.
pppd_looks_there() { tr -c '[:print:]' '\n' <"$pppd" | grep -x -- "$(plugin_path | sed 's,/$,,')"; }
named_paths() { grep -hoE '/usr(/local)?/(sbin|lib)/pppoe-clamp[a-z/.-]*' -r "$root/etc" "$root/usr" | sort -u; }
# Fails without the sed in install-hooks.
paths_exist() {
	local path
	[ -n "$(named_paths)" ] && named_paths | while read -r path; do
		[ -e "$root$path" ] || { echo "$path is named, and not there" && return 1; }
	done
}

for prefix in /usr /usr/local; do
	check "PREFIX=$prefix: installs" install_to PREFIX=$prefix
	# Fails without PLUGINDIR's own value: it was below PREFIX.
	check "PREFIX=$prefix: pppd looks where the plugin is" pppd_looks_there
	check "PREFIX=$prefix: every path that is named is there" paths_exist
	check "PREFIX=$prefix: the command runs" "$root$prefix/bin/pppoe-clamp" --version
	# Fails if it is of the Debian package alone: the manual knows no such condition.
	check "PREFIX=$prefix: needrestart leaves a line alone" \
		grep -F 'pppoe-clamp@' "$root/etc/needrestart/conf.d/pppoe-clamp.conf"
	check "PREFIX=$prefix: uninstalls" uninstall_from PREFIX=$prefix
	check "PREFIX=$prefix: no file is left" test -z "$(files)"
	check "PREFIX=$prefix: no directory of ours is left" \
		test -z "$(find "$root" -name 'pppoe-clamp*')"
	check_not "PREFIX=$prefix: nor one that is iproute2's" test -e "$root/etc/iproute2"
	check_not "PREFIX=$prefix: nor needrestart's" test -e "$root/etc/needrestart"
	check "PREFIX=$prefix: those of ppp stay" test -d "$root/etc/ppp/ip-up.d"
done

check 'PLUGINDIR moves it' install_to PLUGINDIR=/opt/pppd
check 'to there' test "$(plugin_path)" = /opt/pppd/
check 'and uninstall knows' uninstall_from PLUGINDIR=/opt/pppd
check 'no file is left' test -z "$(files)"
# Fails without remove_dirs.
check 'nothing is wrong with a second time' uninstall_from PLUGINDIR=/opt/pppd

# Fails without CONFIG.
printf '%s\n' 'PREFIX = /opt' 'PLUGINDIR = /opt/pppd' >"$work/settings"
check 'a file of settings is taken' install_to CONFIG="$work/settings"
check 'its PLUGINDIR' test "$(plugin_path)" = /opt/pppd/
check 'its PREFIX' test -x "$root/opt/bin/pppoe-clamp"
check 'and the command line has the last word' install_to CONFIG="$work/settings" PLUGINDIR=/opt/mine
check 'uninstall takes it' uninstall_from CONFIG="$work/settings"
check 'and once more' uninstall_from CONFIG="$work/settings" PLUGINDIR=/opt/mine
check 'no file is left' test -z "$(files)"
check_not 'one that is not there is an error' install_to CONFIG="$work/nowhere"

# Without DESTDIR, so nobody else sees what is in /etc.
cp -a /etc "$work/etc" && mount --bind "$work/etc" /etc || exit
here() { make -s "$@" PREFIX="$work/usr" PLUGINDIR="$work/pppd"; } # TARGET...
package_has() { # STATUS FILE...
	printf '%s\n' 'Package: pppoe-clamp' "Status: $1" 'Version: 1' 'Architecture: all' \
		'Maintainer: nobody' 'Description: ours' >/var/lib/dpkg/status
	printf '%s\n' "${@:2}" >/var/lib/dpkg/info/pppoe-clamp.list
}
if command -v dpkg >/dev/null; then
	mount -t tmpfs dpkg /var/lib/dpkg && mkdir /var/lib/dpkg/{info,updates,triggers} || exit
	package_has 'install ok installed' "$work/pppd/pppoe-clamp.so" /etc/ppp/ip-limbo
	here install install-tool
	# Fails without the first line of uninstall.
	check_not 'what is a package is not uninstalled' here uninstall
	check 'and the plugin is there' test -e "$work/pppd/pppoe-clamp.so"
	package_has 'deinstall ok config-files' /etc/ppp/ip-limbo
	check 'it is when the package is removed' here uninstall
	check_not 'and the plugin is gone' test -e "$work/pppd/pppoe-clamp.so"
	check_not 'and hooks' test -e /etc/ppp/ip-up.d/pppoe-clamp
	# Fails without owned: dpkg would not put it back.
	check 'but what the package has in /etc stays' test -e /etc/ppp/ip-limbo
	: >/var/lib/dpkg/status
fi
here install install-tool
check 'without a package' here uninstall
check_not 'nothing stays' test -e /etc/ppp/ip-limbo

# Fails without BUILT_FOR: make install installed the plugin of the pppd before an upgrade.
object=$work/build/plugin/core/backoff.o
compiles_for() { MAKEFLAGS='' make BUILD="$work/build" PPPD_VERSION="$1" "$object" | grep -e ' -c '; } # VERSION
check 'an object is made' compiles_for 2.4.9
check_not 'once' compiles_for 2.4.9
check 'and again for another pppd' compiles_for 2.5.2

plugin=build/pppoe-clamp.so
dynamic() { readelf -dW "$plugin" | grep -q "$1"; }
relro() { readelf -lW "$plugin" | grep -q GNU_RELRO; }
imports() { nm -D --undefined-only "$plugin" | grep -q "$1"; }
# Fails without the default CFLAGS and LDFLAGS.
check 'symbols are bound at start' dynamic BIND_NOW
check 'and then read-only' relro
check 'the stack is guarded' imports __stack_chk_fail
check 'libc checks lengths' imports '_chk@'
done_testing
