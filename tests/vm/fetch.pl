#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What somebody sees who opens a connection each 20 ms and reads a line from it:
#
#   fetch.pl serve PORT            sends each the address that it comes from
#   fetch.pl fetch FILE PORT ADDRESS...
#                                  until SIGTERM; takes the next ADDRESS at once where one is
#                                  refused. A line "BEGIN MS SOURCE" in FILE for each, or
#                                  "BEGIN MS - WHY", as it ends, within two seconds
#   fetch.pl gap FILE              "MS N M SOURCE...": the longest time in which none begins that
#                                  works within half a second; how many did not, and how many of
#                                  those after that time; and where those that did came from
#   fetch.pl first FILE BEGIN      the time from BEGIN to the end of the first that works, in ms

use strict;
use warnings;
use Errno qw(EINPROGRESS);
use IO::Handle;
use Socket qw(:DEFAULT inet_ntop inet_pton pack_sockaddr_in6 unpack_sockaddr_in6 IPPROTO_IPV6 IPV6_V6ONLY);
use Time::HiRes qw(time);

my ($each, $quick_ms, $limit) = (0.02, 500, 2);
my $what = shift;

sub serve {
	my ($port) = @_;
	socket my $s, AF_INET6, SOCK_STREAM, 0 or die;
	setsockopt $s, IPPROTO_IPV6, IPV6_V6ONLY, 0 or die;
	setsockopt $s, SOL_SOCKET, SO_REUSEADDR, 1 or die;
	bind $s, pack_sockaddr_in6($port, inet_pton(AF_INET6, '::')) or die;
	listen $s, 100 or die;
	while (my $from = accept my $c, $s) {
		my (undef, $address) = unpack_sockaddr_in6($from);
		syswrite $c, inet_ntop(AF_INET6, $address) . "\n";
	}
}

# A fetch: its begin, the addresses that are left, and a socket.
sub try_next {
	my ($fetch, $port) = @_;
	while (defined(my $address = shift @{$fetch->{left}})) {
		my $six = $address =~ /:/;
		my $to = $six ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address))
			: pack_sockaddr_in($port, inet_aton($address));
		socket my $s, $six ? AF_INET6 : AF_INET, SOCK_STREAM, 0 or die;
		$s->blocking(0);
		$fetch->{socket} = $s;
		return 1 if connect($s, $to) || $! == EINPROGRESS;
		$fetch->{why} = "$!";
	}
	return 0;
}

sub fetch {
	my ($file, $port, @addresses) = @_;
	open my $out, '>', $file or die;
	$out->autoflush;
	my ($end, $next, %fetches) = (0, time); # by the number of the socket
	$SIG{TERM} = sub { $end = 1 };
	my $go_on = sub {
		my ($fetch) = @_;
		if (try_next($fetch, $port)) { $fetches{fileno $fetch->{socket}} = $fetch }
		else { end_fetch($out, $fetch, "- $fetch->{why}") }
	};
	while (!$end || %fetches) {
		if (!$end && time >= $next) {
			$go_on->({ begin => time, left => [@addresses] });
			$next += $each;
		}
		my $bits = '';
		vec($bits, $_, 1) = 1 for keys %fetches;
		my $wait = $end ? $each : $next - time;
		next if select($bits, undef, undef, $wait > 0 ? $wait : 0) < 0; # by a signal
		for my $number (keys %fetches) {
			my $fetch = $fetches{$number};
			if (vec($bits, $number, 1)) {
				delete $fetches{$number};
				if (sysread $fetch->{socket}, my $line, 99) { end_fetch($out, $fetch, $line) }
				else { $fetch->{why} = "$!"; $go_on->($fetch) }
			} elsif (time - $fetch->{begin} > $limit) {
				delete $fetches{$number};
				end_fetch($out, $fetch, '- no answer');
			}
		}
	}
}

sub end_fetch {
	my ($out, $fetch, $said) = @_;
	chomp $said;
	printf $out "%.3f %.0f %s\n", $fetch->{begin}, 1000 * (time - $fetch->{begin}), $said;
}

sub gap {
	my ($file) = @_;
	my ($gap, $bad, $late, $last, $begin, %sources) = (0, 0, 0);
	my $look = sub { ($gap, $late) = ($begin - $last, 0) if $begin - $last > $gap };
	open my $in, '<', $file or die;
	for (sort { $a->[0] <=> $b->[0] } map { [split] } <$in>) {
		($begin, my ($ms, $source)) = @$_;
		$last //= $begin;
		if ($source eq '-' || $ms > $quick_ms) {
			$bad++;
			$late++;
		} else {
			$look->();
			$last = $begin;
			$sources{$source} = 1;
		}
	}
	$look->();
	printf "%.0f %d %d %s\n", 1000 * $gap, $bad, $late, join ' ', sort keys %sources;
}

sub first {
	my ($file, $since) = @_;
	open my $in, '<', $file or die;
	my ($first) = sort { $a <=> $b } map { $_->[0] + $_->[1] / 1000 } grep { $_->[2] ne '-' } map { [split] } <$in>;
	exit 1 unless defined $first;
	printf "%.0f\n", 1000 * ($first - $since);
}

{ serve => \&serve, fetch => \&fetch, gap => \&gap, first => \&first }->{$what}->(@ARGV);
