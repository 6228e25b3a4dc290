// SPDX-License-Identifier: GPL-2.0-or-later
#include "pppd.h"

#include <net/if.h>
#include <net/ppp_defs.h>
#include <string.h>

#include "../pppd_compat.h"

#define DAY_S 86400
#define EAP_WAITS 3 /* for a name, a challenge and what becomes of it */

struct mtu_wish pppd_read_wish(enum mtu_payload payload)
{
	return (struct mtu_wish){
		.mtu = lcp_allowoptions[0].mru,
		.mru = lcp_wantoptions[0].mru,
		.payload = payload,
	};
}

void pppd_limit_lcp(const struct mtu_session *session)
{
	lcp_allowoptions[0].mru = session->mtu;
	lcp_wantoptions[0].mru = session->mru;
}

uint32_t pppd_mru(void)
{
	return (uint32_t)lcp_wantoptions[0].mru;
}

static int mru_of(const lcp_options *o)
{
	return o->neg_mru ? o->mru : MTU_MRU_NOT_GIVEN;
}

static int lower(int a, int b)
{
	return a < b ? a : b;
}

/* Ours may be 1500 by default where nobody has granted that: rejected, or not asked for. */
unsigned int pppd_common_mru(void)
{
	const int mine = lower(mru_of(&lcp_gotoptions[0]), lcp_wantoptions[0].mru);

	return (unsigned int)lower(mine, mru_of(&lcp_hisoptions[0]));
}

uint32_t pppd_magic(void)
{
	return lcp_gotoptions[0].neg_magicnumber ? lcp_gotoptions[0].magicnumber : 0;
}

void pppd_put_magic(uint8_t ret[static 4])
{
	const uint32_t magic = lcp_gotoptions[0].magicnumber;

	for (int i = 0; i < 4; i++)
		ret[i] = (uint8_t)(magic >> (24 - 8 * i));
}

void pppd_switch_off_compression(void)
{
	lcp_allowoptions[0].neg_accompression = lcp_wantoptions[0].neg_accompression = 0;
	lcp_allowoptions[0].neg_asyncmap = lcp_wantoptions[0].neg_asyncmap = 0;
	lcp_allowoptions[0].neg_pcompression = lcp_wantoptions[0].neg_pcompression = 0;
	ipcp_allowoptions[0].neg_vj = ipcp_wantoptions[0].neg_vj = 0;
	ccp_allowoptions[0].deflate = ccp_wantoptions[0].deflate = 0;
	ccp_allowoptions[0].bsd_compress = ccp_wantoptions[0].bsd_compress = 0;
}

bool pppd_take_over_default_routes(void)
{
	const bool wanted = ipcp_wantoptions[0].default_route ||
			    ipv6cp_wantoptions[0].default_route;

	ipcp_wantoptions[0].default_route = 0;
	ipv6cp_wantoptions[0].default_route = 0;
	return wanted;
}

bool pppd_allow_ipv6(bool allowed)
{
	static bool forbidden;
	const bool ends = !allowed && ipv6cp_protent.enabled_flag;

	if (ends)
		forbidden = true;
	if (forbidden)
		ipv6cp_protent.enabled_flag = allowed;
	return ends;
}

bool pppd_ipv6_begins(void)
{
	return ipv6cp_fsm[0].state == CLOSED;
}

bool pppd_wants_ipv6(void)
{
	return ipv6cp_protent.enabled_flag;
}

/* 2.4.9 does not do so. Of ours it makes up another for each link, and leaves the old address. */
void pppd_make_up_ids(uint64_t ours, uint64_t peers)
{
	ipv6cp_options *const wanted = &ipv6cp_wantoptions[0];

	if (!wanted->opt_local && !wanted->use_persistent && !wanted->use_ip) {
		memcpy(wanted->ourid.e8, &ours, sizeof(wanted->ourid.e8));
		wanted->opt_local = wanted->accept_local = 1;
	}
	if (!wanted->opt_remote) {
		memcpy(wanted->hisid.e8, &peers, sizeof(wanted->hisid.e8));
		wanted->accept_remote = 1;
	}
}

/* From LCP's opening until the network phase it is closed, as it has not begun. */
static bool awaits(const struct protent *protocol, const fsm *f)
{
	const bool is_over = f->state == CLOSED ? phase >= PHASE_NETWORK
						: f->state > CLOSED && f->state <= STOPPING;

	return protocol->enabled_flag && !is_over;
}

/* By an LCP Protocol-Reject: pppd takes it for one that has no LCP under it, and says no more. */
static bool is_rejected(const fsm *f)
{
	return f->state == STARTING && phase >= PHASE_NETWORK;
}

bool pppd_awaits_ipv4(void)
{
	return awaits(&ipcp_protent, &ipcp_fsm[0]) && !is_rejected(&ipcp_fsm[0]);
}

bool pppd_awaits_ipv6(void)
{
	return awaits(&ipv6cp_protent, &ipv6cp_fsm[0]) && !is_rejected(&ipv6cp_fsm[0]);
}

bool pppd_awaits_any(void)
{
	return awaits(&ipcp_protent, &ipcp_fsm[0]) || awaits(&ipv6cp_protent, &ipv6cp_fsm[0]);
}

void pppd_set_active_filter(struct sock_filter *code, unsigned int len)
{
	if (&active_filter && !active_filter.len)
		active_filter = (struct compat_filter){ .len = len, .code = code };
}

uint32_t pppd_peer_magic(void)
{
	return lcp_hisoptions[0].neg_magicnumber ? lcp_hisoptions[0].magicnumber : 0;
}

void pppd_hold_echoes(bool held)
{
	static int failures = -1; /* the user's; -1: not held */

	if (held && failures < 0) {
		failures = lcp_echo_fails;
		lcp_echo_fails = 0;
	} else if (!held && failures >= 0) {
		lcp_echo_fails = failures;
		failures = -1;
	}
}

void pppd_set_reason(enum ending_reason reason)
{
	static char name[] = "PPPOE_CLAMP_REASON";
	char word[ENDING_WORD_SIZE];

	if (!reason) {
		ppp_script_unsetenv(name);
		return;
	}
	strlcpy(word, ending_word(reason), sizeof(word));
	ppp_script_setenv(name, word, 0);
}

static void run_limbo_script(const char *event, enum ending_reason reason)
{
	static char path[] = "/etc/ppp/ip-limbo";
	char name[IFNAMSIZ], word[8];
	char *argv[] = { path, name, word, NULL };

	strlcpy(name, ppp_ifname(), sizeof(name));
	strlcpy(word, event, sizeof(word));
	pppd_set_reason(reason);
	compat_run_program(path, argv);
	pppd_set_reason(ENDING_NONE);
}

void pppd_tell_suspect(void)
{
	run_limbo_script("suspect", ENDING_NONE);
}

void pppd_tell_calm(void)
{
	run_limbo_script("calm", ENDING_NONE);
}

void pppd_tell_lost(enum ending_reason reason)
{
	run_limbo_script("lost", reason);
}

void pppd_tell_back(void)
{
	run_limbo_script("back", ENDING_NONE);
}

bool pppd_leads_bundle(void)
{
	return &multilink_master && multilink_master;
}

bool pppd_has_unit(void)
{
	if (!&multilink || !multilink || demand || multilink_master)
		return true;
	return phase >= PHASE_NETWORK && !doing_multilink;
}

uint32_t pppd_our_address(void)
{
	return ipcp_gotoptions[0].ouraddr;
}

uint32_t pppd_address_before(void)
{
	return ipcp_wantoptions[0].ouraddr;
}

bool pppd_changes_address(void)
{
	return ipcp_gotoptions[0].ouraddr != ipcp_wantoptions[0].ouraddr ||
	       ipcp_hisoptions[0].hisaddr != ipcp_wantoptions[0].hisaddr;
}

static uint64_t span_s(int restart_s, int tries)
{
	return restart_s > 0 && tries > 0 ? (uint64_t)restart_s * (uint64_t)tries : 0;
}

uint32_t pppd_echoes_s(void)
{
	const uint64_t s = span_s(lcp_echo_interval, lcp_echo_fails);

	return s < DAY_S ? (uint32_t)s : DAY_S;
}

static uint64_t span_of(const fsm *f)
{
	return span_s(f->timeouttime, f->maxconfreqtransmits);
}

static uint64_t longer(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* What says that there is no end */
static uint64_t end_s(int timeout_s)
{
	return timeout_s > 0 ? (uint64_t)timeout_s : DAY_S;
}

uint32_t pppd_patience_s(void)
{
	const uint64_t eap_s = EAP_WAITS * end_s(eap_states[0].es_client.ea_timeout);
	const uint64_t chap_s = end_s(chap_client_timeout_time);
	const uint64_t pap_s = span_s(upap[0].us_timeouttime, upap[0].us_maxtransmits);
	const uint64_t sum_s = span_of(&lcp_fsm[0]) + longer(pap_s, longer(chap_s, eap_s)) +
			       longer(span_of(&ipcp_fsm[0]), span_of(&ipv6cp_fsm[0]));

	return sum_s < DAY_S ? (uint32_t)sum_s : DAY_S;
}

bool pppd_is_requesting(void)
{
	return lcp_fsm[0].state == REQSENT;
}

bool pppd_is_told_to_end(void)
{
	return lcp_fsm[0].state == STOPPING;
}

/*
 * pppd writes its answer where the packet is, and may answer an option of 4 bytes by one of
 * 5 (lcp_reqci(): CHAP in the place of PAP). It has a buffer of this size itself.
 */
void pppd_take_lcp(const struct early *packet)
{
	uint8_t buffer[PPP_MRU + PPP_HDRLEN];

	_Static_assert(EARLY_MAX * 5 / 4 <= sizeof(buffer), "no room for the answer");
	memcpy(buffer, packet->bytes, packet->len);
	lcp_protent.input(0, buffer, (int)packet->len);
}

bool pppd_has_lcp(void)
{
	return lcp_fsm[0].state >= REQSENT;
}

void pppd_restart_lcp(void)
{
	lcp_lowerdown(0);
	lcp_lowerup(0);
}

enum ending_status pppd_ending_status(void)
{
	switch (ppp_status()) {
	case EXIT_USER_REQUEST:
		return ENDING_STATUS_USER;
	case EXIT_IDLE_TIMEOUT:
	case EXIT_CONNECT_TIME:
	case EXIT_TRAFFIC_LIMIT:
		return ENDING_STATUS_LIMIT;
	case EXIT_PEER_DEAD:
		return ENDING_STATUS_DEAD;
	case EXIT_HANGUP:
		return ENDING_STATUS_HANGUP;
	default:
		return ENDING_STATUS_OTHER;
	}
}
