/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the measuring programs need of the machine: namespaces, programs, a
 * clock. Whatever fails without a return value ends the program.
 */
#ifndef LAB_H
#define LAB_H

#include <stdint.h>

/* CLOCK_MONOTONIC */
int64_t lab_now_ns(void);
void lab_sleep_ms(unsigned int ms);

/* A new network namespace without a name, entered. Gone with the last descriptor and process. */
int lab_new_namespace(void);
void lab_enter(int namespace);

/* Everything that follows runs on the last CPU that we may use. */
void lab_pin(void);

void lab_write(const char *path, const char *text);

/* Words separated by blanks, no shell. Returns the exit status, or -1. */
int lab_run(const char *command);

/* The value of an environment variable that is a positive number. */
unsigned int lab_setting(const char *name, unsigned int otherwise);

/* One line for the table program. */
void lab_sample(const char *kind, const char *section, const char *row, double value);

/* To standard error, where it does not get into the samples. */
__attribute__((format(printf, 1, 2))) void lab_say(const char *format, ...);
__attribute__((format(printf, 1, 2), noreturn)) void lab_die(const char *format, ...);

#endif
