/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A world for the glue, whose time is the script's: fake_pppd.c is pppd
 * (notifiers, phases, timers, LCP as far as plugins see it), fake_kernel.c is
 * sys/ and the net* row, with an access concentrator on the wire. What the
 * kernel, the wire and pppd's scripts get to see is written down, in order.
 */
#ifndef FAKE_WORLD_H
#define FAKE_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One event at time `at`, and all that is seen from then to the next. */
struct step {
	uint64_t at; /* ms */
	const char *event; /* "" or a word of pppd_event() or kernel_event(), and its argument */
	const char *seen; /* words with "; " between them */
};

/*
 * Runs pppd with these options, separated by blanks, in a process of its own,
 * until it exits or behind the last step, whose event is NULL. Returns the
 * number of steps in which something else was seen.
 */
unsigned int world_run(const char *options, const struct step *steps);

/* Now, in ms. */
extern uint64_t world_ms;

/* What somebody outside gets to see. */
__attribute__((format(printf, 1, 2))) void world_say(const char *format, ...);

/* Lets time pass until `until_ms`, or until the next event has happened. */
void world_wait(uint64_t until_ms);

/* Ends the process of world_run, having compared what is left. */
_Noreturn void world_end(void);

/* An event of the script. Return whether they know it. */
bool pppd_event(const char *word, const char *argument);
bool kernel_event(const char *word, const char *argument);

_Noreturn void pppd_main(const char *options);

/* Between both: the session in the kernel, the interface, and packets of LCP. */
extern bool kernel_session; /* there is one, and pppd has its descriptor */
extern bool kernel_hangup; /* it is gone */
extern int kernel_mtu; /* of ppp0 */
extern bool kernel_cable; /* the parent has one */
extern bool kernel_script_stuck; /* a script has ended, and pppd has not reaped it */

extern uint32_t kernel_bytes_in; /* of ppp0 */

/* ppp0 comes, with an MTU of 1500, or goes. */
void kernel_set_ppp(bool there);
void kernel_set_mtu(int mtu);

/* pppd gives it an address of AF_INET or AF_INET6 and sets it up, or takes the address away. */
void kernel_set_ip(int family, bool up);

/* ppp0, which has an IPv4 address, gets another one. */
void kernel_set_address(void);

/* pppd forks, and its child goes on. */
void kernel_detach(void);

/* Arrives from the wire: discovery, or (session) what a session's tap sees. */
void kernel_frame(bool session, const uint8_t *frame, size_t len);

/* Arrives from the peer: 0xff, 0x03, PPP's protocol field, and what it is of. */
void pppd_packet(const uint8_t *packet, size_t len);

extern unsigned int kernel_descriptors; /* that are open */

/* The time that sys/clock tells, and the signal of the next POSIX timer. */
uint64_t kernel_deadline_ms(void);
void kernel_fire(void);
void kernel_drop_timers(void); /* a child of fork(2) has none */

/*
 * For world_wait(): time passes until a timer has fired, until `step`, which is due at
 * `next_ms`, is done, or until `until_ms`, whichever comes first.
 */
void kernel_wait(uint64_t until_ms, uint64_t next_ms, void (*step)(void));

/* SIGUSR2 comes. */
void pppd_wake(void);

/* An access concentrator in place of that of the kernel, and of the peer that pppd talks to. */
struct world_ac {
	void (*hear)(const uint8_t *frame, size_t len); /* what the client sends in discovery */
	void (*hear_lcp)(const uint8_t *packet,
			 size_t len); /* and in its session, as pppd sends it */
	void (*note_session)(const uint8_t mac[6], uint16_t id); /* the kernel has one now */
};

extern const struct world_ac *world_ac; /* NULL: none */

/* A frame on the wire to the client; what nobody there reads is lost. */
void kernel_put_frame(const uint8_t *frame, size_t len);

/* If not NULL: gets what goes to scripts and to the log, there also without `debug` (logged). */
extern void (*world_see_text)(const char *text, bool logged);

#endif
