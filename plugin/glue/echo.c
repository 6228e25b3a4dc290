// SPDX-License-Identifier: GPL-2.0-or-later
#include "echo.h"

#include "../pppd_compat.h"

#include "../core/cursor.h"
#include "../core/mtu_proof.h"
#include "../core/session_frame.h"
#include "../sys/session.h"
#include "pppd.h"

#define LCP_HEADER_SIZE 4
#define PPP_HEADER_SIZE 4
#define ADDRESS_CONTROL 0xff03

bool echo_is_whole(size_t seen, size_t len)
{
	return len <= seen || seen >= SESSION_REPLY_MAX - LCP_HEADER_SIZE;
}

/* Not by fsm_sdata: before 2.5.3 more than 1500 bytes overflow the buffer that it has. */
void echo_send(uint8_t id, const uint8_t *data, size_t len)
{
	uint8_t packet[PPP_HEADER_SIZE + LCP_HEADER_SIZE + MTU_PROOF_DATA_MAX];
	struct writer w = { .data = packet, .size = sizeof(packet) };

	writer_put_be16(&w, ADDRESS_CONTROL);
	writer_put_be16(&w, SESSION_FRAME_LCP);
	writer_put_u8(&w, ECHOREQ);
	writer_put_u8(&w, id);
	writer_put_be16(&w, (uint16_t)(LCP_HEADER_SIZE + len));
	writer_put_bytes(&w, data, len);
	if (!w.overflow)
		output(0, packet, (int)w.used);
}

void echo_send_short(uint8_t id)
{
	uint8_t magic[4];

	pppd_put_magic(magic);
	echo_send(id, magic, sizeof(magic));
}
