// SPDX-License-Identifier: GPL-2.0-or-later
#include "line.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "../pppd_compat.h"

#include "../parent.h"
#include "../sys/clock.h"
#include "../sys/iface.h"
#include "../sys/log.h"
#include "plugin.h"

int line_take_wish(void)
{
	const struct mtu_line endless = { .parent_mtu = INT_MAX, .payload = UINT16_MAX };
	struct line *l = &self.line;

	l->wish = (struct mtu_wish){
		.mtu = lcp_allowoptions[0].mru,
		.mru = lcp_wantoptions[0].mru,
		.payload = self.config.max_payload,
	};
	return mtu_limit_session(&l->wish, &endless).mtu;
}

/* Its PADT may never have been sent, and its verdicts still hold. */
static void take_leftover(const struct record *other)
{
	struct dialer *c = &self.channel.dialer;

	record_learn_acs(&self.line.record, other, clock_boot_s());
	if (!other->session_id || strcmp(other->device, self.channel.device) != 0)
		return;
	log_info("Session %u was left over: terminating it", other->session_id);
	memcpy(c->last_ac, other->ac_mac, ETH_ALEN);
	c->last_id = other->session_id;
}

static void on_other(const struct record *other, bool living, void *context)
{
	(void)context;
	if (living)
		record_learn_acs(&self.line.record, other, clock_boot_s());
	else
		take_leftover(other);
}

static void load_saved(void)
{
	char text[RECORD_TEXT_SIZE];
	struct record saved;
	size_t len;
	int err;

	if (self.line.loaded || !self.config.record[0])
		return;
	self.line.loaded = true;
	err = runfile_load(self.config.record, text, sizeof(text), &len);
	if (!err)
		err = record_parse(&saved, text, len);
	if (!err)
		take_leftover(&saved);
	else if (err != -ENOENT)
		log_warning("pppoe-record: cannot read %s: %s", self.config.record, strerror(-err));
}

static void tell_once(bool *told, const char *what, const char *who, int err)
{
	if (!*told)
		log_warning("%s%s: %s", what, who, strerror(-err));
	*told = true;
}

/* A parent that has to stay as it is leaves what it carries now. Returns the payload to ask for. */
static uint16_t raise_parent(int parent_mtu)
{
	struct line *l = &self.line;
	const int limit = self.config.parent_mtu_keep ? parent_mtu : UINT16_MAX;
	uint16_t payload = self.config.session_id ? 0
						  : mtu_ask_payload(&l->wish, parent_mtu, limit);
	char refused[IFNAMSIZ] = "";
	int err;

	err = parent_raise(&l->file, RUNFILE_DIR, &l->record,
			   payload ? (uint32_t)mtu_parent_needed(payload) : 0, on_other, NULL,
			   refused);
	if (err && refused[0]) {
		payload = mtu_ask_payload(&l->wish, parent_mtu, parent_mtu);
		tell_once(&l->told_no_raise, "Cannot raise the MTU of ", refused, err);
		err = parent_raise(&l->file, RUNFILE_DIR, &l->record, 0, on_other, NULL, refused);
	}
	if (err)
		tell_once(&l->told_no_record, "No record in ", RUNFILE_DIR, err);
	return payload;
}

static void cap_known_acs(struct discovery_options *o)
{
	const uint64_t now_s = clock_boot_s();

	o->capped_count = 0;
	if (self.config.mtu_verify_off)
		return;
	for (int i = 0; i < RECORD_ACS && o->capped_count < DISCOVERY_CAPPED_ACS; i++) {
		const struct record_ac *ac = &self.line.record.acs[i];

		if (record_ac_failed(ac, now_s, self.config.mtu_recheck_s))
			memcpy(o->capped_acs[o->capped_count++], ac->mac, ETH_ALEN);
	}
}

void line_prepare(void)
{
	struct discovery_options *o = &self.config.discovery;
	struct line *l = &self.line;
	struct iface parent;

	if (iface_find(&parent, self.channel.device) < 0)
		return;
	snprintf(l->record.device, sizeof(l->record.device), "%s", self.channel.device);
	l->record.device_index = parent.index;
	load_saved();
	o->max_payload = raise_parent(parent.mtu);
	if (clock_now_ms() < l->no_tag_before_ms)
		o->max_payload = 0;
	cap_known_acs(o);
}

static void note_session(const struct dialer *c)
{
	const struct discovery *d = &c->discovery;
	struct record *r = &self.line.record;

	memcpy(r->mac, c->ethernet.mac, ETH_ALEN);
	memcpy(r->ac_mac, d->offer.src, ETH_ALEN);
	dialer_ac_name(c, r->ac_name);
	r->session_id = d->session_id;
	record_set_tag(&r->host_uniq, c->options.host_uniq, c->options.host_uniq_len);
	record_set_tag(&r->cookie, d->offer.ac_cookie.data, d->offer.ac_cookie.len);
	record_set_tag(&r->relay, d->offer.relay_session_id.data, d->offer.relay_session_id.len);
	r->mtu_verdict = RECORD_MTU_UNKNOWN;
}

static void limit_lcp(bool path_bad)
{
	const struct dialer *c = &self.channel.dialer;
	const struct mtu_line line = {
		.parent_mtu = c->ethernet.mtu,
		/* Whoever made a session that we attach to has settled that with the peer. */
		.payload = self.config.session_id ? UINT16_MAX : c->discovery.max_payload,
		.path_bad = path_bad,
	};
	const struct mtu_session session = mtu_limit_session(&self.line.wish, &line);

	lcp_allowoptions[0].mru = session.mtu;
	lcp_wantoptions[0].mru = session.mru;
}

void line_lower_lcp(void)
{
	limit_lcp(true);
}

void line_limit_lcp(void)
{
	const struct dialer *c = &self.channel.dialer;
	const struct discovery *d = &c->discovery;

	limit_lcp(false);
	if (c->options.max_payload && !d->max_payload)
		log_info("The access concentrator grants no more than %d bytes", MTU_PPPOE_MAX);
	if (d->tag_ignored)
		self.line.no_tag_before_ms =
			clock_now_ms() + (uint64_t)self.config.mtu_recheck_s * 1000;
	note_session(c);
	line_write("session");
}

void line_note_verdict(enum record_verdict verdict)
{
	struct record *r = &self.line.record;
	struct record_ac ac = { .verdict = verdict, .time_s = clock_boot_s() };

	memcpy(ac.mac, r->ac_mac, ETH_ALEN);
	r->mtu_verdict = verdict;
	record_note_ac(r, &ac);
	line_write(r->state);
}

static void save(const char *text, size_t len)
{
	const char *path = self.config.record;
	int err;

	if (!path[0])
		return;
	err = self.line.record.session_id ? runfile_save(path, text, len) : runfile_remove(path);
	if (err)
		tell_once(&self.line.told_no_record, "pppoe-record: ", path, err);
}

void line_write(const char *state)
{
	struct line *l = &self.line;
	char text[RECORD_TEXT_SIZE];
	int len;

	if (!l->record.device_index)
		return;
	if (state != l->record.state)
		snprintf(l->record.state, sizeof(l->record.state), "%s", state);
	l->record.mtu = (uint32_t)self.uplink.iface.mtu;
	l->record.mru = (uint32_t)lcp_wantoptions[0].mru;
	memcpy(l->record.ifname, self.uplink.iface.name, sizeof(l->record.ifname));
	uplink_describe_clamp(l->record.clamp, sizeof(l->record.clamp));
	len = record_format(&l->record, text);
	if (len < 0)
		return;
	if (l->file.fd >= 0)
		runfile_write(&l->file, text, (size_t)len);
	save(text, (size_t)len);
}

/* The next start has to know of a path that failed. */
static bool is_to_be_kept(const struct record *r)
{
	const uint64_t now_s = clock_boot_s();

	for (int i = 0; i < RECORD_ACS; i++)
		if (record_ac_failed(&r->acs[i], now_s, self.config.mtu_recheck_s))
			return true;
	return false;
}

void line_close(void)
{
	struct line *l = &self.line;
	int err;

	if (!l->record.device_index)
		return;
	l->record.session_id = 0;
	save("", 0);
	err = parent_restore(&l->file, RUNFILE_DIR, &l->record);
	runfile_close(&l->file, err || is_to_be_kept(&l->record));
}
