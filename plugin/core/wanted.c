// SPDX-License-Identifier: GPL-2.0-or-later
#include "wanted.h"

#include "mtu.h"

static void want_clamp(struct wanted *w, const struct config *c, int mtu)
{
	w->clamp = !c->clamp_off;
	w->mss_ipv4 = mtu_clamp_ipv4(mtu, c->clamp_mss_ipv4);
	w->mss_ipv6 = mtu_clamp_ipv6(mtu, c->clamp_mss_ipv6, c->clamp_mss_ipv4);
	w->clamp_local = w->mss_ipv4 < mtu_mss_ipv4(mtu) || w->mss_ipv6 < mtu_mss_ipv6(mtu);
}

static void want_routes(struct wanted *w, const struct config *c, const struct wanted_facts *f)
{
	const uint32_t table = c->failover_table ? c->failover_table : f->vrf_table;
	const bool outside = c->vrf[0] && !table; /* of its VRF: its routes would be everybody's */
	const bool any = c->failover && !f->limbo && !outside;
	const bool withdraw = c->probe_lost == CONFIG_PROBE_LOST_WITHDRAW;
	const bool raise = !withdraw && (f->lost_ipv4 || f->lost_ipv6);

	w->route_ipv4 = any && (f->ipv4 || f->dial_ipv4) && !(withdraw && f->lost_ipv4);
	w->route_ipv6 = any && (f->ipv6 || f->dial_ipv6) && mtu_carries_ipv6(f->mtu) &&
			!(withdraw && f->lost_ipv6);
	w->route = (struct route){
		.ifindex = f->ifindex,
		.metric = raise ? config_probe_metric(c) : c->failover_metric,
		.table = table,
		.mtu = c->failover_mtu,
		.advmss = c->failover_advmss,
	};
}

struct wanted wanted_of(const struct config *c, const struct wanted_facts *f)
{
	struct wanted w = { 0 };

	if (!f->ifindex || (!f->open && !f->demand))
		return w;
	want_clamp(&w, c, f->mtu);
	want_routes(&w, c, f);
	return w;
}
