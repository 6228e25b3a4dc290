// SPDX-License-Identifier: GPL-2.0-or-later
#include "active.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include <linux/ppp_defs.h>

#define HEADER 4 /* bytes before the packet */
#define PROTOCOL_AT 2
#define IPV6_HEADER 40

#define LOAD_8 (BPF_LD | BPF_B | BPF_ABS)
#define LOAD_16 (BPF_LD | BPF_H | BPF_ABS)
#define LOAD_32 (BPF_LD | BPF_W | BPF_ABS)
#define LOAD_16_BEHIND_X (BPF_LD | BPF_H | BPF_IND)
#define IF_EQUAL (BPF_JMP | BPF_JEQ | BPF_K)
#define IF_LEAST (BPF_JMP | BPF_JGE | BPF_K)

struct version {
	int family;
	uint16_t ppp_protocol;
	/* Bytes behind the start of its header */
	uint8_t protocol_at, source_at, target_at;
	uint8_t address_words;
	uint8_t multicast; /* the least first byte of such an address */
	uint8_t icmp;
};

static const struct version versions[] = {
	{ AF_INET, PPP_IP, 9, 12, 16, 1, 224, IPPROTO_ICMP },
	{ AF_INET6, PPP_IPV6, 6, 8, 24, 4, 255, IPPROTO_ICMPV6 },
};

struct program {
	struct sock_filter *code;
	unsigned int len;
};

static void put(struct program *p, uint16_t code, uint32_t k)
{
	p->code[p->len++] = (struct sock_filter){ .code = code, .k = k };
}

/* Goes on if what was loaded is so, and otherwise `over` instructions further. */
static void put_test(struct program *p, uint16_t test, uint32_t k, unsigned int over)
{
	put(p, test, k);
	p->code[p->len - 1].jf = (uint8_t)over;
}

static void put_verdict(struct program *p, bool counts)
{
	put(p, BPF_RET | BPF_K, counts);
}

static uint32_t word_of(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

/* Each test that fails skips those that follow, of two instructions, and the verdict. */
static unsigned int rest(unsigned int tests)
{
	return 2 * tests + 1;
}

/* In one direction. X is where the header behind that of IP begins, but for HEADER. */
static void put_probe(struct program *p, const struct version *v, const struct config_probe *target,
		      bool answers)
{
	const unsigned int address_at = HEADER + (answers ? v->source_at : v->target_at);
	unsigned int tests = v->address_words + (target->port != 0);

	put(p, LOAD_8, HEADER + v->protocol_at);
	put_test(p, IF_EQUAL, target->port ? IPPROTO_TCP : v->icmp, rest(tests));
	for (unsigned int i = 0; i < v->address_words; i++) {
		put(p, LOAD_32, address_at + 4 * i);
		put_test(p, IF_EQUAL, word_of(target->address + 4 * (size_t)i), rest(--tests));
	}
	if (target->port) {
		put(p, LOAD_16_BEHIND_X, HEADER + (answers ? 0 : 2));
		put_test(p, IF_EQUAL, target->port, rest(--tests));
	}
	put_verdict(p, false);
}

static void put_header_length(struct program *p, const struct version *v)
{
	if (v->family == AF_INET)
		put(p, BPF_LDX | BPF_B | BPF_MSH, HEADER);
	else
		put(p, BPF_LDX | BPF_IMM, IPV6_HEADER);
}

static void put_version(struct program *p, const struct version *v, const struct config *c)
{
	unsigned int start;

	put(p, LOAD_16, PROTOCOL_AT);
	put_test(p, IF_EQUAL, v->ppp_protocol, 0);
	start = p->len;
	put(p, LOAD_8, HEADER + v->target_at);
	put_test(p, IF_LEAST, v->multicast, 1);
	put_verdict(p, false);
	put_header_length(p, v);
	for (size_t i = 0; i < c->probe_count; i++) {
		if (c->probes[i].family != v->family)
			continue;
		put_probe(p, v, &c->probes[i], false);
		put_probe(p, v, &c->probes[i], true);
	}
	put_verdict(p, true);
	p->code[start - 1].jf = (uint8_t)(p->len - start);
}

unsigned int active_build(struct sock_filter ret[static ACTIVE_SIZE], const struct config *c)
{
	struct program p = { .code = ret };

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		put_version(&p, &versions[i], c);
	put_verdict(&p, true);
	return p.len;
}
