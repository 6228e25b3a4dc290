// SPDX-License-Identifier: GPL-2.0-or-later
/* A frame of any bytes: what parses stays inside the frame, and survives being written again. */
#include "fuzz.h"

#include "core/packet.h"

#define TAGS 9
#define SERVICES 4

static void list_tags(const struct packet *p, struct packet_tag tags[static TAGS])
{
	const struct packet_tag all[TAGS] = {
		p->service_name,    p->ac_name,		 p->host_uniq,
		p->ac_cookie,	    p->relay_session_id, p->service_name_error,
		p->ac_system_error, p->generic_error,	 p->ppp_max_payload,
	};

	memcpy(tags, all, sizeof(all));
}

static void check_inside(const struct packet_tag *tag, const uint8_t *data, size_t size)
{
	require(!tag->data || (tag->data >= data && tag->data + tag->len <= data + size));
}

static void check_round_trip(const struct packet *p, const struct packet_tag want[static TAGS])
{
	uint8_t frame[PACKET_FRAME_MAX];
	const int len = packet_build(p, frame, sizeof(frame));
	struct packet_tag got[TAGS];
	struct packet back;

	if (len < 0)
		return;
	require(packet_parse(&back, frame, (size_t)len) == 0);
	list_tags(&back, got);
	for (int i = 0; i < TAGS; i++)
		require(want[i].data ? packet_tag_equal(&got[i], want[i].data, want[i].len)
				     : !got[i].data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct packet_tag tags[TAGS], services[SERVICES] = { { NULL, 0 } };
	uint16_t payload;
	struct packet p;

	if (packet_parse(&p, data, size) < 0)
		return 0;
	list_tags(&p, tags);
	for (int i = 0; i < TAGS; i++)
		check_inside(&tags[i], data, size);
	check_inside(&p.all, data, size);
	packet_offers_service(&p, "internet");
	packet_list_services(&p, services, SERVICES);
	for (int i = 0; i < SERVICES; i++)
		check_inside(&services[i], data, size);
	require(!packet_tag_get_be16(&p.ppp_max_payload, &payload) || p.ppp_max_payload.len == 2);
	check_round_trip(&p, tags);
	return 0;
}
