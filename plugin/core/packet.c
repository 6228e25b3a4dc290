// SPDX-License-Identifier: GPL-2.0-or-later
#include "packet.h"

#include <errno.h>

#include "cursor.h"

#define PPPOE_VERSION_TYPE 0x11
#define TAG_HEADER_LEN 4
#define PPPOE_LENGTH_AT 18 /* bytes from the start of the frame */

enum tag_type {
	TAG_END_OF_LIST = 0x0000,
	TAG_SERVICE_NAME = 0x0101,
	TAG_AC_NAME = 0x0102,
	TAG_HOST_UNIQ = 0x0103,
	TAG_AC_COOKIE = 0x0104,
	TAG_RELAY_SESSION_ID = 0x0110,
	TAG_PPP_MAX_PAYLOAD = 0x0120,
	TAG_SERVICE_NAME_ERROR = 0x0201,
	TAG_AC_SYSTEM_ERROR = 0x0202,
	TAG_GENERIC_ERROR = 0x0203,
};

static const struct {
	uint16_t type;
	size_t field;
} known_tags[] = {
	{ TAG_SERVICE_NAME, offsetof(struct packet, service_name) },
	{ TAG_AC_NAME, offsetof(struct packet, ac_name) },
	{ TAG_HOST_UNIQ, offsetof(struct packet, host_uniq) },
	{ TAG_AC_COOKIE, offsetof(struct packet, ac_cookie) },
	{ TAG_RELAY_SESSION_ID, offsetof(struct packet, relay_session_id) },
	{ TAG_PPP_MAX_PAYLOAD, offsetof(struct packet, ppp_max_payload) },
	{ TAG_SERVICE_NAME_ERROR, offsetof(struct packet, service_name_error) },
	{ TAG_AC_SYSTEM_ERROR, offsetof(struct packet, ac_system_error) },
	{ TAG_GENERIC_ERROR, offsetof(struct packet, generic_error) },
};

#define KNOWN_TAGS (sizeof(known_tags) / sizeof(known_tags[0]))

static struct packet_tag *tag_field(struct packet *p, size_t i)
{
	return (struct packet_tag *)((uint8_t *)p + known_tags[i].field);
}

static const struct packet_tag *tag_field_const(const struct packet *p, size_t i)
{
	return (const struct packet_tag *)((const uint8_t *)p + known_tags[i].field);
}

/*
 * Returns 1 with a TAG, 0 at the end of the list, -EBADMSG where a TAG does not
 * fit. Some ACs count bytes behind the last TAG: too few for a TAG are none.
 */
static int tag_next(struct cursor *c, uint16_t *type, struct packet_tag *tag)
{
	if (c->left < TAG_HEADER_LEN || !cursor_get_be16(c, type) || *type == TAG_END_OF_LIST)
		return 0;
	if (!cursor_get_be16(c, &tag->len) || !cursor_get_bytes(c, tag->len, &tag->data))
		return -EBADMSG;
	return 1;
}

static void tag_store(struct packet *p, uint16_t type, const struct packet_tag *tag)
{
	for (size_t i = 0; i < KNOWN_TAGS; i++) {
		struct packet_tag *field = tag_field(p, i);

		if (known_tags[i].type == type && !field->data)
			*field = *tag;
	}
}

static int parse_tags(struct packet *p)
{
	struct cursor c = { .data = p->all.data, .left = p->all.len };
	struct packet_tag tag;
	uint16_t type;
	int more;

	while ((more = tag_next(&c, &type, &tag)) > 0)
		tag_store(p, type, &tag);
	return more;
}

static bool parse_header(struct packet *p, struct cursor *c)
{
	const uint8_t *dst, *src;
	uint16_t ethertype;
	uint8_t version_type;

	if (!cursor_get_bytes(c, ETH_ALEN, &dst) || !cursor_get_bytes(c, ETH_ALEN, &src) ||
	    !cursor_get_be16(c, &ethertype) || !cursor_get_u8(c, &version_type) ||
	    !cursor_get_u8(c, &p->code) || !cursor_get_be16(c, &p->session_id) ||
	    !cursor_get_be16(c, &p->all.len) || !cursor_get_bytes(c, p->all.len, &p->all.data))
		return false;
	memcpy(p->dst, dst, ETH_ALEN);
	memcpy(p->src, src, ETH_ALEN);
	return ethertype == ETH_P_PPP_DISC && version_type == PPPOE_VERSION_TYPE;
}

int packet_parse(struct packet *ret, const uint8_t *frame, size_t len)
{
	struct cursor c = { .data = frame, .left = len };
	struct packet p = { 0 };

	if (!parse_header(&p, &c) || parse_tags(&p) < 0)
		return -EBADMSG;
	*ret = p;
	return 0;
}

static void put_tag(struct writer *w, uint16_t type, const void *data, uint16_t len)
{
	writer_put_be16(w, type);
	writer_put_be16(w, len);
	writer_put_bytes(w, data, len);
}

/* But for the one that stands there already. */
static void put_more_services(struct writer *w, const struct packet *p)
{
	for (const char *name = p->more_services; name && *name; name += *name == ',') {
		const size_t len = strcspn(name, ",");

		if (!packet_tag_equal(&p->service_name, name, len))
			put_tag(w, TAG_SERVICE_NAME, name, (uint16_t)len);
		name += len;
	}
}

int packet_build(const struct packet *p, uint8_t *frame, size_t size)
{
	const size_t limit = p->code == PACKET_PADI ? PACKET_PADI_MAX : PACKET_FRAME_MAX;
	struct writer w = { .data = frame, .size = size < limit ? size : limit };

	writer_put_bytes(&w, p->dst, ETH_ALEN);
	writer_put_bytes(&w, p->src, ETH_ALEN);
	writer_put_be16(&w, ETH_P_PPP_DISC);
	writer_put_u8(&w, PPPOE_VERSION_TYPE);
	writer_put_u8(&w, p->code);
	writer_put_be16(&w, p->session_id);
	writer_put_be16(&w, 0);
	for (size_t i = 0; i < KNOWN_TAGS; i++) {
		const struct packet_tag *tag = tag_field_const(p, i);

		if (tag->data)
			put_tag(&w, known_tags[i].type, tag->data, tag->len);
	}
	put_more_services(&w, p);
	writer_set_be16(&w, PPPOE_LENGTH_AT, (uint16_t)(w.used - PPPOE_LENGTH_AT - 2));
	return w.overflow ? -EMSGSIZE : (int)w.used;
}

bool packet_is_station(const uint8_t mac[static ETH_ALEN])
{
	static const uint8_t none[ETH_ALEN];

	return !(mac[0] & 1) && memcmp(mac, none, ETH_ALEN) != 0;
}

bool packet_tag_equal(const struct packet_tag *tag, const void *data, size_t len)
{
	return tag->data && tag->len == len && (!len || !memcmp(tag->data, data, len));
}

bool packet_tag_get_be16(const struct packet_tag *tag, uint16_t *ret)
{
	struct cursor c = { .data = tag->data, .left = tag->len };

	return tag->len == 2 && cursor_get_be16(&c, ret);
}

bool packet_offers_service(const struct packet *p, const char *name)
{
	struct cursor c = { .data = p->all.data, .left = p->all.len };
	struct packet_tag tag;
	uint16_t type;

	while (tag_next(&c, &type, &tag) > 0)
		if (type == TAG_SERVICE_NAME && packet_tag_equal(&tag, name, strlen(name)))
			return true;
	return false;
}

unsigned int packet_list_services(const struct packet *p, struct packet_tag *ret, unsigned int most)
{
	struct cursor c = { .data = p->all.data, .left = p->all.len };
	struct packet_tag tag;
	unsigned int count = 0;
	uint16_t type;

	while (tag_next(&c, &type, &tag) > 0) {
		if (type != TAG_SERVICE_NAME)
			continue;
		if (count < most)
			ret[count] = tag;
		count++;
	}
	return count;
}
