// SPDX-License-Identifier: GPL-2.0-or-later
#include "notes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../parent.h"
#include "../sys/clock.h"
#include "../sys/log.h"
#include "../sys/runfile.h"
#include "logbook.h"

#define UP "up" /* a state */

static struct {
	struct record record;
	struct record left; /* of a session that may never have got its PADT; session_id 0: none */
	struct runfile file;
	const char *saved; /* path of pppoe-record */
	bool loaded; /* it was read */
	bool told_no_record;
	bool told_not_saved;
	bool told_no_raise;
} notes = { .file = { .fd = -1 }, .saved = "" };

/* Its PADT may never have been sent. False: it has to be kept. */
static bool take_leftover(struct leftovers *left, const struct record *other)
{
	struct leftover l;

	if (!other->session_id)
		return true;
	l = leftover_of_record(other);
	if (strcmp(other->device, notes.record.device) != 0 || !leftovers_add(left, &l))
		return false;
	notes.left = *other;
	log_info("Session %u was left over: terminating it", other->session_id);
	return true;
}

static bool on_other(const struct record *other, bool living, void *context)
{
	record_learn_acs(&notes.record, other, clock_boot_s());
	return !living && take_leftover(context, other);
}

void notes_load(const char *device, uint32_t device_index, const char *saved,
		struct leftovers *left)
{
	char text[RECORD_TEXT_SIZE];
	struct record other;
	size_t len;
	int err;

	snprintf(notes.record.device, sizeof(notes.record.device), "%s", device);
	notes.record.device_index = device_index;
	notes.record.netns = iface_namespace();
	notes.saved = saved;
	if (notes.loaded || !saved[0])
		return;
	notes.loaded = true;
	err = runfile_load(saved, text, sizeof(text), &len);
	if (!err)
		err = record_parse(&other, text, len);
	if (!err)
		take_leftover(left, &other);
	else if (err != -ENOENT)
		log_warning("pppoe-record: cannot read %s: %s", saved, strerror(-err));
}

static void tell_once(bool *told, const char *what, const char *who, int err, const char *lost)
{
	if (!*told)
		log_warning("%s%s: %s%s", what, who, strerror(-err), lost);
	*told = true;
}

void notes_tell_no_record(int err)
{
	tell_once(&notes.told_no_record, "No record in ", RUNFILE_DIR, err,
		  ": no PADT after a kill -9");
}

void notes_tell_no_raise(const char *refused, int err)
{
	tell_once(&notes.told_no_raise, "Cannot raise the MTU of ", refused, err, "");
}

int notes_raise_parent(uint32_t mtu, struct leftovers *left,
		       char ret_refused[static PARENT_REFUSED_SIZE])
{
	return parent_raise(&notes.file, RUNFILE_DIR, &notes.record, mtu, on_other, left,
			    ret_refused);
}

unsigned int notes_failed_acs(uint8_t ret[][ETH_ALEN], unsigned int most, uint32_t recheck_s)
{
	const uint64_t now_s = clock_boot_s();
	unsigned int count = 0;

	for (int i = 0; i < RECORD_ACS && count < most; i++)
		if (record_ac_failed(&notes.record.acs[i], now_s, recheck_s))
			memcpy(ret[count++], notes.record.acs[i].mac, ETH_ALEN);
	return count;
}

void notes_begin_session(const struct dialer *d)
{
	const struct packet_tag *const cookie = &d->discovery.offer.ac_cookie;
	const struct packet_tag *const relay = &d->discovery.offer.relay_session_id;
	struct record *r = &notes.record;

	notes.left.session_id = 0; /* its PADT went ahead of what the AC has answered */
	memcpy(r->mac, d->ethernet.mac, ETH_ALEN);
	memcpy(r->ac_mac, d->discovery.offer.src, ETH_ALEN);
	dialer_ac_name(d, r->ac_name);
	r->session_id = d->discovery.session_id;
	r->session_since_s = (uint32_t)clock_boot_s();
	record_set_tag(&r->host_uniq, d->options.host_uniq, d->options.host_uniq_len);
	record_set_tag(&r->cookie, cookie->data, cookie->len);
	record_set_tag(&r->relay, relay->data, relay->len);
	r->mtu_verdict = RECORD_MTU_UNKNOWN;
}

void notes_end_session(void)
{
	logbook_end();
	notes.record.session_id = 0;
	notes.record.session_since_s = 0;
}

void notes_add_verdict(enum record_verdict verdict)
{
	struct record_ac ac = { .verdict = verdict, .time_s = clock_boot_s() };

	memcpy(ac.mac, notes.record.ac_mac, ETH_ALEN);
	notes.record.mtu_verdict = verdict;
	record_note_ac(&notes.record, &ac);
}

static void save(const char *text, size_t len)
{
	int err;

	if (!notes.saved[0])
		return;
	err = notes.record.session_id ? runfile_save(notes.saved, text, len)
				      : runfile_remove(notes.saved);
	if (err)
		tell_once(&notes.told_not_saved, "pppoe-record: ", notes.saved, err,
			  ": no PADT after a power cut");
}

/* Where the record cannot be, nor can the ring: that is said already. */
static void note_state(const char *state, const char *ifname)
{
	struct record *r = &notes.record;

	if (!strcmp(state, UP) && notes.file.fd >= 0)
		logbook_begin(RUNFILE_DIR, ifname, r->device, r->netns);
	if (strcmp(r->state, state) != 0)
		r->state_since_s = (uint32_t)clock_boot_s();
	snprintf(r->state, sizeof(r->state), "%s", state);
}

bool notes_differ(const struct iface *iface, const char *clamp)
{
	const struct record *r = &notes.record;

	return iface->index && r->ifname[0] &&
	       (strcmp(r->ifname, iface->name) != 0 || r->mtu != (uint32_t)iface->mtu ||
		strcmp(r->clamp, clamp) != 0);
}

void notes_write(const char *state, const struct notes_link *link)
{
	struct record *r = &notes.record;
	char text[RECORD_TEXT_SIZE];
	int len, err;

	if (!r->device_index)
		return;
	if (state)
		note_state(state, link->iface->name);
	r->pid = (uint32_t)getpid(); /* another one since pppd has detached */
	r->mtu = (uint32_t)link->iface->mtu;
	r->mru = link->mru;
	memcpy(r->ifname, link->iface->name, sizeof(r->ifname));
	snprintf(r->clamp, sizeof(r->clamp), "%s", link->clamp);
	len = record_format(r, text);
	if (len < 0)
		return;
	err = notes.file.fd < 0 ? 0 : runfile_write(&notes.file, text, (size_t)len);
	if (err)
		notes_tell_no_record(err);
	save(text, (size_t)len);
}

/* What was left to us, and no AC was there to hear of, is for the next start. */
static void leave_again(void)
{
	const struct record *left = &notes.left;
	struct record *r = &notes.record;

	memcpy(r->mac, left->mac, ETH_ALEN);
	memcpy(r->ac_mac, left->ac_mac, ETH_ALEN);
	r->session_id = left->session_id;
	r->host_uniq = left->host_uniq;
	r->cookie = left->cookie;
	r->relay = left->relay;
}

static int restore_parent(void)
{
	const int err = parent_restore(&notes.file, RUNFILE_DIR, &notes.record);

	if (err == -EBUSY)
		log_info("The MTU of %s stays as it is: a change would end somebody's PPPoE "
			 "session, or lower an interface on it",
			 notes.record.device);
	return err;
}

void notes_close(uint32_t recheck_s)
{
	struct record *r = &notes.record;
	uint8_t failed[1][ETH_ALEN];
	char text[RECORD_TEXT_SIZE];
	bool keep;
	int len;

	if (!r->device_index)
		return;
	r->session_id = 0;
	if (notes.left.session_id)
		leave_again();
	len = record_format(r, text);
	save(text, len < 0 ? 0 : (size_t)len);
	if (r->session_id && notes.file.fd >= 0 && len >= 0)
		runfile_write(&notes.file, text, (size_t)len);
	keep = restore_parent() || r->session_id || notes_failed_acs(failed, 1, recheck_s);
	runfile_close(&notes.file, keep);
}
