// SPDX-License-Identifier: GPL-2.0-or-later
#include "session_frame.h"

#include <errno.h>
#include <string.h>

#include "cursor.h"

#define VERSION_TYPE 0x11
#define PROTOCOL_SIZE 2
#define ID_RESERVED 0xffff

/* RFC 2516 section 4: 0xffff must not be used, and 0 is that of discovery. */
static bool is_session(uint16_t id)
{
	return id != 0 && id != ID_RESERVED;
}

int session_frame_parse(struct session_frame *ret, const uint8_t *frame, size_t len)
{
	struct cursor c = { .data = frame, .left = len };
	uint8_t version_type, code;
	uint16_t ethertype, id, payload, protocol;
	const uint8_t *dst, *src;

	if (!cursor_get_bytes(&c, ETH_ALEN, &dst) || !cursor_get_bytes(&c, ETH_ALEN, &src) ||
	    !cursor_get_be16(&c, &ethertype) || !cursor_get_u8(&c, &version_type) ||
	    !cursor_get_u8(&c, &code) || !cursor_get_be16(&c, &id) ||
	    !cursor_get_be16(&c, &payload) || !cursor_get_be16(&c, &protocol))
		return -EBADMSG;
	if (ethertype != ETH_P_PPP_SES || version_type != VERSION_TYPE || code || !is_session(id) ||
	    payload < PROTOCOL_SIZE)
		return -EBADMSG;
	payload = (uint16_t)(payload - PROTOCOL_SIZE);
	*ret = (struct session_frame){
		.session_id = id,
		.protocol = protocol,
		.data = c.data,
		.len = payload < c.left ? payload : c.left,
	};
	memcpy(ret->src, src, ETH_ALEN);
	return 0;
}

bool session_frame_is_request(const struct session_frame *f)
{
	return f->protocol == SESSION_FRAME_LCP && f->len && f->data[0] == SESSION_FRAME_REQUEST;
}
