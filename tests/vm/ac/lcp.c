// SPDX-License-Identifier: GPL-2.0-or-later
#include "lcp.h"

#include <string.h>
#include <sys/socket.h>

#include <linux/filter.h>
#include <linux/if_packet.h>

#include "core/cursor.h"
#include "core/session_frame.h"

#define PPPOE_LENGTH_AT 18 /* bytes from the start of the frame */
#define LCP_AT (PPPOE_LENGTH_AT + 4)
#define ECHO_DATA_AT (LCP_AT + 8) /* behind the magic number */
#define CONFIGURE_REQUEST 1
#define CONFIGURE_NAK 3
#define MRU_OPTION 0x0104 /* and its length */
#define ECHO_REQUEST 9
#define ECHO_REPLY 10

static int open_outgoing(const struct wire *w)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 2 * ETH_ALEN),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_PPP_SES, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return wire_capture(w, code, sizeof(code) / sizeof(code[0]));
}

/* LCP of the clients, of one kind. */
static int open_incoming(const struct wire *w, unsigned int kind)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_HOST, 0, 7),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 2 * ETH_ALEN),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_PPP_SES, 0, 5),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, LCP_AT - 2),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SESSION_FRAME_LCP, 0, 3),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, LCP_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kind, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return wire_capture(w, code, sizeof(code) / sizeof(code[0]));
}

void lcp_open(struct lcp *ret, const struct options *opt, struct wire *w, struct sessions *sessions)
{
	*ret = (struct lcp){
		.opt = opt,
		.wire = w,
		.sessions = sessions,
		.outgoing = opt->lcp_first ? open_outgoing(w) : -1,
		.echoes = opt->echo_data >= 0 ? open_incoming(w, ECHO_REQUEST) : -1,
		.looped = opt->loop_count || opt->nak_mru >= 0 ? open_incoming(w, CONFIGURE_REQUEST)
							       : -1,
	};
}

/* Returns the session of an LCP frame; 0 for any other. */
static uint16_t session_id(const struct frame *f)
{
	struct session_frame s;

	if (session_frame_parse(&s, f->data, f->len) || s.protocol != SESSION_FRAME_LCP)
		return 0;
	return s.session_id;
}

/* The first LCP frame has just left: the PADS follows it. */
void lcp_on_outgoing(struct lcp *l)
{
	struct frame f;
	const ssize_t len = recv(l->outgoing, f.data, sizeof(f.data), 0);

	f.len = len < 0 ? 0 : (size_t)len;
	if (session_send_pads(l->sessions, session_id(&f)) && l->opt->lcp_again_ms >= 0)
		wire_send_later(l->wire, &f, (uint32_t)l->opt->lcp_again_ms);
}

static void turn_round(uint8_t *frame, const struct wire *w)
{
	memcpy(frame, frame + ETH_ALEN, ETH_ALEN);
	memcpy(frame + ETH_ALEN, w->mac, ETH_ALEN);
}

/* Whatever it asks for: RFC 1661 5.3 lets options be named that were not. */
static void refuse(const struct lcp *l, uint8_t *data)
{
	struct writer w = { .data = data, .size = PACKET_FRAME_MAX, .used = LCP_AT + 2 };

	turn_round(data, l->wire);
	data[LCP_AT] = CONFIGURE_NAK;
	writer_put_be16(&w, 8);
	writer_put_be16(&w, MRU_OPTION);
	writer_put_be16(&w, (uint16_t)l->opt->nak_mru);
	writer_set_be16(&w, PPPOE_LENGTH_AT, (uint16_t)(w.used - PPPOE_LENGTH_AT - 2));
	wire_send(l->wire, data, w.used);
}

void lcp_on_request(struct lcp *l)
{
	uint8_t data[PACKET_FRAME_MAX];
	const ssize_t len = recv(l->looped, data, sizeof(data), 0);

	if (len >= LCP_AT + 4 && l->opt->nak_mru >= 0)
		refuse(l, data);
	if (len < LCP_AT || l->loops >= l->opt->loop_count)
		return;
	l->loops++;
	turn_round(data, l->wire);
	wire_send(l->wire, data, (size_t)len);
}

/*
 * In place of pppd, which the request must not reach. Its magic number is not
 * known here; 0 is allowed (RFC 1661 5.8).
 */
void lcp_on_echo(const struct lcp *l)
{
	uint8_t data[OPTIONS_ECHO_MAX];
	const ssize_t len = recv(l->echoes, data, sizeof(data), 0);
	const ssize_t most = ECHO_DATA_AT + l->opt->echo_data;
	const size_t used = (size_t)(len < most ? len : most);
	struct writer w = { .data = data, .size = sizeof(data), .used = used };

	if (len < ECHO_DATA_AT)
		return;
	turn_round(data, l->wire);
	writer_set_be16(&w, PPPOE_LENGTH_AT, (uint16_t)(used - PPPOE_LENGTH_AT - 2));
	data[LCP_AT] = ECHO_REPLY;
	if (!l->opt->echo_false_length)
		writer_set_be16(&w, LCP_AT + 2, (uint16_t)(used - LCP_AT));
	if (l->opt->echo_id >= 0)
		data[LCP_AT + 1] = (uint8_t)l->opt->echo_id;
	if (!l->opt->echo_magic)
		memset(data + LCP_AT + 4, 0, 4);
	wire_send(l->wire, data, used);
}
