#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A numbered UDP packet each 10 ms to a server that sends it back, for as long as
# the test likes:
#
#   stream.pl serve ADDRESS PORT FILE a line "NUMBER ADDRESS" in FILE for each that comes
#   stream.pl send ADDRESS PORT FILE  a line "NUMBER" for each that comes back, "sent NUMBER" at
#                                     the end, by SIGTERM and a second after it
#   stream.pl count FILE FIRST LAST   "LOST REORDERED" of these numbers

use strict;
use warnings;
use IO::Handle;
use Socket;
use Time::HiRes qw(time);

my $what = shift;

sub serve {
	my ($own, $port, $file) = @_;
	open my $out, '>', $file or die;
	$out->autoflush;
	socket my $s, AF_INET, SOCK_DGRAM, 0 or die;
	bind $s, pack_sockaddr_in($port, inet_aton($own)) or die;
	while (defined(my $from = recv $s, my $number, 99, 0)) {
		my ($from_port, $address) = unpack_sockaddr_in($from);
		print $out "$number ", inet_ntoa($address), "\n";
		send $s, $number, 0, $from;
	}
}

sub stream {
	my ($address, $port, $file) = @_;
	open my $out, '>', $file or die;
	$out->autoflush;
	socket my $s, AF_INET, SOCK_DGRAM, 0 or die;
	connect $s, pack_sockaddr_in($port, inet_aton($address)) or die;
	my ($number, $next, $end) = (0, time, 0);
	$SIG{TERM} = sub { $end = time + 1 };
	while (!$end || time < $end) {
		if (!$end && time >= $next) {
			send $s, ++$number, 0;
			$next += 0.01;
		}
		my $bits = '';
		vec($bits, fileno $s, 1) = 1;
		my $wait = $next - time;
		$wait = 0.01 if $end;
		$wait = 0 if $wait < 0;
		next unless select($bits, undef, undef, $wait) > 0;
		my $answer;
		print $out "$answer\n" if defined recv $s, $answer, 99, 0;
	}
	print $out "sent $number\n";
}

sub count {
	my ($file, $first, $last) = @_;
	my ($most, $reordered, %seen) = (0, 0);
	open my $in, '<', $file or die;
	while (<$in>) {
		next unless /^(\d+)/ && $1 >= $first && $1 <= $last;
		$reordered++ if $1 < $most;
		$most = $1 if $1 > $most;
		$seen{$1} = 1;
	}
	print $last - $first + 1 - keys %seen, " $reordered\n";
}

$what eq 'serve' ? serve(@ARGV) : $what eq 'send' ? stream(@ARGV) : count(@ARGV);
