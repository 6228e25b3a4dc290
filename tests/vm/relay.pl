#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A DHCPv6 relay agent (RFC 8415, section 19), of a concentrator: what clients send by any
# pppN goes on to SERVER, with the address of their link, the first word of FILE; the
# answers go back. It needs neither an address nor a group on pppN, and so is there before
# any client is.
#
#   relay.pl SERVER FILE

use strict;
use warnings;
use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6 IPPROTO_UDP);

my ($packet_family, $all_ipv6, $ppp) = (17, 0x86dd, 512);
my ($client_port, $server_port) = (546, 547);
my ($forward, $reply) = (12, 13);
my ($message_option, $interface_option) = (9, 18);
my ($server, $file) = @ARGV;

my ($links, $net);
socket($links, $packet_family, SOCK_DGRAM, unpack 'S', pack 'n', $all_ipv6)
	&& socket($net, AF_INET6, SOCK_DGRAM, IPPROTO_UDP)
	&& bind($net, pack_sockaddr_in6($server_port, inet_pton(AF_INET6, '::')))
	or die "relay.pl: $!\n";

sub take_request {
	my $from = recv $links, my $packet, 2000, 0;
	my ($index, $type) = unpack 'x4 i S', $from; # struct sockaddr_ll
	return if $type != $ppp || length $packet < 48;
	my ($protocol, $peer, $port, $length) = unpack 'x6 C x a16 x16 x2 n n', $packet;
	return if $protocol != IPPROTO_UDP || $port != $server_port;
	open my $in, '<', $file or die "relay.pl: $file: $!\n";
	my ($link) = split ' ', <$in>;
	send $net, pack('C2 a16 a16 n2 N n n/a', $forward, 0, inet_pton(AF_INET6, $link), $peer,
		$interface_option, 4, $index, $message_option, substr $packet, 48, $length - 8),
		0, pack_sockaddr_in6($server_port, inet_pton(AF_INET6, $server));
}

sub take_answer {
	recv $net, my $answer, 2000, 0;
	my ($type, $peer, %options) = unpack 'C x17 a16 (n n/a)*', $answer;
	return if $type != $reply;
	send $net, $options{$message_option}, 0,
		pack_sockaddr_in6($client_port, $peer, unpack 'N', $options{$interface_option});
}

my %takes = (fileno $links, \&take_request, fileno $net, \&take_answer);
while (1) {
	my $ready = '';
	vec($ready, $_, 1) = 1 for keys %takes;
	select $ready, undef, undef, undef;
	vec($ready, $_, 1) && $takes{$_}->() for keys %takes;
}
