// SPDX-License-Identifier: GPL-2.0-or-later
#include "echo.h"

#include "../pppd_compat.h"

#include "../core/session_frame.h"
#include "../sys/session.h"
#include "guard.h"
#include "plugin.h"
#include "proof.h"

#define LCP_HEADER_SIZE 4
#define PPP_HEADER_SIZE 4
#define ADDRESS_CONTROL 0xff03

/* One of more than 1500 bytes has arrived whole (sys/session.h), though we see less of it. */
void echo_note_reply(uint8_t id, const struct cursor *data, size_t len)
{
	if (len > data->left && data->left < SESSION_REPLY_MAX - LCP_HEADER_SIZE)
		return;
	guard_note_reply(id);
	proof_note_reply(id, data->data, len < data->left ? len : data->left, len);
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
	const uint32_t magic = lcp_gotoptions[0].magicnumber;
	const uint8_t data[] = { (uint8_t)(magic >> 24), (uint8_t)(magic >> 16),
				 (uint8_t)(magic >> 8), (uint8_t)magic };

	echo_send(id, data, sizeof(data));
}
