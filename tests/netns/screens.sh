#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the command shows on 80 columns while a link is up, suspect, in limbo, down, while
# its record is torn, and while /run is read-only: status, log, graph and metrics as they
# are in golden/, where dates and times stand as letters.
#
# GOLDEN=write writes what is shown now; look at each of them.

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

tool=$programs/pppoe-clamp
records=/run/pppoe-clamp
golden=$here/golden
export TZ=UTC LC_ALL=C.UTF-8
now=200000 # seconds since the boot, whenever the command runs
netns=$(stat -L -c %i /proc/self/ns/net)

ip -batch - <<-END
	link add eth1 address 02:00:00:00:00:01 type veth peer name ac0
	link add ppp0 address 02:00:00:00:00:02 type veth peer name ac1
	link set ppp0 mtu 1492 up
	link set eth1 up
	link set ac0 up
	link set ac1 mtu 1492 up
	address add 203.0.113.5 peer 203.0.113.1/32 dev ppp0
END
eth1=$(ip -o link show eth1 | cut -d : -f 1)
start_driver ours
tell ours clamp ppp0 1492 >/dev/null && tell ours route4 ppp0 100 >/dev/null &&
	tell ours route6 ppp0 100 >/dev/null
mkdir $records

# ECHOES of the last ten seconds are lost.
write_ring() { # [ECHOES]
	python3 - "$now" "$netns" "${1:-0}" "$records/ppp0.$netns.ring" <<-END
		import sys
		sys.path.insert(0, "$here")
		from ring import Ring
		now, netns, lost = map(int, sys.argv[1:4])
		ring = Ring("ppp0", "eth1", netns, now - 86000, now)
		for second in range(now - 80000, now + 1):
		    ring.second(second, 8000 + second % 6 * 200, answered=second <= now - 10 or second > now - 10 + lost)
		    ring.minute(second, 300 * 10**6, 30 * 10**6)
		ring.loss((now - 40000) * 1000, 45000, "carrier", 2, 8000)
		ring.loss((now - 20000) * 1000, 1500, "restart", 2, 8000)
		ring.loss((now - 7000) * 1000, 2500, "dead", 1, 8000)
		open(sys.argv[4], "wb").write(ring.bytes())
	END
}
exec {owner}</dev/null
write_record() { # LINE...
	exec {owner}<&-
	printf '%s\n' pid=$$ device=eth1 "device_index=$eth1" "netns=$netns" ifname=ppp0 mac=02:00:00:00:00:01 \
		state_since=$((now - 3630)) session_since=$((now - 7260)) ac_name=lab-ac mtu=1492 \
		mru=1492 mtu_verdict=proved clamp=forward "$@" >$records/eth1.0
	chmod 600 $records/eth1.0
	exec {owner}<$records/eth1.0
	flock -n "$owner"
}
# Runs a command $now seconds after a boot, to the nanosecond; unshare(1) knows seconds.
cat >/run/at <<'END'
import ctypes, os, sys, time
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x80):  # CLONE_NEWTIME
    sys.exit("no time namespace")
ns = int(sys.argv[1]) * 10**9 - time.clock_gettime_ns(time.CLOCK_BOOTTIME)
with open("/proc/self/timens_offsets", "w") as offsets:
    offsets.write(f"boottime {ns // 10**9} {ns % 10**9}")
sys.exit(os.spawnvp(os.P_WAIT, sys.argv[2], sys.argv[2:]))
END
around=()
show() { # COMMAND...
	echo "\$ pppoe-clamp $*"
	"${around[@]}" python3 /run/at "$now" "$tool" "$@" 2>&1
	echo "exit status $?"
}
all_screens() {
	show status
	show log ppp0
	show graph ppp0
	show metrics | grep -v '^# '
}
# Hours stand at other places of the axis each time.
without_times() {
	sed -E -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}/YYYY-MM-DD/g; s/[0-9]{2}:[0-9]{2}:[0-9]{2}/HH:MM:SS/g' \
		-e 's/└.*/└ HH:MM/; s/\<[0-9]{2}:[0-9]{2}\>/HH:MM/g; s/ [0-9]{9,}$/ SECONDS/'
}
is_golden() { # NAME
	all_screens | without_times >/run/screen
	[ "${GOLDEN:-}" != write ] || [ "${#around[@]}" -gt 0 ] || cp /run/screen "$golden/$1"
	! grep -E '.{81}' <(grep -v ^pppoe_clamp_ /run/screen | grep -v '^#') && diff "$golden/$1" /run/screen
}

write_ring
write_record state=up
# What takes longer than a second, on a busy host, is shown a second later: once more.
is_shown() { poll_until 60 is_golden "$1"; }
check 'up' is_shown screens-up
write_ring 10
check 'suspect: echoes are lost, and nothing else is known' is_shown screens-suspect
write_record state=limbo
check 'in limbo' is_shown screens-limbo
write_ring
write_record state=down
check 'down: pppd looks for an AC' is_shown screens-down
exec {owner}<&-
printf 'state=up\ndevice=eth1\nmtu=' >$records/eth1.0
exec {owner}<$records/eth1.0
flock -n "$owner"
check 'its record is torn' is_shown screens-torn
write_record state=up
# shellcheck disable=SC2016 # expanded by the inner shell
around=(unshare --mount sh -c 'mount --bind /run /run && mount -o remount,bind,ro /run && exec "$@"' sh)
check '/run is read-only: as if it were not' is_shown screens-up
done_testing
