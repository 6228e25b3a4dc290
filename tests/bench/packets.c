// SPDX-License-Identifier: GPL-2.0-or-later
#include "packets.h"

#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <string.h>

#define DATA_LENGTH 1400
#define MSS_AT (ETH_HLEN + sizeof(struct iphdr) + sizeof(struct tcphdr))

/* As Linux sends them: MSS, SACK permitted, timestamps, window scale; later timestamps only. */
static const uint8_t syn_options[] = {
	2, 4, PACKET_MSS >> 8, PACKET_MSS & 0xff, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7,
};
static const uint8_t other_options[] = { 1, 1, 8, 10, 0, 0, 0, 2, 0, 0, 0, 1 };

static uint16_t ip_checksum(const struct iphdr *ip)
{
	uint16_t words[sizeof(*ip) / 2];
	uint32_t sum = 0;

	memcpy(words, ip, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		sum += words[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t) ~(sum + (sum >> 16));
}

static struct ethhdr make_eth(const struct packet_ends *ends)
{
	struct ethhdr eth = { .h_source = { 0x02, 0, 0, 0, 0, 1 }, .h_proto = htons(ETH_P_IP) };

	memcpy(eth.h_dest, ends->to_mac, ETH_ALEN);
	return eth;
}

static struct iphdr make_ip(const struct packet_ends *ends, size_t len)
{
	struct iphdr ip = {
		.version = 4,
		.ihl = sizeof(ip) / 4,
		.tot_len = htons((uint16_t)len),
		.frag_off = htons(IP_DF),
		.ttl = 64,
		.protocol = IPPROTO_TCP,
		.saddr = htonl(ends->from),
		.daddr = htonl(ends->to),
	};

	ip.check = ip_checksum(&ip);
	return ip;
}

static struct tcphdr make_tcp(enum packet_kind kind, size_t options)
{
	const struct tcphdr tcp = {
		.source = htons(40000),
		.dest = htons(443),
		.seq = htonl(1),
		.doff = (sizeof(tcp) + options) / 4 & 0xf,
		.syn = kind == PACKET_SYN,
		.ack = kind != PACKET_SYN,
		.window = htons(64240),
	};

	return tcp;
}

size_t packet_build(uint8_t ret[static PACKET_ROOM], enum packet_kind kind,
		    const struct packet_ends *ends)
{
	const uint8_t *options = kind == PACKET_SYN ? syn_options : other_options;
	const size_t options_len = kind == PACKET_SYN ? sizeof(syn_options) : sizeof(other_options);
	const struct tcphdr tcp = make_tcp(kind, options_len);
	const struct ethhdr eth = make_eth(ends);
	const size_t headers = sizeof(struct iphdr) + sizeof(tcp) + options_len;
	const size_t len = kind == PACKET_DATA ? DATA_LENGTH : headers;
	const struct iphdr ip = make_ip(ends, len);

	memset(ret, 0, PACKET_ROOM);
	memcpy(ret, &eth, sizeof(eth));
	memcpy(ret + sizeof(eth), &ip, sizeof(ip));
	memcpy(ret + sizeof(eth) + sizeof(ip), &tcp, sizeof(tcp));
	memcpy(ret + MSS_AT, options, options_len);
	return sizeof(eth) + len;
}

uint16_t packet_mss(const uint8_t *frame, size_t len)
{
	if (len < MSS_AT + sizeof(syn_options) || memcmp(frame + MSS_AT, syn_options, 2) != 0)
		return 0;
	return (uint16_t)(frame[MSS_AT + 2] << 8 | frame[MSS_AT + 3]);
}
