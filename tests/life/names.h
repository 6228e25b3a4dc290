/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What calls of the plugin are named by, beside the function: strings that stay, or "?". */
#ifndef NAMES_H
#define NAMES_H

struct nlmsghdr;

/* The kind of a socket, as socket() gets it: "AF_PACKET", "netlink of netfilter" ... */
const char *names_socket(int domain, int type, int protocol);

/*
 * What a descriptor is of: as it was set last, which is kept and not copied; NULL and the
 * beginning: "file".
 */
const char *names_kind(int fd);
void names_set_kind(int fd, const char *kind);

const char *names_option(int level, int option);
const char *names_ioctl(unsigned long request);
const char *names_fcntl(int command);

/* A message to a netlink socket of this kind; the string is good until the next call. */
const char *names_message(const char *kind, const struct nlmsghdr *msg);

#endif
