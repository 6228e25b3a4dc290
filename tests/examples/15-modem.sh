#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/modem: the LAN sees the modem's own pages, with the line and without it.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

example_world
# It knows its own network only, and is the end of the wire here: the concentrator.
ac ip address add 192.168.2.1/24 dev eth0
serve_connects ac 80
serve_connects router 22
# shellcheck disable=SC2119 # no options
start_our_ac
start_example gateway modem
link_works ppp0 1492
# Fails without its address, and without gateway's rule for eth1.
check 'the LAN sees its pages' connects lan 192.168.2.1 80
check 'it does not log in here' eval '! connects ac 192.168.2.2 22'
kill "$ac_pid"
check 'the line is lost' poll_until 10 gone ppp0
check 'the LAN sees its pages' connects lan 192.168.2.1 80
end_example systemctl disable --now pppoe-clamp@dsl-provider
done_testing
