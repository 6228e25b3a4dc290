#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/docker: the LAN and a container behind the line, beside Docker's rules. Where
# there is no Docker, a unit of its name makes the rules that version 20.10 has been seen
# to make; tests/package/docker.sh has the real one. The container is a namespace on
# Docker's bridge.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh
# shellcheck source=tests/vm/example.sh
. ./example.sh

like_docker() {
	printf '%s\n' '[Service]' Type=oneshot RemainAfterExit=yes ExecStart=/usr/sbin/like-docker \
		'[Install]' WantedBy=multi-user.target >/etc/systemd/system/docker.service
	cat >/usr/sbin/like-docker <<-'END'
		#!/bin/sh
		ip address replace 172.17.0.1/16 dev docker0 && ip link set docker0 up || exit
		! iptables -n -L DOCKER >/dev/null 2>&1 || exit 0
		iptables -n -L DOCKER-USER >/dev/null 2>&1 || iptables -N DOCKER-USER || exit
		iptables -A DOCKER-USER -j RETURN && iptables-restore -n <<-RULES
			*filter
			:DOCKER -
			:DOCKER-ISOLATION-STAGE-1 -
			:DOCKER-ISOLATION-STAGE-2 -
			-A FORWARD -j DOCKER-USER
			-A FORWARD -j DOCKER-ISOLATION-STAGE-1
			-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
			-A FORWARD -o docker0 -j DOCKER
			-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
			-A FORWARD -i docker0 -o docker0 -j ACCEPT
			-A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
			-A DOCKER-ISOLATION-STAGE-1 -j RETURN
			-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP
			-A DOCKER-ISOLATION-STAGE-2 -j RETURN
			COMMIT
			*nat
			:DOCKER -
			-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
			-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
			-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
			-A DOCKER -i docker0 -j RETURN
			COMMIT
		RULES
	END
	chmod +x /usr/sbin/like-docker
}
# As Docker's own, with an MTU of 1500 as in a network that daemon.json does not reach.
start_container() {
	ip -batch - <<-END
		netns add box
		link add docker0 type bridge
		link add box0 type veth peer name eth0 netns box
		link set box0 master docker0 up
	END
	ip -n box -batch - <<-END
		link set lo up
		link set eth0 up
		address add 172.17.0.2/16 dev eth0
		route add default via 172.17.0.1
	END
	box ethtool -K eth0 tx off >/dev/null
	serve_connects box 80
}
box() { ip netns exec box "$@"; }
publish() { # -A|-D: port 80 of the container as 8080, the rules of `docker run --publish`
	iptables -t nat "$1" DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80 &&
		iptables "$1" DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
}
fetches() {
	rm -f /tmp/fetched
	box timeout 30 socat -u "TCP:$server4:81" CREATE:/tmp/fetched && cmp /tmp/data /tmp/fetched
}
is_docker() { iptables -S FORWARD | grep -e '-j DOCKER-USER'; }
clamps_container() { leaves $'box0 S. 1452\ndocker0 S. 1452\nppp0 S 1452' connects box "$server4" 80; }
works_beside() { # WHAT
	check "$1: the LAN fetches" poll_until 5 download "$server4" 81
	check "$1: a container fetches" fetches
}

# What restarts is listed in another order.
eval "$(declare -f router_state | sed '1s/router_state/listed_state/')"
router_state() { listed_state | sort; }

example_world
command -v dockerd >/dev/null || like_docker
# shellcheck disable=SC2119 # no options
start_our_ac
start_container
start_example gateway docker
link_works ppp0 1492
check 'Docker has its rules' is_docker
works_beside Docker
check 'its connections have the MSS of the line, both ways' clamps_container
check 'a packet of 1492 bytes of a container passes, and its answer' pings box "$server4" 1492
stays_shut
check 'a container knows names' poll_until 5 knows_name box 172.17.0.1
check_not 'it asks for nothing else here' connects box 172.17.0.1 22
publish -A
check 'a port that it publishes' connects server 10.67.15.2 8080
check_not 'and no other' connects server 10.67.15.2 22
publish -D
# As where forwarding was off when Docker began.
policy=$(iptables -S FORWARD | sed -n 's/^-P FORWARD //p')
iptables -P FORWARD DROP
# Fails without /etc/docker/lan.
works_beside 'Docker drops'
check 'nftables reloads' in_debian systemctl reload nftables
# Fails if its file flushes the ruleset.
check 'Docker has its rules still' is_docker
works_beside reloaded
check 'Docker restarts' in_debian systemctl restart docker
works_beside restarted
iptables -P FORWARD "$policy"
end_example systemctl disable --now pppoe-clamp@dsl-provider
done_testing
