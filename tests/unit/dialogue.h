/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dialogues of the whole plugin, in the hands of the fake pppd, with hostile_ac.h: for a
 * while the AC is what its mood wants, then as it should be, and now the link has to come
 * up; how that one ends is drawn, too. What the client sends, says and has is looked at
 * all the time (conduct.h). Several follow each other in one process, as they would in
 * one pppd; all comes from its seed. With TALK in the environment each line is printed.
 */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dialogue_world {
	/* Has the link all that it has to have? With a payload of so many bytes at most. */
	bool (*is_up)(uint16_t payload);
	/* Is nothing of a link there? */
	bool (*is_down)(void);
	bool cable; /* it can be pulled out at no cost */
};

/* Of these the world runs pppd_main() with one, drawn from `seed`. */
const char *dialogue_begin(const struct dialogue_world *world, uint64_t seed, unsigned int count);

/* For world_wait() */
void dialogue_wait(uint64_t until_ms);

/* For world_end(): pppd has ended. Returns whether that is right, or says what is wrong. */
bool dialogue_end(void);

/* Ends the process. */
__attribute__((format(printf, 1, 2))) _Noreturn void dialogue_fail(const char *format, ...);

/*
 * Runs `count` dialogues, DIALOGUES_EACH in a process, of the seeds from `seed` on, by
 * run_one(), which does not return. Prints those that fail. Returns how many processes
 * did.
 */
#define DIALOGUES_EACH 200
unsigned int dialogue_run_all(void (*run_one)(uint64_t seed, unsigned int count), uint64_t seed,
			      unsigned long count);

#endif
