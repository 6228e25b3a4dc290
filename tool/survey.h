/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks for access concentrators on Ethernet interfaces, and on VLANs there, and
 * waits for what comes back.
 */
#ifndef SURVEY_H
#define SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <net/if.h>

#include "facts.h"
#include "search.h"
#include "sys/ethernet.h"

#define SURVEY_TIMEOUT_S 4

/* An interface that is asked on. */
struct survey_port {
	char ifname[IFNAMSIZ];
	struct ethernet ethernet;
	bool set_up; /* by us: it is set down again */
};

struct survey {
	uint32_t timeout_s; /* how long to wait for answers */
	bool goes_on; /* without a named interface that cannot be asked on; that is said */
	bool interrupted; /* a signal has ended it early */
	struct {
		uint16_t *items;
		size_t count;
	} vlans; /* that are asked on, beside no VLAN */
	struct facts facts; /* of the end */
	struct search search; /* what was found */
	struct {
		struct survey_port *items;
		size_t count;
	} ports;
};

/* As search_parse_vlans() calls it; `survey` is one. */
void survey_add_vlan(uint16_t vlan, void *survey);

/*
 * On these interfaces, or with none on all that are up and no part of a bridge or
 * bond. SIGINT, SIGTERM and SIGHUP end it early. Returns SAY_WELL, or what the program
 * exits with, and has said why.
 */
int survey_run(struct survey *s, int count, char *const *names);
void survey_free(struct survey *s);

#endif
