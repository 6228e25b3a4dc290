/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line. The usage text in options.c says what each option does. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <netinet/in.h>
#include <stdint.h>
#include <linux/if_ether.h>

#define OPTIONS_ECHO_MAX 16384 /* bytes of the frame of an Echo-Request */

/* What a client gets that asks for a second session. */
enum one_session {
	ONE_SESSION_OFF,
	ONE_SESSION_REFUSE,
	ONE_SESSION_SILENT,
	ONE_SESSION_REPLACE,
	ONE_SESSION_PADI
};

struct options {
	const char *iface;
	const char *ac_name;
	const char *pppd_options; /* file */
	const char *plugin; /* of pppd, to attach to a session */
	struct in_addr local;
	struct in_addr first_remote;
	uint32_t max_payload; /* bytes; 0: the tag is unknown */
	uint32_t fixed_payload; /* bytes; 0: min(max_payload, asked) */
	uint32_t deny_count; /* PADRs to refuse */
	uint32_t pado_delay_ms;
	int lcp_again_ms; /* -1: not again; else implies lcp_first */
	uint32_t first_sid;
	int echo_data; /* bytes of an Echo-Request's data to send back; -1: pppd answers */
	int echo_id; /* of all answers; -1: that of the request */
	int nak_mru; /* bytes, in a Configure-Nak to each Configure-Request; -1: pppd answers */
	uint32_t loop_count; /* Configure-Requests to send back */
	enum one_session one_session;
	uint8_t warm[ETH_ALEN]; /* all zero: nobody */
	int payload_pado_only;
	int silent_on_payload;
	int echo_false_length;
	int echo_magic;
	int pads_twice;
	int sid_reuse;
	int lcp_first;
	int no_padt;
	int verbose;
};

/* Ends the program, with a word why, if it cannot make sense of them. Points into argv. */
struct options options_parse(int argc, char **argv);

#endif
