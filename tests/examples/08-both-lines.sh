#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/both-lines: two lines, new connections by either; each stays on its line,
# and a dead line's share goes to the other.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

second_line() {
	ip link add eth2 type veth peer name eth2 netns ac
	ip -n ac link set eth2 up
}
# Connections by ppp0 and by ppp1, in $by0 and $by1: the addresses that the server sees
address() { ip -4 -o address show dev "$1" | sed 's/.*inet \([0-9.]*\).*/\1/'; }
connect_often() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	lan timeout 60 bash -c 'for _ in {1..24}; do read -r peer <"/dev/tcp/$1/84" && echo "$peer"; done' \
		bash "$server4" >/tmp/peers
	by0=$(grep -cx "$(address ppp0)" /tmp/peers)
	by1=$(grep -cx "$(address ppp1)" /tmp/peers)
	echo "$by0 by ppp0, $by1 by ppp1"
	[ $((by0 + by1)) = 24 ]
}
both_used() { connect_often && [ "$by0" -ge 3 ] && [ "$by1" -ge 3 ]; }
only_by() { connect_often && [ "$(eval "echo \$by$1")" = 24 ]; } # NUMBER
# A connection, by the process $!, that says something each tenth of a second.
talk() { # PORT
	ip netns exec lan bash -c "while echo; do read -rt 0.1 <>/tmp/never; done >/dev/tcp/$server4/$1" &
}
# One by ppp0; one in two is.
begin_flow() {
	local _
	for _ in {1..20}; do
		talk 85
		flow=$!
		poll_until 5 eval 'flows | grep -q .'
		[ "$(flows)" != "$(address ppp0)" ] || return 0
		kill "$flow"
		poll_until 10 eval '! flows | grep -q .'
	done
	return 1
}
flows() { server ss -Htn state established 'sport = :85' | awk '{ sub(/:[0-9]*$/, "", $4); print $4 }'; }
flow_lives() { # it still brings something
	local before
	before=$(received) && poll_until 5 brings_more "$before" && [ "$(flows)" = "$(address ppp0)" ]
}
brings_more() { [ "$(received)" -gt "$1" ]; }
received() { server ss -Htni 'sport = :85' | grep -o 'bytes_received:[0-9]*' | cut -d : -f 2; }

# A translated connection that moves is reset by the far end.
living() { lan ss -Htn state established 'dport = :86' | grep -c .; }
all_living() { [ "$(living)" = 8 ]; }

example_world
second_line
# shellcheck disable=SC2119 # no options
start_our_ac
first_ac=$ac_pid
# shellcheck disable=SC2034 # of lib.sh
run_ac "$PWD/../../build/vm/ac" -I eth2 -R 10.67.15.130
second_ac=$ac_pid
# shellcheck disable=SC2016 # of perl
server perl -MIO::Socket::INET -e '
	my $all = IO::Socket::INET->new(LocalPort => 84, Listen => 9, ReuseAddr => 1) or die;
	while (my $one = $all->accept) { print $one $one->peerhost, "\n" }' &
server socat -u TCP-LISTEN:85,reuseaddr,fork /dev/null &
server socat -u TCP-LISTEN:86,reuseaddr,fork /dev/null &
start_example gateway both-lines
check 'the first line is up' poll_until 30 both_up ppp0
check 'the second line is up' poll_until 30 up4 ppp1
check 'new connections go by both' poll_until 5 both_used
note "$by0 by ppp0, $by1 by ppp1"
for link in ppp0 ppp1; do
	check "$link: there is a clamp" clamps $link
done
check 'both lower the MSS' leaves $'lan0 S. 1452\nppp0 S 1452\nppp1 S 1452' connect_often
check 'the LAN fetches by IPv6' poll_until 5 download "$server6" 81
check 'and knows names' poll_until 10 knows_name lan

check 'a connection by the first' begin_flow
ac_pid=$second_ac
kill "$ac_pid" # with a PADT
check 'the second line ends' poll_until 10 gone ppp1
check 'all go by the first' poll_until 5 only_by 0
check 'what went by it goes on' flow_lives
begin_more() {
	local _
	more=()
	for _ in {1..8}; do
		talk 86
		more+=($!)
	done
	poll_until 20 all_living
}
check 'more begins there' begin_more
run_ac "$PWD/../../build/vm/ac" -I eth2 -R 10.67.15.130
check 'the second line is back' poll_until 30 up4 ppp1
check 'new connections go by both again' poll_until 5 both_used
# Fails without the marks of what leaves and of what answers; to TCP either is enough.
pause 3
check 'what began meanwhile stays where it began' all_living
check 'and brings something' flow_lives
kill "$flow" "${more[@]}"

ac_pid=$first_ac
kill "$ac_pid"
check 'the first line ends' poll_until 10 gone ppp0
check 'all go by the second' poll_until 5 only_by 1
check 'names are known by it' poll_until 10 knows_name lan
check 'more begins there' begin_more
# shellcheck disable=SC2119 # no options
start_our_ac
check 'the first line is back' poll_until 30 both_up ppp0
check 'new connections go by both again' poll_until 5 both_used
pause 3
# Fails if the plugin does not ask for the connection's mark: the first line has the better metric.
check 'what began meanwhile stays where it began' all_living
kill "${more[@]}"
rules() { { ip rule && ip -6 rule; } | grep -c '^100[0-3]:'; }
count_rules() { [ "$(rules)" = "$1" ]; }
check 'the rules are there' count_rules 6
# Fails if the rules are those of eth1. With `persist` pppd sets it up again at once.
check 'the interface of the first line is taken down' in_debian ifdown eth1
check 'new connections go on' poll_until 10 connect_often
check 'with the rules' count_rules 6
check 'and up' in_debian ifup eth1
check 'new connections go by both again' poll_until 30 both_used
check 'the network is started anew' in_debian systemctl restart networking
check 'with its rules' count_rules 6
check 'new connections go by both again' poll_until 30 both_used
end_example systemctl disable --now pppoe-clamp@line0 pppoe-clamp@line1
done_testing
