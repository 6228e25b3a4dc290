// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"

#include "core/server.h"

static const uint8_t us[] = { 2, 0, 0, 0, 0, 1 }, client[] = { 2, 0, 0, 0, 0, 2 };
static const uint8_t other[] = { 2, 0, 0, 0, 0, 3 }, group[] = { 3, 0, 0, 0, 0, 2 };
static const uint8_t all[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

#define HOUR_MS 3600000ULL

struct rx {
	const uint8_t *dst, *src;
	const char *service, *uniq, *relay; /* NULL: without */
	uint16_t payload, id; /* 0: without */
	uint8_t code;
};

#define PADI(...)                                                                          \
	&(const struct rx)                                                                 \
	{                                                                                  \
		.code = PACKET_PADI, .dst = all, .src = client, .service = "", __VA_ARGS__ \
	}

static struct discovery_options options;
static struct server server;
static struct packet_tag cookie; /* of the last PADO */
static uint8_t cookie_bytes[64];

static void begin(void)
{
	options = (struct discovery_options){ .max_payload = 0 };
	server = (struct server){ .key = "sixteen bytes..." };
	server_init(&server, &options, "ac-name", us);
}

static void write_frame(struct frame *f, const struct rx *rx)
{
	frame_start(f, rx->dst, rx->src, rx->code, rx->id);
	if (rx->service)
		frame_text_tag(f, 0x0101, rx->service);
	if (rx->uniq)
		frame_text_tag(f, 0x0103, rx->uniq);
	if (rx->relay)
		frame_text_tag(f, 0x0110, rx->relay);
	if (rx->payload)
		frame_tag(f, 0x0120, (const uint8_t[]){ rx->payload >> 8, rx->payload & 0xff }, 2);
	if (rx->code == PACKET_PADR && cookie.data)
		frame_tag(f, 0x0104, cookie.data, cookie.len);
}

static enum server_verdict input(const struct rx *rx, uint64_t at)
{
	struct frame f;
	uint8_t *exact;
	enum server_verdict verdict;

	write_frame(&f, rx);
	exact = exact_copy(f.bytes, f.len);
	verdict = server_input(&server, exact, f.len, at);
	free(exact);
	return verdict;
}

static struct packet sent(void)
{
	struct packet p = { 0 };

	ok(server.tx_len && !packet_parse(&p, server.tx, server.tx_len));
	return p;
}

static struct rx padr(void)
{
	return (struct rx){ .code = PACKET_PADR, .dst = us, .src = client, .service = "" };
}

/* A PADI, whose cookie the next PADR has. */
static void get_cookie(uint64_t at)
{
	struct packet p;

	is_int(input(PADI(), at), SERVER_ANSWERED);
	p = sent();
	ok(p.ac_cookie.data != NULL);
	if (p.ac_cookie.data)
		memcpy(cookie_bytes, p.ac_cookie.data, p.ac_cookie.len);
	cookie = (struct packet_tag){ cookie_bytes, p.ac_cookie.len };
}

static void pado_has_all_that_a_client_needs(void)
{
	struct packet_tag services[4];
	struct packet p;

	begin();
	strcpy(options.service_name, "dsl,tv");
	is_int(input(PADI(.uniq = "uniq", .relay = "relay", .service = "tv"), 5), SERVER_ANSWERED);
	p = sent();
	is_int(p.code, PACKET_PADO);
	is_int(p.session_id, 0);
	ok(!memcmp(p.src, us, 6) && !memcmp(p.dst, client, 6));
	ok(packet_tag_equal(&p.ac_name, "ac-name", 7));
	ok(packet_tag_equal(&p.host_uniq, "uniq", 4));
	ok(packet_tag_equal(&p.relay_session_id, "relay", 5));
	is_int(p.ac_cookie.len, COOKIE_SIZE);
	ok(!p.ppp_max_payload.data);
	/* Fails if the Service-Name of the PADI does not come first, or stands there twice. */
	is_int(packet_list_services(&p, services, 4), 2);
	ok(packet_tag_equal(&services[0], "tv", 2) && packet_tag_equal(&services[1], "dsl", 3));
}

static void padi_is_judged(void)
{
	const struct {
		const struct rx *rx;
		enum server_verdict verdict;
	} row[] = {
		{ PADI(.dst = us), SERVER_ANSWERED },
		{ PADI(.dst = other), SERVER_NOT_OURS },
		{ PADI(.src = group), SERVER_NOT_OURS },
		{ PADI(.src = other), SERVER_UNWANTED },
		{ PADI(.id = 5), SERVER_UNEXPECTED },
		{ PADI(.service = "tv"), SERVER_WRONG_SERVICE },
		{ PADI(.service = "dsl"), SERVER_ANSWERED },
		{ PADI(.service = NULL), SERVER_ANSWERED },
		{ PADI(.code = PACKET_PADO, .dst = us), SERVER_UNEXPECTED },
		{ PADI(.code = PACKET_PADT, .dst = us, .id = 5), SERVER_UNEXPECTED },
	};

	begin();
	strcpy(options.service_name, "dsl");
	options.ac_macs.count = 1;
	memcpy(options.ac_macs.list[0].mac, other, 6);
	options.ac_macs.list[0].excluded = true;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		is_int(input(row[i].rx, 5), row[i].verdict);
		is_int(server.tx_len != 0, row[i].verdict == SERVER_ANSWERED);
	}
	is_int(server_input(&server, us, sizeof(us), 5), SERVER_MALFORMED);
}

/* Fails if anything of a PADI is kept. */
static void flood_of_padis_leaves_nothing(void)
{
	struct server before;
	uint8_t mac[6] = { 2 };

	begin();
	before = server;
	for (unsigned int i = 0; i < 10000; i++) {
		mac[4] = (uint8_t)(i >> 8);
		mac[5] = (uint8_t)i;
		is_int(input(PADI(.src = mac, .uniq = "u"), i), SERVER_ANSWERED);
	}
	memcpy(before.tx, server.tx, sizeof(before.tx));
	before.tx_len = server.tx_len;
	ok(!memcmp(&before, &server, sizeof(before)));
}

static void cookie_is_of_this_client_and_this_time(void)
{
	struct rx r = padr();

	begin();
	get_cookie(HOUR_MS);
	r.src = other;
	is_int(input(&r, HOUR_MS), SERVER_BAD_COOKIE);
	r.src = client;
	is_int(input(&r, HOUR_MS + 60000), SERVER_ACCEPTED);
	is_int(input(&r, HOUR_MS + 120000), SERVER_BAD_COOKIE);
	cookie_bytes[3] ^= 1;
	is_int(input(&r, HOUR_MS), SERVER_BAD_COOKIE);
	is_int(server.tx_len, 0);
	cookie_bytes[3] ^= 1;
	cookie.len--;
	is_int(input(&r, HOUR_MS), SERVER_BAD_COOKIE);
	cookie.data = NULL;
	is_int(input(&r, HOUR_MS), SERVER_BAD_COOKIE);
	get_cookie(HOUR_MS);
	server.key[0] ^= 1; /* of another server */
	is_int(input(&r, HOUR_MS), SERVER_BAD_COOKIE);
}

static void padr_gets_a_session(void)
{
	struct rx r = padr();
	struct packet p;

	begin();
	get_cookie(5);
	r.uniq = "uniq";
	r.relay = "relay";
	is_int(input(&r, 6), SERVER_ACCEPTED);
	is_int(server.tx_len, 0);
	server_grant(&server, 77);
	p = sent();
	is_int(p.code, PACKET_PADS);
	is_int(p.session_id, 77);
	ok(!memcmp(p.dst, client, 6));
	ok(packet_tag_equal(&p.host_uniq, "uniq", 4));
	ok(packet_tag_equal(&p.relay_session_id, "relay", 5));
	ok(packet_tag_equal(&p.service_name, "", 0));
	/* Fails if a PADS that got lost makes a second session. */
	is_int(input(&r, 5000), SERVER_ANSWERED);
	is_int(sent().session_id, 77);
	is_int(input(&r, 20000), SERVER_ACCEPTED);
	r.uniq = "other";
	is_int(input(&r, 6), SERVER_ACCEPTED);
}

static void errors_are_told(void)
{
	struct rx r = padr();

	begin();
	strcpy(options.service_name, "dsl");
	get_cookie(5);
	r.service = "tv";
	is_int(input(&r, 6), SERVER_ANSWERED);
	is_int(sent().session_id, 0);
	ok(sent().service_name_error.data != NULL);
	r.service = "dsl";
	is_int(input(&r, 6), SERVER_ACCEPTED);
	server_refuse(&server);
	is_int(sent().session_id, 0);
	ok(sent().ac_system_error.data != NULL);
}

static void payload_is_granted(void)
{
	static const struct {
		uint16_t most, asked, granted;
		bool capped;
	} row[] = {
		{ 0, 1500, 0, false },	     { 1500, 0, 0, false },
		{ 1500, 1500, 1500, false }, { 1500, 9000, 1500, false },
		{ 9000, 1500, 1500, false }, { 1500, 1492, 0, false },
		{ 1500, 1500, 0, true },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct rx r = padr();
		uint16_t value = 0;

		begin();
		options.max_payload = row[i].most;
		options.capped_count = row[i].capped;
		memcpy(options.capped_acs[0], client, 6);
		get_cookie(5);
		is_int(input(PADI(.payload = row[i].asked), 6), SERVER_ANSWERED);
		is_int(sent().ppp_max_payload.data != NULL, row[i].granted != 0);
		r.payload = row[i].asked;
		is_int(input(&r, 6), SERVER_ACCEPTED);
		server_grant(&server, 5);
		is_int(server.max_payload, row[i].granted);
		if (row[i].granted) {
			struct packet p = sent();

			ok(packet_tag_get_be16(&p.ppp_max_payload, &value));
			is_int(value, row[i].granted);
		}
	}
}

static void what_does_not_fit_is_not_sent(void)
{
	static char longest[1301];

	begin();
	memset(longest, 'u', 1300);
	memset(options.service_name, 's', 255);
	is_int(input(PADI(.uniq = longest), 5), SERVER_TOO_LONG);
	is_int(server.tx_len, 0);
}

static void verdicts_have_words(void)
{
	for (int i = 0; i <= SERVER_TOO_LONG; i++)
		ok(server_verdict_text((enum server_verdict)i)[0] != '\0');
}

int main(void)
{
	test(pado_has_all_that_a_client_needs);
	test(padi_is_judged);
	test(flood_of_padis_leaves_nothing);
	test(cookie_is_of_this_client_and_this_time);
	test(padr_gets_a_session);
	test(errors_are_told);
	test(payload_is_granted);
	test(what_does_not_fit_is_not_sent);
	test(verdicts_have_words);
	return done_testing();
}
