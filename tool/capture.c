// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libpcap's functions as pcap(3PCAP) has them, and no header: to build the command
 * takes no libpcap either.
 */
#include "capture.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "say.h"
#include "stall.h"

#define LINKTYPE_SLL2 276 /* DLT_LINUX_SLL2 */
#define NETMASK_UNKNOWN UINT32_MAX
#define NO_PERMISSION (-8) /* PCAP_ERROR_PERM_DENIED */
#define ERRBUF_SIZE 256
#define BLOCK_MS 100 /* how long the kernel may gather packets before it wakes us */
#define FILTER_SIZE 768

struct pcap;

struct pcap_program {
	unsigned int count;
	void *instructions;
};

struct pcap_header {
	struct timeval time;
	uint32_t captured, length; /* bytes */
};

struct pcap_counts {
	unsigned int received, dropped, dropped_by_interface;
};

typedef void pcap_handler(unsigned char *user, const struct pcap_header *h,
			  const unsigned char *bytes);

struct library {
	void *handle;
	struct pcap *(*create)(const char *device, char *error);
	int (*set_snaplen)(struct pcap *, int);
	int (*set_timeout)(struct pcap *, int);
	int (*activate)(struct pcap *);
	int (*set_datalink)(struct pcap *, int);
	int (*setnonblock)(struct pcap *, int, char *error);
	int (*get_selectable_fd)(struct pcap *);
	int (*compile)(struct pcap *, struct pcap_program *, const char *text, int optimize,
		       uint32_t netmask);
	int (*setfilter)(struct pcap *, struct pcap_program *);
	void (*freecode)(struct pcap_program *);
	int (*dispatch)(struct pcap *, int most, pcap_handler *, unsigned char *user);
	int (*stats)(struct pcap *, struct pcap_counts *);
	const char *(*geterr)(struct pcap *);
	void (*close)(struct pcap *);
};

struct capture {
	struct library pcap;
	struct pcap *handle;
	int fd;
};

static bool load_symbols(struct library *l)
{
	const struct {
		const char *name;
		void *place;
	} symbols[] = {
		{ "pcap_create", &l->create },
		{ "pcap_set_snaplen", &l->set_snaplen },
		{ "pcap_set_timeout", &l->set_timeout },
		{ "pcap_activate", &l->activate },
		{ "pcap_set_datalink", &l->set_datalink },
		{ "pcap_setnonblock", &l->setnonblock },
		{ "pcap_get_selectable_fd", &l->get_selectable_fd },
		{ "pcap_compile", &l->compile },
		{ "pcap_setfilter", &l->setfilter },
		{ "pcap_freecode", &l->freecode },
		{ "pcap_dispatch", &l->dispatch },
		{ "pcap_stats", &l->stats },
		{ "pcap_geterr", &l->geterr },
		{ "pcap_close", &l->close },
	};

	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		void *symbol = dlsym(l->handle, symbols[i].name);

		if (!symbol)
			return false;
		memcpy(symbols[i].place, &symbol, sizeof(symbol));
	}
	return true;
}

static bool load(struct library *l)
{
	/* Of Debian it is the second. */
	static const char *const names[] = { "libpcap.so.1", "libpcap.so.0.8" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !l->handle; i++)
		l->handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	if (l->handle && load_symbols(l))
		return true;
	say_error("trace needs libpcap: install the package libpcap0.8 (%s)", dlerror());
	return false;
}

static int refuse(const struct capture *c, const char *what)
{
	say_error("%s: %s", what, c->pcap.geterr(c->handle));
	return -1;
}

/* Above 0 it warns of what does not matter here. */
static int activate(const struct capture *c)
{
	const int err = c->pcap.activate(c->handle);

	if (err >= 0)
		return 0;
	if (err != NO_PERMISSION)
		return refuse(c, "no capture");
	say_error("trace: only root may capture packets");
	return -1;
}

/* On all interfaces, in one queue, so that packets are in the order in which they passed. */
static int open_handle(struct capture *c)
{
	char error[ERRBUF_SIZE] = "";

	c->handle = c->pcap.create("any", error);
	if (!c->handle) {
		say_error("no capture: %s", error);
		return -1;
	}
	c->pcap.set_snaplen(c->handle, SEGMENT_SNAP);
	c->pcap.set_timeout(c->handle, BLOCK_MS);
	if (activate(c))
		return -1;
	if (c->pcap.set_datalink(c->handle, LINKTYPE_SLL2) < 0)
		return refuse(c, "no capture with the interfaces' numbers");
	c->fd = c->pcap.get_selectable_fd(c->handle);
	if (c->pcap.setnonblock(c->handle, 1, error) < 0 || c->fd < 0 ||
	    fcntl(c->fd, F_SETFD, FD_CLOEXEC) < 0) {
		say_error("no capture: %s", error);
		return -1;
	}
	return capture_watch(c, 0, 1);
}

struct capture *capture_open(void)
{
	struct capture *c = calloc(1, sizeof(*c));

	if (!c)
		exit(say_no_memory());
	if (load(&c->pcap) && !open_handle(c))
		return c;
	capture_close(c);
	return NULL;
}

void capture_close(struct capture *c)
{
	if (c->handle)
		c->pcap.close(c->handle);
	if (c->pcap.handle)
		dlclose(c->pcap.handle);
	free(c);
}

/*
 * Connections are told apart by the sum of their ports, without its last bits: Linux
 * chooses even ports for connections. libpcap's tcp[] knows no IPv6. 20 are RST and ACK.
 */
static void write_filter(char ret[static FILTER_SIZE], uint32_t ifindex, unsigned int share)
{
	const int used = snprintf(ret, FILTER_SIZE,
				  "(ip and tcp[tcpflags] & tcp-syn != 0)"
				  " or (ip6[6] = 6 and ip6[53] & 2 != 0)");

	if (ifindex)
		snprintf(
			ret + used, FILTER_SIZE - (size_t)used,
			" or (ifindex %u and"
			" ((tcp[tcpflags] & 20 = 20) or (ip6[6] = 6 and ip6[53] & 20 = 20)"
			" or (tcp and ip[2:2] >= %u and ((tcp[0:2] + tcp[2:2]) >> 4) & %u = 0)"
			" or (ip6[6] = 6 and ip6[4:2] >= %u and ((ip6[40:2] + ip6[42:2]) >> 4) & %u = 0)))",
			ifindex, STALL_LARGE, share - 1, STALL_LARGE - 40, share - 1);
}

int capture_watch(struct capture *c, uint32_t ifindex, unsigned int share)
{
	struct pcap_program program;
	char text[FILTER_SIZE];
	int err;

	write_filter(text, ifindex, share);
	if (c->pcap.compile(c->handle, &program, text, 1, NETMASK_UNKNOWN) < 0)
		return refuse(c, "no filter");
	err = c->pcap.setfilter(c->handle, &program);
	c->pcap.freecode(&program);
	return err < 0 ? refuse(c, "no filter") : 0;
}

struct visit {
	capture_visit *call;
	void *context;
};

static void take_frame(unsigned char *user, const struct pcap_header *h, const unsigned char *bytes)
{
	const struct visit *v = (const void *)user;
	struct segment s;

	if (segment_parse(&s, bytes, h->captured))
		v->call(&s, v->context);
}

int capture_take(struct capture *c, int wait_ms, capture_visit *visit, void *context)
{
	struct visit v = { visit, context };
	struct pollfd fd = { .fd = c->fd, .events = POLLIN };

	poll(&fd, 1, wait_ms);
	if (c->pcap.dispatch(c->handle, CAPTURE_BURST, take_frame, (unsigned char *)&v) < 0)
		return refuse(c, "the capture has ended");
	return 0;
}

uint64_t capture_missed(const struct capture *c)
{
	struct pcap_counts counts = { 0 };

	return c->pcap.stats(c->handle, &counts) < 0 ? 0 : counts.dropped;
}
