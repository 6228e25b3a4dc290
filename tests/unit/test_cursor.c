// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "core/cursor.h"

static const uint8_t bytes[] = { 0x01, 0x02, 0x03, 0x04, 0x05 };

static void reads_in_network_order(void)
{
	struct cursor c = { .data = bytes, .left = sizeof(bytes) };
	const uint8_t *rest = NULL;
	uint16_t v16 = 0;
	uint8_t v8 = 0;

	ok(cursor_get_u8(&c, &v8));
	is_int(v8, 0x01);
	ok(cursor_get_be16(&c, &v16));
	is_int(v16, 0x0203);
	ok(cursor_get_bytes(&c, 2, &rest));
	ok(rest == bytes + 3);
	is_int(c.left, 0);
}

static void reads_all_32_bits(void)
{
	const uint8_t high[] = { 0xfe, 0xdc, 0xba, 0x98 };
	struct cursor c = { .data = high, .left = sizeof(high) };
	uint32_t v32 = 0;

	ok(cursor_get_be32(&c, &v32));
	is_int(v32, 0xfedcba98);
	is_int(c.left, 0);
}

static void refuses_beyond_the_end_and_takes_nothing(void)
{
	struct cursor c = { .data = bytes, .left = 1 };
	const uint8_t *p = NULL;
	struct cursor child = { 0 };
	uint32_t v32 = 7;
	uint16_t v16 = 7;
	uint8_t v8 = 0;

	ok(!cursor_get_be16(&c, &v16));
	is_int(v16, 7);
	ok(!cursor_get_be32(&c, &v32));
	is_int(v32, 7);
	ok(!cursor_get_bytes(&c, 2, &p));
	ok(!cursor_get_bytes(&c, SIZE_MAX, &p));
	ok(!cursor_get_child(&c, 2, &child));
	ok(!p && !child.data);
	is_int(c.left, 1);
	ok(cursor_get_u8(&c, &v8));
	ok(!cursor_get_u8(&c, &v8));
	is_int(v8, 0x01);
}

static void takes_zero_bytes_at_the_end(void)
{
	struct cursor c = { .data = bytes, .left = 0 };
	const uint8_t *p = NULL;

	ok(cursor_get_bytes(&c, 0, &p));
	ok(p == bytes);
}

static void child_cannot_leave_its_part(void)
{
	struct cursor c = { .data = bytes, .left = sizeof(bytes) };
	struct cursor child;
	uint16_t v16;
	uint8_t v8;

	ok(cursor_get_child(&c, 3, &child));
	is_int(c.left, 2);
	ok(cursor_get_be16(&child, &v16));
	ok(!cursor_get_be16(&child, &v16));
	ok(cursor_get_u8(&c, &v8));
	is_int(v8, 0x04);
}

static void writes_in_network_order(void)
{
	uint8_t buf[5] = { 0 };
	struct writer w = { .data = buf, .size = sizeof(buf) };

	writer_put_u8(&w, 0x01);
	writer_put_be16(&w, 0);
	writer_put_bytes(&w, bytes + 3, 2);
	writer_put_bytes(&w, NULL, 0);
	writer_set_be16(&w, 1, 0x0203);
	ok(!w.overflow);
	is_int(w.used, sizeof(buf));
	ok(!memcmp(buf, bytes, sizeof(buf)));
}

static void writes_all_32_bits(void)
{
	uint8_t buf[5] = { 0 };
	struct writer w = { .data = buf, .size = sizeof(buf) };

	writer_put_be32(&w, 0x01020304);
	ok(!w.overflow);
	is_int(w.used, 4);
	ok(!memcmp(buf, bytes, 4) && !buf[4]);
	writer_put_be32(&w, 1);
	ok(w.overflow && !buf[4]);
}

static void overflow_sticks_and_writes_nothing(void)
{
	uint8_t buf[4] = { 0, 0, 0, 0xee };
	struct writer w = { .data = buf, .size = 3 };

	writer_put_be16(&w, 0x0102);
	writer_put_be16(&w, 0x0304);
	ok(w.overflow);
	writer_put_u8(&w, 0x09);
	writer_set_be16(&w, 0, 0x0909);
	is_int(w.used, 2);
	is_int(buf[0], 0x01);
	is_int(buf[2], 0);
	is_int(buf[3], 0xee);
}

static void set_refuses_what_is_not_written(void)
{
	uint8_t buf[8] = { 0 };

	for (size_t used = 0; used < 5; used++)
		for (size_t at = 0; at < 8; at++) {
			struct writer w = { .data = buf, .size = sizeof(buf), .used = used };

			writer_set_be16(&w, at, 1);
			is_int(w.overflow, at + 2 > used);
		}
}

int main(void)
{
	test(reads_in_network_order);
	test(reads_all_32_bits);
	test(refuses_beyond_the_end_and_takes_nothing);
	test(takes_zero_bytes_at_the_end);
	test(child_cannot_leave_its_part);
	test(writes_in_network_order);
	test(writes_all_32_bits);
	test(overflow_sticks_and_writes_nothing);
	test(set_refuses_what_is_not_written);
	return done_testing();
}
