#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Hundreds of times in one pppd LCP goes down and up, as fast as the peer can ask
# for it: each time the link has one clamp, and while it is down none.

. ./lib.sh

cycles=${CYCLES:-200}

# A peer on a serial line (RFC 1662) that agrees to all of LCP, says nothing of IP, and
# asks for LCP anew when both sides have agreed.
cat >/tmp/peer <<'END'
use strict;
my ($left, $id, $ours, $theirs, $buffer) = (shift, 0, 0, 0, '');
sub fcs {
	my $fcs = 0xffff;
	for my $byte (unpack 'C*', shift) {
		$fcs ^= $byte;
		$fcs = $fcs & 1 ? $fcs >> 1 ^ 0x8408 : $fcs >> 1 for 1 .. 8;
	}
	return pack 'v', $fcs ^ 0xffff;
}
sub answer {
	my ($code, $number, $data) = @_;
	my $frame = "\xff\x03\xc0\x21" . pack('CCn', $code, $number, 4 + length $data) . $data;
	$frame .= fcs($frame);
	$frame =~ s/([\x00-\x1f\x7d\x7e])/"\x7d" . ($1 ^ ' ')/ges;
	syswrite STDOUT, "\x7e$frame\x7e";
}
sub hear {
	my ($code, $number, $data) = @_;
	if ($code == 1) { answer(2, $number, $data); $theirs = 1 }
	elsif ($code == 2) { $ours = 1 }
	elsif ($code == 5) { answer(6, $number, $data) }
	elsif ($code == 9) { answer(10, $number, "\0\0\0\0") }
}
for (;;) {
	vec(my $ready = '', 0, 1) = 1;
	# Shorter than pppd's own wait, a second: else it is pppd that asks, each time.
	if (select $ready, undef, undef, $ours && $theirs ? 0.02 : 0.5) {
		sysread STDIN, $buffer, 4096, length $buffer or exit;
		while ($buffer =~ s/^\x7e*([^\x7e]+)\x7e//s) {
			(my $frame = $1) =~ s/\x7d(.)/$1 ^ ' '/ges;
			next unless $frame =~ /^\xff\x03\xc0\x21(.)(.)(..)/s;
			hear(ord $1, ord $2, substr $frame, 8, unpack('n', $3) - 4);
		}
	} elsif (!$ours || $left-- > 0) {
		$ours = $theirs = 0;
		answer(1, ++$id & 0xff, '');
	}
}
END
peers_file line <<END
plugin PLUGIN
pty "perl /tmp/peer $cycles"
noauth
local
nodetach
lcp-restart 1
ipcp-restart 60
noipdefault
END
remember_state

tables() { nft list tables | sed -n 's/.*pppoe-clamp-//p' | sort | xargs; }
tables_are() { [ "$(tables)" = "$*" ]; }
ups() { grep -c 'MSS clamp on ppp0: ' /tmp/log; }
came() { [ "$(ups)" -gt "$cycles" ]; }
# What is wrong at any moment: another table than that of the link. A look is one process, as
# they take the time of the others.
watch_tables() {
	local seen looks=0
	while [ ! -e /tmp/enough ]; do
		nft list tables >/tmp/tables
		mapfile -t seen </tmp/tables
		case ${seen[*]} in '' | 'table inet pppoe-clamp-ppp0') ;; *) echo "tables: ${seen[*]}" ;; esac
		looks=$((looks + 1))
		pause 0.05
	done
	echo "$looks" >/tmp/looks
}

nft monitor tables >/tmp/events 2>&1 &
monitor=$!
listens() { nft 'add table inet seen; delete table inet seen' && grep -q seen /tmp/events; }
check 'nft monitor listens' poll_until 30 listens
watch_tables >/tmp/wrong &
watcher=$!
start=$SECONDS
pppd call line >/dev/null 2>&1 &
check "LCP came up $cycles times and once more" poll_until 180 came
note "$((SECONDS - start)) s, $(ups) clamps"
check 'the link stays up, with one table' poll_until 5 tables_are ppp0
check 'with rules' test "$(nft list table inet pppoe-clamp-ppp0 | grep -c 'goto strip')" = 19
kill $!
check 'pppd ends' ends_within 15
check 'no table is left' poll_until 3 tables_are
touch /tmp/enough
wait $watcher
kill $monitor
note "$(cat /tmp/looks) looks"
# Fails if a clamp is left when LCP goes down (removed() of netclamp.c without its talk()).
# shellcheck disable=SC2016 # awk's
check 'by the kernel: one table at most, none at the end' awk '
	/table inet pppoe-clamp-/ { now += $1 == "delete" ? -1 : 1; if (now > 1 || now < 0) exit bad = 1 }
	END { exit bad || now }' /tmp/events
check_not 'there was never another one' grep . /tmp/wrong
check 'nothing is left' nothing_left
done_testing
