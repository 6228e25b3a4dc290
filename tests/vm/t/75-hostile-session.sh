#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What others on the segment can do to a session that is up. Whoever has not both the
# AC's address and the number of the session does nothing, at no cost; whoever has both
# can end it, and then it is back.

. ./lib.sh

# From the AC's end of the wire, whatever the frame says.
send_frames() { ac ./frames.pl count "$1" eth0 "${@:2}"; } # COUNT HEX...
discovery() { printf '%s %s 8863 11 %s' "$ours" "$1" "$2"; } # FROM CODE...
session() { printf '%s %s 8864 11 00 %s' "$ours" "$1" "$2"; } # FROM ID LENGTH PROTOCOL...
same_link() { up4 ppp0 && [ "$(index_of ppp0)" = "$index" ] && ping -c 3 -i 0.2 -W 1 10.67.15.1; } # not all: a queue may be full
other_link() { up4 ppp0 && [ "$(index_of ppp0)" != "$index" ] && ping -c 1 -W 1 10.67.15.1; }
wakeups() { sed -n 's/^voluntary_ctxt_switches:\t//p' "/proc/$(router_pppds)/status"; }
log_lines() { wc -l </tmp/log; }
note_link() {
	index=$(index_of ppp0)
	id=$(printf %04x "$(sed -n 's/^session_id=//p' /run/pppoe-clamp/eth1.0)")
	other_id=$(printf %04x $((0x$id ^ 0x100)))
	before=$(wakeups) lines=$(log_lines) since=$SECONDS
}
# Fails if more comes of it than of echoes each second, and of the ping.
unmoved() {
	local woken=$(($(wakeups) - before)) seconds=$((SECONDS - since + 2))
	echo "woken $woken times in $seconds s, $(($(log_lines) - lines)) lines of log"
	same_link && ((woken < 20 * seconds && $(log_lines) - lines < 5))
}
terminate='0006 c021 05 77 0004'
request='000e c021 01 77 000c 01 04 0040 05 06 deadbeef'
junk='05d0 4021 '$(printf 'ff%.0s' {1..1486})

world
sed -i 's/^lcp-echo-interval.*/lcp-echo-interval 1/; s/^lcp-echo-failure.*/lcp-echo-failure 2/' /tmp/ac/pppoe-server-options
start_our_ac
peers_basic line persist 'maxfail 0' 'holdoff 0' 'lcp-echo-interval 1' 'lcp-echo-failure 2'
ours=$(</sys/class/net/eth1/address) peer=$(ac cat /sys/class/net/eth0/address) stranger=02:00:00:00:00:66
remember_state
check 'a session comes up' eval 'pppd call line >/dev/null; poll_until 20 up4 ppp0'

note_link
send_frames 1 "$(discovery $stranger "a7 $id 0000")"
send_frames 1 "$(session $stranger "$id $terminate")"
send_frames 1 "$(session $stranger "$id $request")"
check 'PADT, Terminate-Request, Configure-Request of a stranger: nothing' unmoved
send_frames 1 "$(discovery "$peer" "a7 $other_id 0000")"
send_frames 1 "$(session "$peer" "$other_id $terminate")"
send_frames 1 "$(session "$peer" "0000 $terminate")"
send_frames 1 "$(session "$peer" "ffff $terminate")"
check 'those of the AC with another number: nothing' unmoved
send_frames 1 "$(discovery "$peer" "65 $id 0004 0101 0000")"
send_frames 1 "$(discovery "$peer" "07 0000 000a 0101 0000 0102 0002 6163")"
check 'the PADS again, and a PADO: nothing' unmoved
strange=(
	"$(discovery "$peer" "07 0000 000a 0101 0000 0102 0002 6163")"
	"$(discovery "$stranger" "a7 $id 0000")"
	"$(session "$stranger" "$id $junk")"
	"$(session "$peer" "$other_id $junk")"
)
# Without a pause no time would pass.
send_some() { send_frames 1000 "${strange[@]}" && pause 0.01 || exit; }
# At least half of the pings: the rest may find a queue full.
passes_through() {
	{
		for _ in {1..20}; do send_some; done
		until [ -e /tmp/pinged ]; do send_some; done
	} &
	ping -q -c 20 -i 0.02 -W 1 10.67.15.1 >/tmp/pings
	touch /tmp/pinged
	cat /tmp/pings
	wait $! && [ "$(sed -n 's/.* \([0-9]*\) received.*/\1/p' /tmp/pings)" -ge 10 ]
}
check '20,000 frames of such kinds, or more, and pings between them: these are answered' passes_through
# Fails if the discovery socket is read while a session is up.
check 'and nothing comes of the frames' unmoved

# Of both ends, at the other one.
count_echoes() {
	local space interface
	for space in router ac; do
		interface=eth0
		[ $space = ac ] || interface=eth1
		"$space" nft -f - <<-END
			table netdev echoes {
				chain ingress {
					type filter hook ingress device "$interface" priority 0
					@nh,16,16 0x$id @nh,48,24 0xc02109 counter
					@nh,16,16 0x$id @nh,48,24 0xc0210a counter
				}
			}
		END
	done
}
echoes() { # router|ac REQUESTS|REPLIES: that have come there
	"$1" nft list table netdev echoes | grep -o 'packets [0-9]*' | sed -n "$2s/packets //p"
}
# The last one may still be on its way.
are_answered() { # ASKED ANSWERED
	echo "$1 requests, $2 replies"
	[ "$1" -ge 3 ] && [ "$2" -ge $(($1 - 1)) ]
}
note_link
count_echoes
ac ./frames.pl flood 5 eth0 "${strange[@]}"
check 'a flood while it is up: our echoes are answered' are_answered "$(echoes ac 1)" "$(echoes router 2)"
check "and the AC's are" are_answered "$(echoes router 1)" "$(echoes ac 2)"
check 'and nothing else comes of it' unmoved
for space in router ac; do "$space" nft delete table netdev echoes; done

# With both, but nothing that LCP has to obey: shorter than they say, of no use, without our magic number.
send_frames 1 "$(session "$peer" "$id 0000")"
send_frames 1 "$(session "$peer" "$id 0001 c0")"
send_frames 1 "$(session "$peer" "$id 0004 c021 05 77")"
send_frames 1 "$(session "$peer" "$id 0006 c021 05 77 ffff")"
send_frames 1 "$(session "$peer" "$id 0006 c021 05 77 0003")"
send_frames 1 "$(session "$peer" "$id ffff c021 05 77 0004")"
send_frames 1 "$(session "$peer" "$id 0006 c021 02 77 0004")"
send_frames 1 "$(session "$peer" "$id 0006 c021 07 77 0004")"
send_frames 1 "$(session "$peer" "$id 0006 c021 63 77 0004")"
send_frames 20 "$(session "$peer" "$id 000a c021 0a 77 0008 deadbeef")"
send_frames 1000 "$(session "$peer" "$id $junk")"
check 'LCP that is cut, or answers nothing of ours, and 1000 frames of no protocol: the link stays' same_link
note "$(($(log_lines) - lines)) lines of log"
check 'and the log is short' test $(($(log_lines) - lines)) -lt 60
note_link
ac ./frames.pl flood 2 eth0 "$(session "$peer" "$id $junk")" \
	"$(session "$peer" "$id 0006 c021 05 77 0003")" \
	"$(session "$peer" "$id 0008 c021 09 77 0008 deadbeef")" \
	"$(session "$peer" "$id 000a c021 0a 77 0008 deadbeef")"
check '100,000 of them a second: IP works again' poll_until 30 ping -c 1 -W 1 10.67.15.1
check 'and the log is short' test $(($(log_lines) - lines)) -lt 60

send_frames 1 "$(session "$peer" "$id $request")"
check 'a Configure-Request for an MRU of 64 in the name of the AC: IP works again' \
	poll_until 30 ping -c 1 -W 1 10.67.15.1
# RFC 1661 section 4.1: in Opened it begins again.
send_frames 1 "$(session "$peer" "$id 0006 c021 06 77 0004")"
check 'a Terminate-Ack: it works again' poll_until 30 ping -c 1 -W 1 10.67.15.1
for mru in 0000 0040 05dc ffff; do
	send_frames 1 "$(session "$peer" "$id 000a c021 01 78 0008 01 04 $mru")"
done
check 'for any MRU, one after the other: it works again' poll_until 30 ping -c 1 -W 1 10.67.15.1

# Nothing in PPPoE tells these from the AC's own.
note_link
send_frames 1 "$(discovery "$peer" "a7 $id 0000")"
check 'a PADT with both: another session follows' poll_until 15 other_link
note_link
send_frames 1 "$(session "$peer" "$id $terminate")"
check 'a Terminate-Request with both: another session follows' poll_until 30 other_link
poff line
check 'pppd ends' ends_within 15
check 'nothing is left' poll_until 10 nothing_left
done_testing
