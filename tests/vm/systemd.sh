# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The machine's Debian, booted by its systemd: process 1 of a process namespace,
# with the network and the files of the test.
#
#   boot_debian [TARGET]     until TARGET is reached: multi-user.target
#   in_debian COMMAND...     as its systemctl wants to be run
#   stop_debian              as `poweroff` does; false after two minutes

# They would take over the system log, clear /tmp, give interfaces other addresses, and
# do what tests of their own do.
not_now='systemd-journald.service systemd-journald.socket systemd-journald-dev-log.socket
	systemd-journald-audit.socket systemd-journal-flush.service systemd-tmpfiles-setup.service
	systemd-tmpfiles-setup-dev.service systemd-tmpfiles-setup-dev-early.service
	systemd-udevd.service systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udev-trigger.service
	NetworkManager.service NetworkManager-wait-online.service firewalld.service xl2tpd.service'

boot_debian() { # [TARGET]
	local unit
	for unit in $not_now; do ln -s /dev/null "/etc/systemd/system/$unit"; done
	mount -t cgroup2 cgroup /sys/fs/cgroup
	mkdir /sys/fs/cgroup/debian
	# shellcheck disable=SC2016 # expanded by the inner shells
	sh -c 'echo 0 >/sys/fs/cgroup/debian/cgroup.procs &&
		exec unshare --pid --fork --mount --cgroup --mount-proc sh -c "$@"' sh '
		umount /sys/fs/cgroup && mount -t cgroup2 cgroup /sys/fs/cgroup &&
		container=lab exec /lib/systemd/systemd "$@"' sh \
		--system --log-target=kmsg --show-status=0 "--unit=${1:-multi-user.target}" &
	debian=$!
	poll_until 240 debian_reached "${1:-multi-user.target}"
}
# Not only "answers": what types `systemctl restart networking` while the boot is at it
# cuts its ifup short, and the next one finds half of the interface done.
debian_reached() { init=$(pgrep -P "$debian") && in_debian systemctl -q is-active "$1"; } # TARGET

in_debian() { nsenter --target "$init" --mount --pid --cgroup --root --wd "$@"; }

stop_debian() {
	in_debian systemctl poweroff # which may not live to hear the answer
	poll_until 120 debian_stopped
}
debian_stopped() { ! kill -0 "$debian" 2>/dev/null; }
