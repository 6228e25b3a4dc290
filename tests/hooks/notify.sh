#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The command of `notify`: what it is told, in which order, and that nothing
# that it does matters to a backup.

# shellcheck source=tests/hooks/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

for link in dsl0 lte0; do add_link $link; done
cat >/usr/local/sbin/line-state <<-'END'
	#!/bin/sh
	env >/run/told.env
	ls -l /proc/self/fd >/run/told.fds
	pwd >/run/told.cwd
	echo "$*" >>/run/told
	[ ! -e /run/told.hangs ] || { : >/run/told.hung; trap '' TERM; sleep 32; sleep 33; }
	[ ! -e /run/told.fails ] || exit 7
END
chmod +x /usr/local/sbin/line-state
told() { consists_of /run/told "$@"; } # LINE...
told_soon() { poll_until 10 told "$@"; }
start() { # LINE...
	rm -f /run/told*
	: >/run/told
	fresh 'notify /usr/local/sbin/line-state' "$@"
	told_soon 'primary dsl0 up'
	: >/run/told
}

start 'stable 0'
export SECRET=1
lost carrier
# Fails if the order is that in which processes happen to run.
check 'lost: the primary first, then its backup' \
	told_soon 'primary dsl0 down carrier' 'backup lte0 on'
# The shell adds PWD and, some of them, _ and SHLVL.
environment() { sed '/^\(PWD\|OLDPWD\|_\|SHLVL\)=/d' /run/told.env | cut -d = -f 1 | sort | xargs; }
check 'the environment has what is said, and nothing of ours' test "$(environment)" = 'LC_ALL PATH'
nothing_open() {
	cat /run/told.fds
	[ "$(grep -c ' [02] -> /dev/null$' /run/told.fds)" = 2 ] && ! grep '/run/pppoe-clamp' /run/told.fds
}
# Fails if what it starts would hold a lock of ours.
check 'it has nothing to read or to write, and no lock' nothing_open
check 'it is in /' test "$(cat /run/told.cwd)" = /
down dsl0 carrier
failover check
: >/run/told
back
check 'back: the primary first' told_soon 'primary dsl0 up' 'backup lte0 off'

start
lost user
check 'on purpose' told_soon 'primary dsl0 held'

start
link_down dsl0
failover check
check 'nobody has said why' told_soon 'primary dsl0 gone'
link_up dsl0
failover check
check 'and it is back' told_soon 'primary dsl0 gone' 'primary dsl0 up'

start
link_down dsl0
failover -n down dsl0 dead >/run/would
check 'only asked: it would be called' \
	grep -x 'would run: /usr/local/sbin/line-state primary dsl0 down dead' /run/would
sleep 0.5
check 'but is not' told ''

start
touch /run/told.fails
lost dead
check 'it fails: the backup is started' called_soon 'pon lte'
check 'and the log says so' \
	poll_until 10 logged 'notify: failed with status 7: /usr/local/sbin/line-state primary dsl0 down dead'
rm /run/told.fails
check 'the next one is called' told_soon 'primary dsl0 down dead' 'backup lte0 on'

start
mv /usr/local/sbin/line-state /usr/local/sbin/line-state.off
lost dead
check 'it is not there: the backup is started' called_soon 'pon lte'
check 'and the log says so' poll_until 10 logged 'notify: failed with status 127'
mv /usr/local/sbin/line-state.off /usr/local/sbin/line-state

sed -i 's/^command_limit=[0-9]*/command_limit=20/' /usr/lib/pppoe-clamp/failover/methods.sh
start 'stable 0'
touch /run/told.hangs
link_down dsl0
# Fails if it is waited for.
check 'it hangs: the hook does not' timeout 15 pppoe-clamp-failover down dsl0 dead
check 'the backup is started' called 'pon lte'
link_up dsl0
check 'nor does the next look' timeout 15 pppoe-clamp-failover up dsl0 "$pppd"
poll_until 30 test -e /run/told.hung
rm /run/told.hangs
# Fails if two of them run at a time, or without a limit of their time.
check 'it is killed, and told the rest in the same order' poll_until 60 \
	told 'primary dsl0 down dead' 'backup lte0 on' 'primary dsl0 up' 'backup lte0 off'
check 'that it was killed is said' logged 'notify: failed with status 137'

start
rm -r /run/pppoe-clamp
mkdir /run/pppoe-clamp && mount -t tmpfs -o ro none /run/pppoe-clamp
lost dead
check '/run cannot be written: it is told all the same' \
	told_soon 'primary dsl0 down dead' 'backup lte0 on'
umount /run/pppoe-clamp
done_testing
