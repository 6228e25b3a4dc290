/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a client may send, whatever is sent to it: each frame whole, with TAGs that it
 * has a reason for, to nobody but who has asked for it. Nothing of it is the plugin's.
 */
#ifndef CONDUCT_H
#define CONDUCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A frame on the wire to the client. */
void conduct_note_sent(const uint8_t *frame, size_t len);

/* Returns what is wrong with a frame of the client, NULL: nothing. */
const char *conduct_judge(const uint8_t *frame, size_t len);

/* May the client have this session in its kernel? */
bool conduct_is_granted(const uint8_t mac[static 6], uint16_t id);

/* The client has this session in its kernel now, or that of the last one no more. */
void conduct_note_begin(const uint8_t mac[static 6], uint16_t id);
void conduct_note_end(void);

/* Has the client told the AC by a PADT that its last session is over? */
bool conduct_has_left(void);

/* The largest payload that the session may have: 1492, or what PADO and PADS have agreed to. */
uint16_t conduct_payload(void);

/* Frames to the client, and of it, from conduct_begin() on. */
void conduct_begin(void);
unsigned int conduct_heard(void);
unsigned int conduct_said(void);

#endif
