// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <linux/if.h>
#include <linux/if_packet.h>

#include "log.h"
#include "sys/clock.h"
#include "sys/filter.h"

static void bind_to(const struct wire *w, int fd, uint16_t protocol)
{
	const struct sockaddr_ll sll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = w->ifindex,
	};

	if (bind(fd, (const struct sockaddr *)&sll, sizeof(sll)) < 0)
		log_die("bind to %s: %s", w->iface, strerror(errno));
}

static int packet_socket(void)
{
	const int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		log_die("packet socket: %s", strerror(errno));
	return fd;
}

void wire_open(struct wire *ret, const char *iface)
{
	struct ifreq ifr = { 0 };

	*ret = (struct wire){ .iface = iface, .discovery = packet_socket() };
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", iface);
	if (ioctl(ret->discovery, SIOCGIFINDEX, &ifr) < 0)
		log_die("-I %s: %s", iface, strerror(errno));
	ret->ifindex = ifr.ifr_ifindex;
	if (ioctl(ret->discovery, SIOCGIFHWADDR, &ifr) < 0)
		log_die("-I %s: %s", iface, strerror(errno));
	memcpy(ret->mac, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
	bind_to(ret, ret->discovery, ETH_P_PPP_DISC);
}

/* Only a socket for all protocols sees what leaves, and what the packet filter drops. */
int wire_capture(const struct wire *w, struct sock_filter *code, unsigned short len)
{
	const int fd = packet_socket(), err = filter_attach(fd, code, len);

	if (err)
		log_die("filter: %s", strerror(-err));
	bind_to(w, fd, ETH_P_ALL);
	return fd;
}

struct frame wire_frame(const struct wire *w, struct packet *p)
{
	struct frame f;
	int len;

	memcpy(p->src, w->mac, ETH_ALEN);
	len = packet_build(p, f.data, sizeof(f.data));
	f.len = len < 0 ? 0 : (size_t)len;
	return f;
}

void wire_send(const struct wire *w, const void *data, size_t len)
{
	if (send(w->discovery, data, len, 0) < 0)
		log_say("cannot send: %s\n", strerror(errno));
}

void wire_send_later(struct wire *w, const struct frame *f, uint32_t delay_ms)
{
	if (!delay_ms) {
		wire_send(w, f->data, f->len);
		return;
	}
	for (size_t i = 0; i < WIRE_DELAYED; i++)
		if (!w->delayed[i].frame.len) {
			w->delayed[i].due_ms = clock_now_ms() + delay_ms;
			w->delayed[i].frame = *f;
			return;
		}
	log_say("too many delayed frames\n");
}

int wire_send_due(struct wire *w)
{
	const uint64_t now = clock_now_ms();
	int wait_ms = -1;

	for (size_t i = 0; i < WIRE_DELAYED; i++) {
		struct wire_delayed *d = &w->delayed[i];

		if (!d->frame.len)
			continue;
		if (d->due_ms <= now) {
			wire_send(w, d->frame.data, d->frame.len);
			d->frame.len = 0;
		} else if (wait_ms < 0 || d->due_ms - now < (uint64_t)wait_ms) {
			wait_ms = (int)(d->due_ms - now);
		}
	}
	return wait_ms;
}
