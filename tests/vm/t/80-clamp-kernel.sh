#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The clamp on whatever kernel this is: every backend, or what takes its place,
# lowers the MSS wherever the option stands; what the kernel cannot do is said
# once, as information, and nothing is refused.

. ./lib.sh

world
start_ac
serve_connects server 80
remember_state

up() { # [LINE...]
	peers_basic line 'failover-metric 100' "$@"
	pon line && poll_until 30 complete && lan_reaches # or a SYN comes twice
}
complete() { both_up ppp0 && one_route_each; }
down() { poff line && ends_within 15 && nothing_left; }

# A SYN from the LAN with these options, in hex, and a right checksum.
send_syn() { # 4|6 OPTIONS
	local target=$server4 source=$lan4
	[ "$1" = 4 ] || target=$server6 source=$lan6
	# shellcheck disable=SC2016 # Perl's variables
	lan perl -MSocket=:all -e '
		my ($v, $source, $target, $options) = @ARGV;
		$options = pack "H*", $options;
		$options .= "\0" x (-length($options) % 4);
		my $f = $v == 4 ? AF_INET : AF_INET6;
		my ($s, $t) = (inet_pton($f, $source), inet_pton($f, $target));
		my $tcp = sub {
			pack("nnNNCCnnn", 4000, 81, 1, 0, (5 + length($options) / 4) << 4, 2, 64000,
				$_[0], 0) . $options
		};
		my $sum = unpack "%32n*", $s . $t . pack("nn", 6, length $tcp->(0)) . $tcp->(0);
		$sum = ($sum & 0xffff) + ($sum >> 16) while $sum > 0xffff;
		socket my $raw, $f, SOCK_RAW, IPPROTO_TCP or die $!;
		send $raw, $tcp->(~$sum & 0xffff), 0,
			$v == 4 ? sockaddr_in(0, $t) : sockaddr_in6(0, $t) or die $!;
	' "$1" "$source" "$target" "$2"
}

# What the server sees of it: "correct", or not, and tcpdump's list of the options.
arrives() { # 4|6 OPTIONS
	begin_tcpdump /tmp/arrived ip netns exec server tcpdump -i eth0 -c 1 --immediate-mode -U -l -nv 'dst port 81'
	send_syn "$@"
	poll_until 10 grep -q options /tmp/arrived
	wait $!
	sed -nE 's/.*\((correct|incorrect).*options \[(.*)\], length.*/\1 \2/p' /tmp/arrived
}
arrive_as() { # EXPECTED 4|6 OPTIONS
	local got
	got=$(arrives "${@:2}")
	echo "$got"
	[ "$got" = "correct $1" ]
}

seen() { [ "$(syn_lines router | wc -l)" -ge 8 ]; }
forwarded() { # MSS of SYN and SYN/ACK behind the clamp, for IPv4 and IPv6
	watch_syns
	connects lan "$server4" 80
	connects lan "$server6" 80
	poll_until 10 seen
	end_watch
	syn_lines router | awk '$5 != "correct" { print "wrong" } NR % 2 == 0 { print $4 }' | xargs
}
lowers_handshakes() {
	local got
	got=$(forwarded)
	echo "$got"
	[ "$got" = '1452 1452 1432 1432' ]
}

# Where the option cannot be rewritten it is removed, or left alone if the kernel cannot do that.
removes() { since 5.18 || { [[ $kernel == 5.10.* ]] && since 5.10.223; }; }
if removes; then odd4='nop,nop,nop,nop,nop,nop,nop,nop'; else odd4='nop,mss 1460,nop,nop,nop'; fi
odd6=${odd4/1460/1440}

for backend in auto forward netdev both; do
	check "clamp-backend $backend comes up" up "clamp-backend $backend"
	# Fails if a refusal of this kernel is not known to accept_refusal.
	check 'with a clamp' poll_until 5 clamps ppp0
	check_not 'nothing was refused' logged 'MSS clamp.*: \(add\|delete\|flush\|commit\)'
	check 'SYN and SYN/ACK of both IP versions are lowered' lowers_handshakes
	check 'an option after two NOPs, too' arrive_as 'nop,nop,mss 1452,nop,nop' 4 0101020405b40101
	check 'and with IPv6' arrive_as 'nop,nop,mss 1432,nop,nop' 6 0101020405a00101
	# Fails if only some even places are known.
	check 'and after NOP and window scale' \
		arrive_as 'nop,wscale 7,mss 1452' 4 01030307020405b4
	check 'at an odd place: right checksum' arrive_as "$odd4" 4 01020405b4010101
	check 'and with IPv6' arrive_as "$odd6" 6 01020405a0010101
	nft flush ruleset
	check 'after a flush: lowered within seconds' poll_until 5 lowers_handshakes
	check 'down' down
done
since 5.12 || check 'the log tells: not owned' logged 'no owned tables'
if removes; then
	check_not 'no place was given up' logged 'cannot remove the MSS option'
else
	check 'the log tells: nothing is removed' logged 'cannot remove the MSS option'
fi
if since 5.16; then
	check_not 'no backend was replaced' logged 'hooks here'
else
	check 'the log tells: no netdev hooks' logged 'no netdev hooks here, using forward'
fi

up >/dev/null
kill -9 "$(router_pppds)"
poll_until 10 gone ppp0
check 'after kill -9: up again' up
check 'with one clamp' test "$(clamp_tables)" = 1
check 'that lowers' lowers_handshakes
check 'down' down
done_testing
