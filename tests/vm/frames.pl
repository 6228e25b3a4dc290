#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sends frames, as they are in hexadecimal, each kind in turn:
#
#   frames.pl count COUNT INTERFACE HEX...   COUNT of them
#   frames.pl flood SECONDS INTERFACE HEX... 100,000 a second, with pauses of a millisecond:
#                                            without any no time passes in some machines

use strict;
use warnings;
use List::Util qw(min);
use Time::HiRes qw(time sleep);

my ($what, $many, $interface, @hex) = @ARGV;
open my $index, '<', "/sys/class/net/$interface/ifindex" or die;
socket my $wire, 17, 3, 0 or die; # AF_PACKET, SOCK_RAW
my $to = pack 'SniSCCa8', 17, 0, <$index>, 1, 0, 6, '';

# To begin a call costs a machine more than to send a frame. Each message of sendmmsg(), 307,
# points to an address and to a part, which points to a frame.
my @frames = map { pack 'H*', s/[: ]//gr } @hex;
my @parts = map { pack 'PQ', $_, length } @frames;
my @messages = map { pack 'PLx4PQx32', $to, length $to, $_, 1 } @parts;
my $sent = 0;
sub send_until {
	my $until = shift;
	while ($sent < $until) {
		my $count = min(100, $until - $sent);
		my $call = join '', map { $messages[($sent + $_) % @messages] } 0 .. $count - 1;
		my $done = syscall 307, fileno $wire, $call, $count, 0;
		die "$!" if $done < 1;
		$sent += $done;
	}
}

if ($what eq 'count') {
	send_until($many);
} else {
	my $began = time;
	while ((my $now = time - $began) < $many) {
		send_until(int(100_000 * $now));
		sleep 0.001;
	}
}
