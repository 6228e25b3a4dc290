// SPDX-License-Identifier: GPL-2.0-or-later
#include "../tap.h"
#include "frame.h"

#include <errno.h>

#include "core/record.h"

static const uint8_t ac[ETH_ALEN] = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x02 };

static const char sample_text[] = "state=up\n"
				  "state_since=4294967295\n"
				  "pid=2147483647\n"
				  "device=eth1.7\n"
				  "device_index=5\n"
				  "netns=4026531840\n"
				  "ifname=ppp0\n"
				  "mac=00:00:5E:00:53:01\n"
				  "ac_mac=00:00:5E:00:53:02\n"
				  "ac_name=K\\xf6ln = 1\n"
				  "session_id=65534\n"
				  "session_since=86400\n"
				  "host_uniq=0001ff\n"
				  "cookie=aa\n"
				  "relay=bbcc\n"
				  "mtu=1500\n"
				  "mru=1492\n"
				  "mtu_verdict=sending-only\n"
				  "clamp=forward ipv4=1460 ipv6=1440\n"
				  "parent=eth1.7 5 1500 1508\n"
				  "parent=eth1 2 1500 1508\n"
				  "ac_verdict=00:00:5E:00:53:02 failed 77\n";

static struct record sample(void)
{
	struct record r = {
		.device = "eth1.7",
		.device_index = 5,
		.netns = 4026531840,
		.ifname = "ppp0",
		.mac = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x01 },
		.ac_mac = { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x02 },
		.ac_name = "K\\xf6ln = 1",
		.session_id = 65534,
		.mtu = 1500,
		.mru = 1492,
		.mtu_verdict = RECORD_MTU_SENDING_ONLY,
		.clamp = "forward ipv4=1460 ipv6=1440",
		.state = "up",
		.state_since_s = UINT32_MAX,
		.session_since_s = 86400,
		.pid = INT32_MAX,
		.parents = { { "eth1.7", 5, 1500, 1508 }, { "eth1", 2, 1500, 1508 } },
		.acs = { { .verdict = RECORD_MTU_FAILED, .time_s = 77 } },
	};

	memcpy(r.acs[0].mac, ac, ETH_ALEN);
	record_set_tag(&r.host_uniq, (const uint8_t *)"\0\1\xff", 3);
	record_set_tag(&r.cookie, (const uint8_t *)"\xaa", 1);
	record_set_tag(&r.relay, (const uint8_t *)"\xbb\xcc", 2);
	return r;
}

/* From memory that ends with the text. */
static int parse(struct record *ret, const char *text, size_t len)
{
	char *copy = (char *)exact_copy(text, len);
	const int err = record_parse(ret, copy, len);

	free(copy);
	return err;
}

static void formats_a_line_for_each_value(void)
{
	const struct record r = sample();
	char text[RECORD_TEXT_SIZE];

	is_int(record_format(&r, text), sizeof(sample_text) - 1);
	is_str(text, sample_text);
}

static void parses_what_it_formats(void)
{
	char text[RECORD_TEXT_SIZE];
	struct record r;

	is_int(parse(&r, sample_text, strlen(sample_text)), 0);
	is_int(r.session_id, 65534);
	is_int(r.parents[1].index, 2);
	is_int(r.parents[2].index, 0);
	is_int(r.host_uniq.len, 3);
	is_int(r.acs[0].time_s, 77);
	ok(record_format(&r, text) > 0);
	is_str(text, sample_text);
}

static void nothing_is_a_record(void)
{
	const struct record none = { 0 };
	struct record r = sample();

	is_int(parse(&r, "", 0), 0);
	ok(!memcmp(&r, &none, sizeof(r)));
}

static void largest_record_fits(void)
{
	struct record r = sample();
	char text[RECORD_TEXT_SIZE];

	memset(r.ac_name, '~', sizeof(r.ac_name) - 1);
	memset(r.clamp, '~', sizeof(r.clamp) - 1);
	memset(r.state, '~', sizeof(r.state) - 1);
	r.host_uniq.len = r.cookie.len = r.relay.len = RECORD_TAG_MAX;
	for (int i = 0; i < RECORD_PARENTS; i++)
		r.parents[i] = (struct record_parent){ "enp255s31f15np9", INT32_MAX, 65536, 65536 };
	for (int i = 0; i < RECORD_ACS; i++)
		r.acs[i] = (struct record_ac){ { 2, (uint8_t)i },
					       RECORD_MTU_SENDING_ONLY,
					       UINT32_MAX };
	ok(record_format(&r, text) > 0);
	is_int(parse(&r, text, strlen(text)), 0);
	is_int(strlen(r.ac_name), RECORD_AC_NAME_SIZE - 1);
	is_int(r.acs[RECORD_ACS - 1].mac[1], RECORD_ACS - 1);
}

static void unknown_keys_are_skipped(void)
{
	static const char text[] = "since=3 days\nmtu=1492\nx=\n=";
	struct record r;

	is_int(parse(&r, text, strlen(text) - 1), 0);
	is_int(r.mtu, 1492);
}

static void malformed_lines_are_refused(void)
{
	static const char *const bad[] = {
		"mtu=1492",
		"\n",
		"mtu\n",
		"=1492\n",
		"mtu=\n",
		"mtu=0\n",
		"mtu=65537\n",
		"mtu=1492 \n",
		"mtu=1492\r\n",
		"x=\x1b[2J\n",
		"x=\xff\n",
		"session_id=0\n",
		"session_id=65535\n",
		"session_since=0\n",
		"state_since=4294967296\n",
		"pid=2147483648\n",
		"device=eth 1\n",
		"device=sixteen-bytes-xx\n",
		"device_index=0\n",
		"mac=00:00:5e:00:53\n",
		"cookie=abc\n",
		"mtu_verdict=maybe\n",
		"parent=eth0 2 1500\n",
		"parent=eth0 2 1500 1508 1\n",
		"parent= 2 1500 1508\n",
		"parent=eth0 0 1500 1508\n",
		"parent=eth0 2 0 1508\n",
		"parent=eth0 2 1500 70000\n",
		"parent=a 1 1 1\nparent=b 2 1 1\nparent=c 3 1 1\nparent=d 4 1 1\n",
		"ac_verdict=00:00:5E:00:53:02 failed\n",
		"ac_verdict=00:00:5E:00:53:02 lost 7\n",
		"ac_verdict=00:00:5E:00:53:02 failed 4294967296\n",
	};
	const struct record before = sample();

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct record r = before;

		tap_is_int(parse(&r, bad[i], strlen(bad[i])), -EBADMSG, __FILE__, __LINE__, bad[i]);
		ok(!memcmp(&r, &before, sizeof(r)));
	}
	for (size_t len = 0; len < strlen(sample_text); len++) {
		struct record r;

		is_int(parse(&r, sample_text, len),
		       len && sample_text[len - 1] != '\n' ? -EBADMSG : 0);
	}
}

static void a_nul_does_not_end_a_line(void)
{
	struct record r;

	is_int(parse(&r, "mtu=1492\0junk\n", 14), -EBADMSG);
}

static void long_lines_are_refused(void)
{
	char text[4096];
	struct record r;

	memset(text, 'a', sizeof(text));
	text[1] = '=';
	text[sizeof(text) - 1] = '\n';
	is_int(parse(&r, text, sizeof(text)), -EBADMSG);
	strcpy(text, "ac_name=");
	text[8] = 'a';
	text[1100] = '\n';
	is_int(parse(&r, text, 1101), -EBADMSG);
}

static void what_would_not_be_read_is_not_written(void)
{
	char text[RECORD_TEXT_SIZE];
	struct record r;

#define refuses(change)                                   \
	do {                                              \
		r = sample();                             \
		change;                                   \
		is_int(record_format(&r, text), -EINVAL); \
	} while (0)
	refuses(r.session_id = 65535);
	refuses(r.mtu = 65537);
	refuses(strcpy(r.ac_name, "a\nsession_id=1"));
	refuses(strcpy(r.clamp, "\x7f"));
	refuses(strcpy(r.state, "\xc3\xb6"));
	refuses(strcpy(r.device, "eth 1"));
	refuses(strcpy(r.parents[0].name, ""));
	refuses(strcpy(r.parents[1].name, "a b"));
	refuses(r.parents[0].original = 0);
	refuses(r.parents[0].mtu = 65537);
	refuses(r.acs[0].time_s = 1ULL << 32);
#undef refuses
}

static void long_tags_are_left_out(void)
{
	static const uint8_t bytes[RECORD_TAG_MAX + 1] = { 7 };
	struct record_tag tag;

	record_set_tag(&tag, bytes, RECORD_TAG_MAX);
	is_int(tag.len, RECORD_TAG_MAX);
	is_int(tag.bytes[0], 7);
	record_set_tag(&tag, bytes, RECORD_TAG_MAX + 1);
	is_int(tag.len, 0);
	record_set_tag(&tag, NULL, 0);
	is_int(tag.len, 0);
}

static void note(struct record *r, uint8_t last, enum record_verdict verdict, uint64_t time_s)
{
	const struct record_ac entry = { { 2, 0, 0, 0, 0, last }, verdict, time_s };

	record_note_ac(r, &entry);
}

static enum record_verdict find(const struct record *r, uint8_t last)
{
	const uint8_t mac[ETH_ALEN] = { 2, 0, 0, 0, 0, last };

	for (int i = 0; i < RECORD_ACS; i++)
		if (!memcmp(r->acs[i].mac, mac, ETH_ALEN))
			return r->acs[i].verdict;
	return RECORD_MTU_UNKNOWN;
}

static void remembers_the_newest_of_each_ac(void)
{
	struct record r = { 0 };

	is_int(find(&r, 1), RECORD_MTU_UNKNOWN);
	note(&r, 1, RECORD_MTU_FAILED, 10);
	note(&r, 2, RECORD_MTU_PROVED, 20);
	is_int(find(&r, 1), RECORD_MTU_FAILED);
	note(&r, 1, RECORD_MTU_PROVED, 30);
	is_int(find(&r, 1), RECORD_MTU_PROVED);
	note(&r, 1, RECORD_MTU_FAILED, 29);
	is_int(find(&r, 1), RECORD_MTU_PROVED);
	is_int(find(&r, 2), RECORD_MTU_PROVED);
	is_int(find(&r, 3), RECORD_MTU_UNKNOWN);
	is_int(r.acs[2].verdict, RECORD_MTU_UNKNOWN);
}

static void the_oldest_ac_makes_room(void)
{
	struct record r = { 0 };

	for (uint8_t i = 0; i < RECORD_ACS; i++)
		note(&r, i, RECORD_MTU_FAILED, i == 3 ? 5 : 10 + i);
	note(&r, 100, RECORD_MTU_FAILED, 50);
	is_int(find(&r, 3), RECORD_MTU_UNKNOWN);
	is_int(find(&r, 100), RECORD_MTU_FAILED);
	for (uint8_t i = 0; i < RECORD_ACS; i++)
		is_int(find(&r, i), i == 3 ? RECORD_MTU_UNKNOWN : RECORD_MTU_FAILED);
	note(&r, 101, RECORD_MTU_FAILED, 1);
	is_int(find(&r, 101), RECORD_MTU_UNKNOWN);
}

static void learns_what_others_know(void)
{
	struct record r = { 0 }, other = { 0 };

	note(&r, 1, RECORD_MTU_PROVED, 50);
	note(&r, 2, RECORD_MTU_PROVED, 70);
	note(&other, 1, RECORD_MTU_FAILED, 60);
	note(&other, 2, RECORD_MTU_FAILED, 60);
	note(&other, 3, RECORD_MTU_FAILED, 100);
	note(&other, 4, RECORD_MTU_FAILED, 101); /* before a reboot */
	record_learn_acs(&r, &other, 100);
	is_int(find(&r, 1), RECORD_MTU_FAILED);
	is_int(find(&r, 2), RECORD_MTU_PROVED);
	is_int(find(&r, 3), RECORD_MTU_FAILED);
	is_int(find(&r, 4), RECORD_MTU_UNKNOWN);
	note(&r, 4, RECORD_MTU_PROVED, 5);
	is_int(find(&r, 4), RECORD_MTU_PROVED);
}

static void failed_path_is_tried_again_after_a_while(void)
{
	const struct record_ac failed = { .verdict = RECORD_MTU_FAILED, .time_s = 100 };
	const struct record_ac proved = { .verdict = RECORD_MTU_PROVED, .time_s = 100 };

	ok(record_ac_failed(&failed, 100, 60));
	ok(record_ac_failed(&failed, 159, 60));
	ok(!record_ac_failed(&failed, 160, 60));
	ok(!record_ac_failed(&failed, 99, 60));
	ok(!record_ac_failed(&proved, 100, 60));
}

/* Index 2 of a container is not index 2 here; an old record does not say whose it is. */
static void names_mean_the_same_in_one_namespace(void)
{
	const struct record here = { .netns = 4026531840 }, there = { .netns = 4026532000 };
	const struct record old = { .netns = 0 };

	ok(record_same_netns(&here, &here));
	ok(!record_same_netns(&here, &there));
	ok(record_same_netns(&here, &old));
	ok(record_same_netns(&old, &there));
}

int main(void)
{
	test(names_mean_the_same_in_one_namespace);
	test(formats_a_line_for_each_value);
	test(parses_what_it_formats);
	test(nothing_is_a_record);
	test(largest_record_fits);
	test(unknown_keys_are_skipped);
	test(malformed_lines_are_refused);
	test(a_nul_does_not_end_a_line);
	test(long_lines_are_refused);
	test(what_would_not_be_read_is_not_written);
	test(long_tags_are_left_out);
	test(remembers_the_newest_of_each_ac);
	test(the_oldest_ac_makes_room);
	test(learns_what_others_know);
	test(failed_path_is_tried_again_after_a_while);
	return done_testing();
}
