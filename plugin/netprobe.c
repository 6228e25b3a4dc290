// SPDX-License-Identifier: GPL-2.0-or-later
#include "netprobe.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "sys/log.h"

#define PACKET_SIZE 128 /* bytes: an answer with every option */
#define RECEIVE_MOST 64 /* packets at a time: nobody keeps us busy */

static struct ping *ping_of(struct netprobe *p, int family)
{
	return family == AF_INET ? &p->ipv4 : &p->ipv6;
}

static uint32_t targets_of(const struct config *c, int family)
{
	uint32_t targets = 0;

	for (size_t i = 0; i < c->probe_count; i++)
		if (c->probes[i].family == family)
			targets |= 1U << i;
	return targets;
}

static unsigned int group_of(const struct config *c, int family)
{
	return c->probe_lost == CONFIG_PROBE_LOST_WITHDRAW && family == AF_INET6;
}

const struct reach_group *netprobe_group(const struct netprobe *p, const struct config *c,
					 int family)
{
	if (!targets_of(c, family))
		family = family == AF_INET ? AF_INET6 : AF_INET;
	return &p->reach.groups[group_of(c, family)];
}

static size_t address_size(int family)
{
	return family == AF_INET ? 4 : 16;
}

static void begin(struct netprobe *p, const struct config *c, uint64_t now_ms)
{
	const struct reach_rules rules = {
		.interval_ms = c->probe_interval_ms,
		.loss = c->probe_loss,
		.window = c->probe_window,
		.max_loss = c->probe_max_loss,
		.max_delay_ms = c->probe_max_delay_ms,
		.all = c->probe_all,
	};

	if (!p->reach.rules.interval_ms) /* what the last session has found stays */
		reach_start(&p->reach, &rules, now_ms);
	p->reach.deadline_ms = now_ms;
}

static void leave_out(struct netprobe *p, const struct config *c, int family)
{
	const unsigned int group = group_of(c, family);
	const uint32_t targets = p->reach.groups[group].targets;
	const uint32_t left = targets & ~targets_of(c, family);

	if (left != targets)
		reach_set_targets(&p->reach, group, left);
}

int netprobe_start(struct netprobe *p, const struct config *c, int family, uint32_t ifindex,
		   uint64_t entropy, uint64_t now_ms)
{
	const unsigned int group = group_of(c, family);
	const uint32_t targets = targets_of(c, family);
	struct ping *ping = ping_of(p, family);
	uint8_t cookie[ICMP_COOKIE_SIZE];
	int err;

	if (!targets || ping->family)
		return 0;
	memcpy(cookie, &entropy, sizeof(cookie));
	err = ping_open(ping, family, ifindex, cookie);
	if (err) {
		if (err != p->told)
			log_error("Cannot probe by IPv%d: %s", family == AF_INET ? 4 : 6,
				  strerror(-err));
		p->told = err;
		leave_out(p, c, family);
		return err;
	}
	if (!netprobe_is_running(p))
		begin(p, c, now_ms);
	reach_set_targets(&p->reach, group, p->reach.groups[group].targets | targets);
	return 0;
}

void netprobe_stop(struct netprobe *p, const struct config *c, int family)
{
	ping_close(ping_of(p, family));
	p->told = 0;
	leave_out(p, c, family);
}

void netprobe_pause(struct netprobe *p)
{
	ping_close(&p->ipv4);
	ping_close(&p->ipv6);
	reach_pause(&p->reach);
}

/* Is it a target? Then it has answered. */
static bool note_answer(struct netprobe *p, const struct config *c, int family,
			const uint8_t *source, uint16_t port, uint16_t seq, uint64_t arrived_ms)
{
	bool found = false;

	for (unsigned int i = 0; i < c->probe_count; i++)
		if (c->probes[i].family == family && c->probes[i].port == port &&
		    !memcmp(c->probes[i].address, source, address_size(family))) {
			reach_input(&p->reach, i, seq, arrived_ms);
			found = true;
		}
	return found;
}

static void take_packet(struct netprobe *p, const struct config *c, struct ping *ping,
			const uint8_t *packet, size_t len, uint64_t arrived_ms)
{
	const int family = ping->family;
	struct icmp_reply reply;
	struct syn_answer answer;

	if (!icmp_parse_reply(&reply, family, packet, len)) {
		if (!memcmp(reply.cookie, ping->cookie, sizeof(reply.cookie)))
			note_answer(p, c, family, reply.source, 0, reply.seq, arrived_ms);
	} else if (!syn_parse_answer(&answer, family, ping->secret, packet, len)) {
		if (note_answer(p, c, family, answer.source, answer.port, answer.seq, arrived_ms) &&
		    answer.open)
			ping_reset(ping, answer.source, answer.port, answer.seq);
	}
}

static void receive(struct netprobe *p, const struct config *c, struct ping *ping, uint64_t now_ms)
{
	uint8_t packet[PACKET_SIZE];
	uint64_t age_ms;

	for (int i = 0; ping->family && i < RECEIVE_MOST; i++) {
		const ssize_t len = ping_receive(ping, packet, sizeof(packet), &age_ms);

		if (len == -EAGAIN)
			return;
		if (len >= 0)
			take_packet(p, c, ping, packet, (size_t)len,
				    age_ms < now_ms ? now_ms - age_ms : 0);
	}
}

static void send_probes(struct netprobe *p, const struct config *c, uint32_t due)
{
	int err;

	p->error = 0;
	for (size_t i = 0; i < c->probe_count; i++) {
		const struct config_probe *target = &c->probes[i];

		if (!(due >> i & 1))
			continue;
		err = ping_send(ping_of(p, target->family), target->address, target->port,
				p->reach.seq);
		if (err)
			p->error = err;
	}
}

static unsigned int states_of(const struct netprobe *p)
{
	unsigned int states = 0;

	for (unsigned int i = 0; i < REACH_GROUPS; i++)
		states = states << 8 | p->reach.groups[i].state;
	return states;
}

bool netprobe_tick(struct netprobe *p, const struct config *c, uint64_t now_ms)
{
	const unsigned int before = states_of(p);
	uint32_t due;

	receive(p, c, &p->ipv4, now_ms);
	receive(p, c, &p->ipv6, now_ms);
	due = reach_timeout(&p->reach, now_ms);
	if (due)
		send_probes(p, c, due);
	return states_of(p) != before;
}
