/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel and the access concentrator of a life. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MACHINE_SESSIONS 64
#define MACHINE_STATE_SIZE 16384

/* What outlives a process: sessions of the access concentrator. */
struct machine_ac {
	uint16_t next_id;
	bool open[MACHINE_SESSIONS];
	uint8_t client[6]; /* of the last one */
};

void machine_init(struct machine_ac *ac);

/* In the process of a life, when it begins and, outside, when it is over. */
void machine_enter(void);
void machine_leave(void);

/*
 * All that a life changes, a line each: interfaces with their MTU, routes that are
 * not the kernel's, rules, tables of nftables, records, sessions of the AC.
 */
void machine_read_state(char ret[static MACHINE_STATE_SIZE]);

/* Of the session socket: connected, disconnected, closed. */
void machine_session_begins(const uint8_t mac[6], uint16_t id);
void machine_session_hangs_up(void);
void machine_session_ends(void);

/* It has so many other clients on this machine, and answers all of them whenever it answers us. */
void machine_add_clients(unsigned int count);

/* Lets the AC, or world_ac in its place, answer what has come. False: nothing has. */
bool machine_run_ac(void);

/* See life_cut_power. */
void machine_cut_power(void);

#endif
