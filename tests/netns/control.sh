#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `pppoe-clamp down`, `reconnect` and `up`: whose pppd is meant, and when it has
# ended. The pppds are programs of that name, with a record as the plugin leaves it
# (tests/vm/t/95-command.sh has the real one).

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

tool=$programs/pppoe-clamp
records=/run/pppoe-clamp

# ------------------------------------------------------- pppds, and their records

mkdir -p $records /run/etc /run/bin /run/new
cp -a /etc/ld.so.* /run/etc
mount --bind /run/etc /etc
mkdir -p /etc/ppp/peers
touch /etc/ppp/peers/dsl
cp "$(command -v bash)" /run/bin/pppd
mkfifo /run/never
cat >/run/life <<'END'
record=/run/pppoe-clamp/$1.0
printf '%s\n' state=up pid=$$ device=$1 device_index=2 ifname=$2 mac=02:00:00:00:00:01 mtu=1492 \
	session_since="${SINCE:-1}" mtu_verdict=unknown "netns=$(stat -L -c %i /proc/self/ns/net)" >"$record"
chmod 600 "$record"
exec 9<"$record"
flock -n 9
trap 'rm "$record"; exit' TERM
echo >"/run/$1.begun"
read -r _ <>/run/never
END
# In the background, as `pppd call dsl nodetach`.
start_pppd() { # DEVICE IFNAME [COMMAND...]: that runs it
	"${@:3}" /run/bin/pppd /run/life "$1" "$2" call dsl nodetach &
	poll_until 20 test -e "/run/$1.begun"
	rm "/run/$1.begun"
}
has_record() { [ -e "$records/$1.0" ] && ! flock -n "$records/$1.0" true; } # DEVICE

# --------------------------------------------------- of another network namespace

# One before and one after the own: whatever the order that records are read in.
start_pppd eth0 ppp0 unshare --net
start_pppd eth1 ppp0
start_pppd eth2 ppp0 unshare --net
# Fails if whoever was started with `call dsl` is meant, wherever it is.
check 'down by the name of the peers file' "$tool" down dsl
check 'ends the one that is here' test ! -e $records/eth1.0
check 'and no other' eval 'has_record eth0 && has_record eth2'
no_other() { ! "$tool" down dsl && ! "$tool" reconnect dsl && has_record eth0 && has_record eth2; }
check 'nor if there is no other' no_other
# Fails if one in another network namespace counts: `up` would not start the one that is here.
printf '#!/bin/sh\necho "pppd $*"\n' >/run/new/pppd
chmod +x /run/new/pppd
started() { PATH=/run/new:$PATH "$tool" up dsl | grep -x 'pppd call dsl'; }
check 'up starts one beside it' started

# ----------------------------------------------------------- the session is young

read -r now _ </proc/uptime
SINCE=$((${now%.*} - 60)) start_pppd eth1 ppp0
stays() { "$tool" reconnect "$@" --min-age 3600 | grep -x 'ppp0: its session began .* ago, and stays' &&
	has_record eth1; }
for name in ppp0 dsl; do check "reconnect $name --min-age: a younger session stays" stays $name; done
# SIGHUP ends this pppd, which is said.
is_ended() { "$tool" reconnect dsl --min-age "$1" 2>&1 | grep 'pppd has ended' && ! has_record eth1; } # SECONDS
check 'an older one does not' is_ended 60
for age in 0 -1 1h ''; do
	check_says() { "$tool" reconnect dsl --min-age "$age" 2>&1 | grep -- "--min-age '$age': expected 1 to 2147483647 seconds"; }
	check "--min-age '$age' is refused" check_says
done
both() { "$tool" reconnect dsl --min-age 60 --at 04:10 2>&1 | grep -- "--min-age '': expected no --at with it"; }
check 'and with --at' both

# ------------------------------------------------------------- nobody reaps it

# sleep becomes its parent, and waits for no child.
start_pppd eth1 ppp0 bash -c '"$@" & exec sleep 600' sh
zombie() { grep -l '^State:.Z' /proc/[0-9]*/status; }
# Fails if a zombie, which takes signals, counts as alive.
check 'down of one that nobody reaps' "$tool" down dsl
check 'which is a zombie' zombie
done_testing
