#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `pppoe-clamp reconnect --at`: the drop-in that it writes, what it has systemctl do,
# and that nothing of it is left where that fails. systemctl only writes down that it
# was called: tests/examples/11-reconnect.sh has a real one.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

tool=$programs/pppoe-clamp

mkdir -p /run/etc /run/bin /run/systemd/system
cp -a /etc/passwd /etc/group /etc/ld.so.* /etc/nsswitch.conf /etc/alternatives /run/etc 2>/dev/null
mount --bind /run/etc /etc
mkdir -p /etc/ppp/peers /etc/systemd/system
touch /etc/ppp/peers/{dsl-provider,'two words'}
cat >/run/bin/systemctl <<-'END'
	#!/bin/sh
	echo "$*" >>/run/calls
	case $* in "$(cat /run/refused)"*) echo 'it is refused'; exit 1 ;; esac
END
chmod +x /run/bin/systemctl
echo nothing >/run/refused
PATH=/run/bin:$PATH

timer=pppoe-clamp-reconnect@dsl-provider.timer
drop_in=/etc/systemd/system/$timer.d/at.conf

reconnect() { : >/run/calls; "$tool" reconnect "$@" >/run/said 2>&1; status=$?; cat /run/said; return "$status"; }
says() { # STATUS PATTERN ARGUMENT...
	local want=$1 pattern=$2
	shift 2
	reconnect "$@"
	[ "$status" = "$want" ] && grep -E -- "$pattern" /run/said
}
calls() { diff /run/calls <(printf '%s\n' "$@"); } # LINE...
nothing_done() { [ ! -s /run/calls ] && [ -z "$(ls /etc/systemd/system)" ]; }
hour_is() { [ "$(sed -n 's/^OnCalendar=//p' "$drop_in")" = "$(printf '\n*-*-* %s:00' "$1")" ]; } # TIME

for time in 24:00 04:60 4:10 04:10:00 04.10 -1:00 '' '04:1 ' noon; do
	check "'$time' is no time" says 2 "^pppoe-clamp: --at '$time': expected a time from 00:00 to 23:59, or never$" \
		dsl-provider --at "$time"
done
check 'a name without a link or a file' says 2 "reconnect 'dsl': expected a link, or the name of a file" \
	dsl --at 04:10
check 'a name that no unit has' says 2 "reconnect 'two words': expected a name of letters, digits" \
	'two words' --at 04:10
check '--dry-run of nothing' says 2 "--dry-run '': expected --at with it" dsl-provider --dry-run
check 'no name' says 2 "reconnect '': expected one name" --at 04:10
check 'nothing was done' nothing_done
rmdir /run/systemd/system
check 'without systemd it says so' says 3 '--at: expected systemd, .* cron can run .pppoe-clamp reconnect dsl-provider' \
	dsl-provider --at 04:10
check 'and does nothing' nothing_done
mkdir /run/systemd/system
without_root() { setpriv --reuid 65534 --regid 65534 --clear-groups "$tool" reconnect dsl-provider --at 04:10 2>&1 |
	grep 'only root'; }
check 'nor without root' without_root

check '--dry-run shows the drop-in' says 0 '^\+OnCalendar=\*-\*-\* 04:10:00$' dsl-provider --at 04:10 --dry-run
check 'and the commands' grep -xF "  systemctl enable $timer" /run/said
check 'and does nothing' nothing_done

check 'it is done' reconnect dsl-provider --at 04:10
check 'the drop-in has the time, and no other' hour_is 04:10
check 'systemd reads it, starts it now and at each boot' calls daemon-reload "enable $timer" "restart $timer"
check 'again: nothing changes' reconnect dsl-provider --at 04:10
check_not 'and no diff is shown' grep -E '^[+-]' /run/said
check 'another time' reconnect dsl-provider --at 23:59
check 'takes its place' hour_is 23:59

# Fails without take_back(): the timer had the new time, or was left without one.
echo restart >/run/refused
check 'systemctl fails: that is said' says 3 "^pppoe-clamp: systemctl restart $timer: it is refused" \
	dsl-provider --at 01:00
check 'the time is as it was' hour_is 23:59
echo disable >/run/refused
check 'it cannot be ended: said' says 3 "systemctl disable --now $timer: it is refused" dsl-provider --at never
check 'the time is as it was' hour_is 23:59
echo nothing >/run/refused
check '--dry-run of never' says 0 "^-OnCalendar=\*-\*-\* 23:59:00$" dsl-provider --at never --dry-run
check 'does nothing' test -e "$drop_in" -a ! -s /run/calls
# A time may outlive its peers file.
rm /etc/ppp/peers/dsl-provider
check 'never' reconnect dsl-provider --at never
check 'ends the timer while there is its time' calls "disable --now $timer" daemon-reload
check 'nothing of it is left' test -z "$(ls /etc/systemd/system)"
touch /etc/ppp/peers/dsl-provider
check 'never again is well, too' says 0 '^dsl-provider: no time is set$' dsl-provider --at never
echo enable >/run/refused
check 'the first time is refused' says 3 'it is refused' dsl-provider --at 04:10
check 'nothing of it is left' test -z "$(ls /etc/systemd/system)"

# An interface has the name of its pppd's peers file.
echo nothing >/run/refused
mkdir -p /run/pppoe-clamp
printf '%s\n' '#!/bin/sh' 'exec 3</run/pppoe-clamp/eth1.0; flock -n 3; read -r end <&4' >/run/bin/pppd
chmod +x /run/bin/pppd
mkfifo /run/end
exec 4<>/run/end
: >/run/pppoe-clamp/eth1.0
chmod 600 /run/pppoe-clamp/eth1.0
/run/bin/pppd call dsl-provider &
printf '%s\n' state=up pid=$! device=eth1 "netns=$(stat -L -c %i /proc/self/ns/net)" ifname=ppp0 >/run/pppoe-clamp/eth1.0
by_interface() { reconnect ppp0 --at 04:10 && hour_is 04:10; }
check 'by its interface' poll_until 20 by_interface
check 'it is one timer' calls daemon-reload "enable $timer" "restart $timer"
echo end >&4

# Fails without it: a timer of before an upgrade runs the unit of before.
upgraded() { : >/run/calls; sh "$here/../../debian/pppoe-clamp-tools.postinst" configure 0.1 && calls '--system daemon-reload'; }
check 'after an upgrade systemd reads the units again' upgraded
done_testing
