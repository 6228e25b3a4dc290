// SPDX-License-Identifier: GPL-2.0-or-later
#include "router.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <linux/if_packet.h>

#include "lab.h"

static void ip_batch(const char *commands)
{
	FILE *f = popen("ip -batch -", "w");

	if (!f || fputs(commands, f) < 0 || pclose(f) != 0)
		lab_die("ip cannot set up the network");
}

/* No packets but ours. */
static void silence_ipv6(void)
{
	lab_write("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1\n");
	lab_write("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1\n");
}

int router_open_ends(void)
{
	const int fd = lab_new_namespace();

	silence_ipv6();
	return fd;
}

static void link_router(unsigned int number, int ends)
{
	char commands[1024];

	snprintf(commands, sizeof(commands),
		 "link add lan address 02:00:00:00:00:10 type veth"
		 " peer name t%u netns /proc/%d/fd/%d\n"
		 "link add wan address 02:00:00:00:00:20 type veth"
		 " peer name x%u netns /proc/%d/fd/%d\n"
		 "link set lan up\n"
		 "link set wan up mtu %d\n"
		 "address add 10.0.1.1/24 dev lan\n"
		 "address add 10.0.2.1/24 dev wan\n"
		 "neighbour add 10.0.1.2 lladdr 02:00:00:00:00:ff dev lan\n"
		 "neighbour add 10.0.2.2 lladdr 02:00:00:00:00:ff dev wan\n",
		 number, getpid(), ends, number, getpid(), ends, ROUTER_WAN_MTU);
	ip_batch(commands);
}

/* In pairs, so there may be one more than is wanted. */
static void add_idle_interfaces(unsigned int count)
{
	FILE *f = popen("ip -batch -", "w");

	if (!f)
		lab_die("ip: %s", strerror(errno));
	for (unsigned int i = 0; i < count; i += 2)
		fprintf(f, "link add p%u type veth peer name p%u\n", i, i + 1);
	if (pclose(f) != 0)
		lab_die("ip cannot add interfaces");
}

void router_name_interface(char ret[static IFNAMSIZ], const struct router *r, unsigned int i)
{
	if (i + 1 == r->interfaces)
		snprintf(ret, IFNAMSIZ, "wan");
	else
		snprintf(ret, IFNAMSIZ, "p%u", i);
}

int router_open_socket(const char *ifname, uint16_t protocol)
{
	const struct sockaddr_ll sll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = (int)if_nametoindex(ifname),
	};
	const int on = 1, fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&sll, sizeof(sll)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof(on)) < 0)
		lab_die("packet socket on %s: %s", ifname, strerror(errno));
	return fd;
}

static void open_senders(struct router *r, unsigned int number)
{
	char commands[128];

	snprintf(r->far_ends[UP], IFNAMSIZ, "x%u", number);
	snprintf(r->far_ends[DOWN], IFNAMSIZ, "t%u", number);
	snprintf(commands, sizeof(commands), "link set t%u up\nlink set x%u up\n", number, number);
	ip_batch(commands);
	r->senders[UP] = router_open_socket(r->far_ends[DOWN], 0);
	r->senders[DOWN] = router_open_socket(r->far_ends[UP], 0);
}

void router_open(struct router *r, unsigned int number, int ends, unsigned int interfaces)
{
	*r = (struct router){ .namespace = lab_new_namespace(), .interfaces = interfaces };
	silence_ipv6();
	link_router(number, ends);
	lab_write("/proc/sys/net/ipv4/ip_forward", "1\n");
	add_idle_interfaces(interfaces - 1);
	lab_enter(ends);
	open_senders(r, number);
	lab_enter(r->namespace);
}

void router_close(struct router *r)
{
	for (int d = 0; d < DIRECTIONS; d++)
		close(r->senders[d]);
	close(r->namespace);
}
