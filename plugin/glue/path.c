// SPDX-License-Identifier: GPL-2.0-or-later
#include "path.h"

#include "../sys/log.h"
#include "line.h"
#include "pppd.h"
#include "proof.h"

static const struct config *config;
static path_done *done;

/* Of this session */
static struct {
	const struct dialer *dialer; /* NULL: none of ours */
	int fd;
	bool mute; /* the peer has answered no echo, and none since */
	bool lowered; /* taken down to 1492, as the path carries no more */
} path;

void path_init(const struct config *c, path_done *f)
{
	config = c;
	done = f;
}

/* Whoever made a session that we attach to has settled its MTU with the peer. */
void path_limit_lcp(void)
{
	const struct dialer *d = path.dialer;

	line_limit_lcp(d->ethernet.mtu, config->session_id ? UINT16_MAX : d->discovery.max_payload,
		       path.lowered);
}

static void note_grant(const struct dialer *d)
{
	if (!config->server && d->options.max_payload && !d->discovery.max_payload)
		log_info("The access concentrator grants no more than %d bytes", MTU_PPPOE_MAX);
	if (d->discovery.tag_ignored)
		line_note_ignored_tag(config->mtu_recheck_s);
}

void path_begin_session(const struct dialer *d, int fd)
{
	path.dialer = d;
	path.fd = fd;
	path.mute = path.lowered = false;
	path_limit_lcp();
	note_grant(d);
}

static void lower(void)
{
	const struct ethernet *e = &path.dialer->ethernet;

	line_tell_small(path.dialer->ifname, (uint32_t)e->ifindex, proof_mtu());
	path.lowered = true;
	done(RECORD_MTU_FAILED);
}

static void on_proof(enum proof_verdict verdict)
{
	switch (verdict) {
	case PROOF_PASSED:
		done(RECORD_MTU_PROVED);
		break;
	case PROOF_PASSED_SENDING:
		done(RECORD_MTU_SENDING_ONLY);
		break;
	case PROOF_FAILED:
		lower();
		break;
	case PROOF_UNANSWERED:
		path.mute = true;
		break;
	}
}

void path_begin_proof(void)
{
	const unsigned int mru = pppd_common_mru();

	if (path.dialer && !path.lowered && !config->mtu_verify_off && mru > MTU_PPPOE_MAX)
		proof_begin(mru, path.fd, on_proof);
}

void path_note_reply(void)
{
	path.mute = false;
}

bool path_is_mute(void)
{
	return path.mute;
}

void path_end_session(void)
{
	proof_end();
	path.dialer = NULL;
	path.mute = path.lowered = false;
}
