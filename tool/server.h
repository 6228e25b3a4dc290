/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers scrapes: one thread, few clients, each for a short time.
 */
#ifndef SERVER_H
#define SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Writes what is asked for; returns false if that cannot be found out. */
typedef bool server_page(FILE *file);

/* Returns a listening socket, or -errno. */
int server_open(const char *host, uint16_t port);

/* The one that systemd hands over (sd_listen_fds(3)); -ENOENT: there is not one that listens. */
int server_take_over(void);

/* Until it fails: returns -errno. */
int server_run(int fd, server_page *page);

#endif
