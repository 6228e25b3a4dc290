// SPDX-License-Identifier: GPL-2.0-or-later
#include "prepare.h"

#include <errno.h>

#include "../pppd_compat.h"

#include "../core/active.h"
#include "../sys/clock.h"
#include "../sys/iface.h"
#include "../sys/log.h"
#include "line.h"
#include "notes.h"
#include "pppd.h"

static const struct config *config;

void prepare_init(const struct config *c)
{
	config = c;
}

static void allow_ipv6(const char *name)
{
	static bool told;
	const bool has = iface_has_ipv6(name);

	if (pppd_allow_ipv6(has) && !told)
		log_info("IPv6 is off on %s, so IPV6CP does not begin",
			 demand ? "new interfaces" : name);
	told = !has;
}

void prepare_pppd(void)
{
	if (config->failover && pppd_take_over_default_routes())
		log_info("failover-metric takes the place of defaultroute");
	if (demand) /* pppd sets up the interface before there is a link, and none of its own */
		allow_ipv6(IFACE_NEW);
	else
		pppd_allow_ipv6(true);
}

/* Until now somebody may have switched it on, or off, for the interface of this link alone. */
void prepare_network(void)
{
	if (!demand && pppd_ipv6_begins())
		allow_ipv6(ppp_ifname());
}

void prepare_demand(void)
{
	if (demand)
		pppd_make_up_ids(clock_entropy64() | 1, clock_entropy64() | 2);
}

static void set_active_filter(void)
{
	static struct sock_filter code[ACTIVE_SIZE];

	if (demand)
		pppd_set_active_filter(code, active_build(code, config));
}

int prepare_options(void)
{
	prepare_pppd();
	set_active_filter();
	pppd_switch_off_compression();
	return line_take_wish(config->max_payload);
}

/*
 * A parent that has to stay as it is, also because nothing can be noted down,
 * leaves what it carries now. Returns the payload to ask for.
 */
static uint16_t raise_parent(const struct iface *parent, bool may_raise, struct leftovers *left)
{
	const int mtu = parent->mtu;
	char refused[PARENT_REFUSED_SIZE] = "";
	uint32_t needed = 0, unraised;
	uint16_t payload = 0;
	int err;

	if (!config->session_id)
		payload = line_ask(mtu, UINT16_MAX, &needed);
	if (!may_raise && needed > (uint32_t)mtu) {
		if (config->parent_mtu != CONFIG_PARENT_MTU_KEEP)
			notes_tell_no_raise(parent->name, -EPERM);
		payload = line_ask(mtu, mtu, &needed);
	}
	err = notes_raise_parent(needed, left, refused);
	if (err && needed > (uint32_t)mtu) {
		payload = line_ask(mtu, mtu, &unraised);
		notes_tell_no_raise(refused[0] ? refused : parent->name, err);
	}
	if (err && refused[0])
		err = notes_raise_parent(0, left, refused);
	if (err)
		notes_tell_no_record(err);
	return payload;
}

void prepare_discovery(const char *device, bool may_raise, struct dialer_ask *ret)
{
	struct iface parent;

	*ret = (struct dialer_ask){ .left = ret->left };
	if (iface_find(&parent, device) < 0)
		return;
	line_tell_down(device, parent.index);
	notes_load(device, parent.index, config->record, &ret->left);
	ret->max_payload = line_tag(raise_parent(&parent, may_raise, &ret->left));
	if (!config->mtu_verify_off)
		ret->capped_count = notes_failed_acs(ret->capped_acs, DISCOVERY_CAPPED_ACS,
						     config->mtu_recheck_s);
}
