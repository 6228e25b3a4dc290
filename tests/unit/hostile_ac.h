/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An access concentrator, and whoever else is on the segment, drawn from a seed: what
 * it answers, sends without being asked and does in a session comes from a grammar of
 * right and wrong at each step, and more or less wrong by the mood of a dialogue. All
 * that it sends is known to conduct.h.
 */
#ifndef HOSTILE_AC_H
#define HOSTILE_AC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fake_world.h"

extern const struct world_ac hostile_ac;

/* Before any other call. With a cable that it may pull out, or not. */
void hostile_begin(uint64_t seed, bool cable);

/* A number from 0 to n - 1, of the same sequence. */
uint32_t hostile_draw(uint32_t n);

/* Another dialogue begins. */
void hostile_draw_mood(void);

/* From now on it is as it should be, until the next dialogue; what was under way is lost. */
void hostile_reform(void);

/* When it does something next, in ms; then hostile_act() does it. */
uint64_t hostile_deadline_ms(void);
void hostile_act(void);

/* What it has done in this dialogue: frames, and the rest */
unsigned int hostile_deeds(void);

/* The AC ends the session that the client has, by a PADT. */
void hostile_hang_up(void);

#endif
