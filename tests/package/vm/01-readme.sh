#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The last commands of the README's first screen, from /root/commands, typed on a
# machine where all before them is done, and what each is there for.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/systemd.sh
. ./systemd.sh

cp /etc/ppp/chap-secrets /tmp/secrets
world
cp /tmp/secrets /etc/ppp/chap-secrets
echo '* * "password" *' >/tmp/ac/chap-secrets
# shellcheck disable=SC2119
start_our_ac
serve_connects server 80
remember_state

type_line() { in_debian sh -c "cd /src && $1" >/tmp/said 2>&1 || { cat /tmp/said && return 1; }; }
enabled() { in_debian systemctl -q is-enabled pppoe-clamp@dsl-provider; }
link_works() { up4 ppp0 && connects lan "$server4" 80; }
our_files() { find /usr /etc -name '*pppoe-clamp*' ! -path '/etc/ppp/peers/*' | grep .; }

check 'Debian boots' boot_debian
while read -r line <&3; do
	check "$line" type_line "$line"
	case $line in
	'pppoe-clamp discover'*) check 'it finds the access concentrator' grep '^eth1: ' /tmp/said ;;
	'pon '*) check 'the link is up' poll_until 5 link_works ;;
	'pppoe-clamp '*) check 'it shows the link' grep '^ppp0: up' /tmp/said ;;
	'nft '*) check 'the ruleset has the clamp' grep 'table inet pppoe-clamp-ppp0' /tmp/said ;;
	'poff '*)
		check 'pppd ends' ends_within 15
		check 'nothing is left' nothing_left
		;;
	'systemctl enable '*)
		check 'the link is up' poll_until 5 link_works
		check 'and will be at each boot' enabled
		;;
	'systemctl disable '*)
		check 'nothing is left' nothing_left
		check_not 'nor will it come back' enabled
		;;
	'make uninstall'*) check_not 'no file is left' our_files ;;
	*) check "this test knows what to expect of: $line" false ;;
	esac
done 3</root/commands
done_testing
