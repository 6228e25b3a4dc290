/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one pppd has negotiated and changed, as lines of key=value: for whoever
 * asks, and for the next start, if this one ends without tidying up. And what
 * has been learnt about an AC's MTU, which a reboot may forget.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <net/if.h>
#include <linux/if_ether.h>

#define RECORD_TEXT_SIZE 4096 /* bytes: room for any record, and a NUL */
#define RECORD_TAG_MAX 128 /* bytes of a TAG's value; one that is longer is left out */
#define RECORD_AC_NAME_SIZE 1021 /* 255 bytes, each escaped */
#define RECORD_WORDS_SIZE 64
#define RECORD_PARENTS 3 /* an Ethernet interface under two VLANs */
#define RECORD_ACS 8
#define RECORD_MTU_MOST 65536U

enum record_verdict {
	RECORD_MTU_UNKNOWN,
	RECORD_MTU_PROVED,
	RECORD_MTU_SENDING_ONLY,
	RECORD_MTU_FAILED,
};

struct record_tag {
	uint8_t bytes[RECORD_TAG_MAX];
	uint16_t len; /* 0: not there */
};

/* An interface that frames of the session pass. */
struct record_parent {
	char name[IFNAMSIZ];
	uint32_t index;
	uint32_t original; /* the MTU to go back to, in bytes */
	uint32_t mtu; /* what it has been set to; `original` if we have not changed it */
};

struct record_ac {
	uint8_t mac[ETH_ALEN];
	enum record_verdict verdict; /* unknown: the entry is free */
	uint64_t time_s; /* since boot, as CLOCK_BOOTTIME counts */
};

/* All text is printable ASCII; a peer's is escaped (core/text.h) before it comes here. */
struct record {
	char device[IFNAMSIZ];
	uint32_t device_index;
	uint32_t netns; /* inode of the network namespace that both are in; 0: not known */
	char ifname[IFNAMSIZ];
	uint8_t mac[ETH_ALEN]; /* the device's */
	uint8_t ac_mac[ETH_ALEN];
	char ac_name[RECORD_AC_NAME_SIZE];
	uint16_t session_id; /* 0: none */
	struct record_tag host_uniq, cookie, relay;
	uint32_t mtu, mru; /* bytes; 0: not negotiated yet */
	enum record_verdict mtu_verdict;
	char clamp[RECORD_WORDS_SIZE];
	char state[RECORD_WORDS_SIZE];
	uint32_t state_since_s; /* of CLOCK_BOOTTIME; 0: not known */
	uint32_t session_since_s;
	uint32_t pid; /* pppd's, in its own namespace; 0: not known */
	struct record_parent parents[RECORD_PARENTS]; /* downwards from `device`; index 0: none */
	struct record_ac acs[RECORD_ACS];
};

/*
 * Writes the text and a NUL. Returns its length in bytes, or -EINVAL if a text
 * is not printable, a name of an interface has a space, or a number is one that
 * record_parse refuses.
 */
int record_format(const struct record *r, char text[static RECORD_TEXT_SIZE]);

/*
 * Reads any bytes. What has no line is zero, of a key that stands twice the
 * last counts, unknown keys are skipped. Returns 0, or -EBADMSG and *ret
 * untouched if a line is malformed or the last one is cut.
 */
int record_parse(struct record *ret, const char *text, size_t len);

/* Keeps `bytes`, or nothing if they are too many. */
void record_set_tag(struct record_tag *ret, const uint8_t *bytes, size_t len);

const char *record_verdict_text(enum record_verdict verdict);

/* May names and indices of interfaces mean the same in both? */
bool record_same_netns(const struct record *a, const struct record *b);

/* Remembers, in place of an older entry of the same AC, a free one, or the oldest one. */
void record_note_ac(struct record *r, const struct record_ac *ac);

/* Takes over what `other` remembers; what is later than `now_s` is from before a reboot. */
void record_learn_acs(struct record *r, const struct record *other, uint64_t now_s);

/* Has the path to the AC failed less than `recheck_s` seconds before `now_s`? */
bool record_ac_failed(const struct record_ac *ac, uint64_t now_s, uint32_t recheck_s);

#endif
