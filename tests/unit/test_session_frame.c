// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "core/session_frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* LCP Configure-Request 1 of 4 bytes in session 5, padded to Ethernet's least. */
static const uint8_t good[60] = {
	0x02, 0,    0, 0, 0, 1, 0x02, 0,    0,	  0, 0, 2, 0x88,
	0x64, 0x11, 0, 0, 5, 0, 6,    0xc0, 0x21, 1, 1, 0, 4,
};

/* From a heap block of exactly `len` bytes, so that the sanitizer sees every step beyond. */
static int parse(struct session_frame *ret, const uint8_t *frame, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	int err;

	memcpy(copy, frame, len);
	err = session_frame_parse(ret, copy, len);
	if (!err)
		ret->data = NULL;
	free(copy);
	return err;
}

static int parse_with(size_t at, uint8_t value)
{
	struct session_frame f;
	uint8_t frame[sizeof(good)];

	memcpy(frame, good, sizeof(frame));
	frame[at] = value;
	return parse(&f, frame, sizeof(frame));
}

static void reads_a_frame_without_its_padding(void)
{
	struct session_frame f;

	is_int(session_frame_parse(&f, good, sizeof(good)), 0);
	ok(!memcmp(f.src, good + 6, ETH_ALEN));
	is_int(f.session_id, 5);
	is_int(f.protocol, SESSION_FRAME_LCP);
	is_int(f.len, 4);
	ok(f.data == good + 22);
}

static void what_was_cut_is_not_counted(void)
{
	struct session_frame f = { .session_id = 7 };

	is_int(parse(&f, good, 24), 0);
	is_int(f.len, 2);
	is_int(parse(&f, good, 22), 0);
	is_int(f.len, 0);
}

static void refuses_what_is_no_session_frame(void)
{
	struct session_frame f = { .session_id = 7 };

	for (size_t len = 0; len < 22; len++)
		is_int(parse(&f, good, len), -EBADMSG);
	is_int(f.session_id, 7);
	is_int(parse_with(13, 0x63), -EBADMSG); /* discovery */
	is_int(parse_with(14, 0x12), -EBADMSG); /* version */
	is_int(parse_with(15, 0x09), -EBADMSG); /* code */
	is_int(parse_with(19, 1), -EBADMSG); /* no room for a protocol */
	is_int(parse_with(19, 2), 0);
}

/* Fails without is_session(): with pppoe-term-unknown a PADT for no session would answer them. */
static void refuses_what_is_of_no_session(void)
{
	struct session_frame f;
	uint8_t frame[sizeof(good)];

	is_int(parse_with(17, 0), -EBADMSG);
	memcpy(frame, good, sizeof(frame));
	frame[16] = frame[17] = 0xff;
	is_int(parse(&f, frame, sizeof(frame)), -EBADMSG);
	frame[17] = 0xfe;
	is_int(parse(&f, frame, sizeof(frame)), 0);
}

static bool is_request(size_t at, uint8_t value)
{
	struct session_frame f;
	uint8_t frame[sizeof(good)];

	memcpy(frame, good, sizeof(frame));
	frame[at] = value;
	is_int(session_frame_parse(&f, frame, sizeof(frame)), 0);
	return session_frame_is_request(&f);
}

static void knows_a_configure_request(void)
{
	ok(is_request(0, 2));
	ok(!is_request(20, 0x80)); /* IPCP */
	ok(!is_request(22, 2)); /* Configure-Ack */
	ok(!is_request(19, 2)); /* nothing behind the protocol */
}

int main(void)
{
	test(reads_a_frame_without_its_padding);
	test(what_was_cut_is_not_counted);
	test(knows_a_configure_request);
	test(refuses_what_is_no_session_frame);
	test(refuses_what_is_of_no_session);
	return done_testing();
}
