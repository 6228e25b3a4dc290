// SPDX-License-Identifier: GPL-2.0-or-later
#include "record.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cursor.h"
#include "text.h"

#define LINE_SIZE 1280 /* the longest line is ac_name */
#define SESSION_ID_MOST 0xfffeU

static const char *const verdict_texts[] = {
	[RECORD_MTU_UNKNOWN] = "unknown",
	[RECORD_MTU_PROVED] = "proved",
	[RECORD_MTU_SENDING_ONLY] = "sending-only",
	[RECORD_MTU_FAILED] = "failed",
};

const char *record_verdict_text(enum record_verdict verdict)
{
	return verdict_texts[verdict];
}

static bool is_printable(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

static bool is_word(const char *text)
{
	return is_printable(text) && !strchr(text, ' ');
}

static bool mac_is_zero(const uint8_t mac[static ETH_ALEN])
{
	static const uint8_t zero[ETH_ALEN];

	return !memcmp(mac, zero, ETH_ALEN);
}

/* Writing. Sticky as the writer is: a value that cannot be said spoils the whole text. */

static void put(struct writer *w, const char *text)
{
	writer_put_bytes(w, text, strlen(text));
}

static void put_line(struct writer *w, const char *key, const char *value)
{
	put(w, key);
	put(w, "=");
	put(w, value);
	put(w, "\n");
}

static void put_text(struct writer *w, const char *key, const char *value)
{
	if (!is_printable(value))
		w->overflow = true;
	if (*value)
		put_line(w, key, value);
}

static void put_word(struct writer *w, const char *key, const char *value)
{
	if (!is_word(value))
		w->overflow = true;
	put_text(w, key, value);
}

static void put_number(struct writer *w, const char *key, uint32_t value, uint32_t most)
{
	char text[16];

	if (value > most)
		w->overflow = true;
	snprintf(text, sizeof(text), "%u", value);
	if (value)
		put_line(w, key, text);
}

static void put_mac(struct writer *w, const char *key, const uint8_t mac[static ETH_ALEN])
{
	char text[TEXT_MAC_SIZE];

	text_format_mac(text, mac);
	if (!mac_is_zero(mac))
		put_line(w, key, text);
}

static void put_tag(struct writer *w, const char *key, const struct record_tag *tag)
{
	char text[2 * RECORD_TAG_MAX + 1] = "";

	for (size_t i = 0; i < tag->len && i < RECORD_TAG_MAX; i++)
		snprintf(text + 2 * i, 3, "%02x", tag->bytes[i]);
	put_text(w, key, text);
}

static void put_parent(struct writer *w, const struct record_parent *p)
{
	char line[96];

	if (!p->index)
		return;
	if (!is_word(p->name) || !*p->name || p->index > INT32_MAX || !p->original ||
	    p->original > RECORD_MTU_MOST || !p->mtu || p->mtu > RECORD_MTU_MOST)
		w->overflow = true;
	snprintf(line, sizeof(line), "%s %u %u %u", p->name, p->index, p->original, p->mtu);
	put_line(w, "parent", line);
}

static void put_ac(struct writer *w, const struct record_ac *ac)
{
	char mac[TEXT_MAC_SIZE], line[96];

	if (ac->verdict == RECORD_MTU_UNKNOWN)
		return;
	if (ac->time_s > UINT32_MAX)
		w->overflow = true;
	text_format_mac(mac, ac->mac);
	snprintf(line, sizeof(line), "%s %s %u", mac, verdict_texts[ac->verdict],
		 (uint32_t)ac->time_s);
	put_line(w, "ac_verdict", line);
}

int record_format(const struct record *r, char text[static RECORD_TEXT_SIZE])
{
	struct writer w = { .data = (uint8_t *)text, .size = RECORD_TEXT_SIZE - 1 };

	put_text(&w, "state", r->state);
	put_number(&w, "state_since", r->state_since_s, UINT32_MAX);
	put_number(&w, "pid", r->pid, INT32_MAX);
	put_word(&w, "device", r->device);
	put_number(&w, "device_index", r->device_index, INT32_MAX);
	put_number(&w, "netns", r->netns, UINT32_MAX);
	put_word(&w, "ifname", r->ifname);
	put_mac(&w, "mac", r->mac);
	put_mac(&w, "ac_mac", r->ac_mac);
	put_text(&w, "ac_name", r->ac_name);
	put_number(&w, "session_id", r->session_id, SESSION_ID_MOST);
	put_number(&w, "session_since", r->session_since_s, UINT32_MAX);
	put_tag(&w, "host_uniq", &r->host_uniq);
	put_tag(&w, "cookie", &r->cookie);
	put_tag(&w, "relay", &r->relay);
	put_number(&w, "mtu", r->mtu, RECORD_MTU_MOST);
	put_number(&w, "mru", r->mru, RECORD_MTU_MOST);
	put_text(&w, "mtu_verdict", verdict_texts[r->mtu_verdict]);
	put_text(&w, "clamp", r->clamp);
	for (int i = 0; i < RECORD_PARENTS; i++)
		put_parent(&w, &r->parents[i]);
	for (int i = 0; i < RECORD_ACS; i++)
		put_ac(&w, &r->acs[i]);
	if (w.overflow)
		return -EINVAL;
	text[w.used] = '\0';
	return (int)w.used;
}

/* Reading. Each value ends with a NUL and is printable. */

static bool get_text(char *ret, size_t size, const char *value)
{
	const size_t len = strlen(value);

	if (len >= size)
		return false;
	memcpy(ret, value, len + 1);
	return true;
}

static bool get_word(char *ret, size_t size, const char *value)
{
	return is_word(value) && get_text(ret, size, value);
}

static bool get_tag(struct record_tag *ret, const char *value)
{
	const int len = text_parse_hex(ret->bytes, sizeof(ret->bytes), value);

	if (len < 0)
		return false;
	ret->len = (uint16_t)len;
	return true;
}

static bool get_verdict(enum record_verdict *ret, const char *value)
{
	for (size_t i = 0; i < sizeof(verdict_texts) / sizeof(verdict_texts[0]); i++)
		if (!strcmp(value, verdict_texts[i])) {
			*ret = (enum record_verdict)i;
			return true;
		}
	return false;
}

static bool get_session_id(uint16_t *ret, const char *value)
{
	uint32_t id;

	if (!text_parse_number(&id, value, 1, SESSION_ID_MOST))
		return false;
	*ret = (uint16_t)id;
	return true;
}

/* Cuts `value` at its spaces into exactly `count` words. */
static bool split(char *value, char **words, int count)
{
	for (int i = 0; i < count; i++) {
		char *space = strchr(value, ' ');

		words[i] = value;
		if (!space != (i == count - 1))
			return false;
		if (space) {
			*space = '\0';
			value = space + 1;
		}
	}
	return true;
}

static bool get_parent(struct record *r, char *value)
{
	struct record_parent p = { 0 };
	char *words[4];

	if (!split(value, words, 4) || !*words[0] || !get_word(p.name, sizeof(p.name), words[0]) ||
	    !text_parse_number(&p.index, words[1], 1, INT32_MAX) ||
	    !text_parse_number(&p.original, words[2], 1, RECORD_MTU_MOST) ||
	    !text_parse_number(&p.mtu, words[3], 1, RECORD_MTU_MOST))
		return false;
	for (int i = 0; i < RECORD_PARENTS; i++)
		if (!r->parents[i].index) {
			r->parents[i] = p;
			return true;
		}
	return false;
}

static bool get_ac(struct record *r, char *value)
{
	struct record_ac ac;
	uint32_t time_s;
	char *words[3];

	if (!split(value, words, 3) || !text_parse_mac(ac.mac, words[0]) ||
	    !get_verdict(&ac.verdict, words[1]) ||
	    !text_parse_number(&time_s, words[2], 0, UINT32_MAX))
		return false;
	ac.time_s = time_s;
	record_note_ac(r, &ac);
	return true;
}

static bool get_session_value(struct record *r, const char *key, const char *value)
{
	if (!strcmp(key, "mac"))
		return text_parse_mac(r->mac, value);
	if (!strcmp(key, "ac_mac"))
		return text_parse_mac(r->ac_mac, value);
	if (!strcmp(key, "ac_name"))
		return get_text(r->ac_name, sizeof(r->ac_name), value);
	if (!strcmp(key, "session_id"))
		return get_session_id(&r->session_id, value);
	if (!strcmp(key, "session_since"))
		return text_parse_number(&r->session_since_s, value, 1, UINT32_MAX);
	if (!strcmp(key, "host_uniq"))
		return get_tag(&r->host_uniq, value);
	if (!strcmp(key, "cookie"))
		return get_tag(&r->cookie, value);
	if (!strcmp(key, "relay"))
		return get_tag(&r->relay, value);
	return true;
}

static bool get_link_value(struct record *r, const char *key, char *value)
{
	if (!strcmp(key, "state"))
		return get_text(r->state, sizeof(r->state), value);
	if (!strcmp(key, "state_since"))
		return text_parse_number(&r->state_since_s, value, 1, UINT32_MAX);
	if (!strcmp(key, "pid"))
		return text_parse_number(&r->pid, value, 1, INT32_MAX);
	if (!strcmp(key, "device"))
		return get_word(r->device, sizeof(r->device), value);
	if (!strcmp(key, "device_index"))
		return text_parse_number(&r->device_index, value, 1, INT32_MAX);
	if (!strcmp(key, "netns"))
		return text_parse_number(&r->netns, value, 1, UINT32_MAX);
	if (!strcmp(key, "ifname"))
		return get_word(r->ifname, sizeof(r->ifname), value);
	if (!strcmp(key, "mtu"))
		return text_parse_number(&r->mtu, value, 1, RECORD_MTU_MOST);
	if (!strcmp(key, "mru"))
		return text_parse_number(&r->mru, value, 1, RECORD_MTU_MOST);
	if (!strcmp(key, "mtu_verdict"))
		return get_verdict(&r->mtu_verdict, value);
	if (!strcmp(key, "clamp"))
		return get_text(r->clamp, sizeof(r->clamp), value);
	if (!strcmp(key, "parent"))
		return get_parent(r, value);
	if (!strcmp(key, "ac_verdict"))
		return get_ac(r, value);
	return get_session_value(r, key, value);
}

/* One line without its end, as a string: false if none is whole, short and printable. */
static bool get_line(struct cursor *c, char line[static LINE_SIZE])
{
	const uint8_t *bytes, *end = memchr(c->data, '\n', c->left);
	const size_t len = end ? (size_t)(end - c->data) : 0;

	if (!end || len >= LINE_SIZE || !cursor_get_bytes(c, len + 1, &bytes))
		return false;
	memcpy(line, bytes, len);
	line[len] = '\0';
	return strlen(line) == len && is_printable(line);
}

int record_parse(struct record *ret, const char *text, size_t len)
{
	struct cursor c = { .data = (const uint8_t *)text, .left = len };
	struct record r = { 0 };
	char line[LINE_SIZE];

	while (c.left) {
		char *equals;

		if (!get_line(&c, line))
			return -EBADMSG;
		equals = strchr(line, '=');
		if (!equals || equals == line)
			return -EBADMSG;
		*equals = '\0';
		if (!get_link_value(&r, line, equals + 1))
			return -EBADMSG;
	}
	*ret = r;
	return 0;
}

void record_set_tag(struct record_tag *ret, const uint8_t *bytes, size_t len)
{
	*ret = (struct record_tag){ 0 };
	if (!len || len > sizeof(ret->bytes))
		return;
	memcpy(ret->bytes, bytes, len);
	ret->len = (uint16_t)len;
}

bool record_same_netns(const struct record *a, const struct record *b)
{
	return !a->netns || !b->netns || a->netns == b->netns;
}

static struct record_ac *choose_entry(struct record *r, const uint8_t mac[static ETH_ALEN])
{
	struct record_ac *oldest = &r->acs[0];

	for (int i = 0; i < RECORD_ACS; i++)
		if (!memcmp(r->acs[i].mac, mac, ETH_ALEN))
			return &r->acs[i];
	for (int i = 0; i < RECORD_ACS; i++) {
		if (r->acs[i].verdict == RECORD_MTU_UNKNOWN)
			return &r->acs[i];
		if (r->acs[i].time_s < oldest->time_s)
			oldest = &r->acs[i];
	}
	return oldest;
}

void record_note_ac(struct record *r, const struct record_ac *ac)
{
	struct record_ac *entry = choose_entry(r, ac->mac);

	if (entry->verdict == RECORD_MTU_UNKNOWN || entry->time_s <= ac->time_s)
		*entry = *ac;
}

void record_learn_acs(struct record *r, const struct record *other, uint64_t now_s)
{
	for (int i = 0; i < RECORD_ACS; i++)
		if (other->acs[i].verdict != RECORD_MTU_UNKNOWN && other->acs[i].time_s <= now_s)
			record_note_ac(r, &other->acs[i]);
}

bool record_ac_failed(const struct record_ac *ac, uint64_t now_s, uint32_t recheck_s)
{
	return ac->verdict == RECORD_MTU_FAILED && ac->time_s <= now_s &&
	       now_s - ac->time_s < recheck_s;
}
