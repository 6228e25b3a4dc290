// SPDX-License-Identifier: GPL-2.0-or-later
#include "options.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "log.h"

#define DELAY_MAX_MS 600000

static uint32_t number(const char *text, uint32_t least, uint32_t most)
{
	uint32_t value;

	if (!text_parse_number(&value, text, least, most))
		log_die("'%s' is not a number from %u to %u", text, least, most);
	return value;
}

static struct in_addr address(const char *text)
{
	struct in_addr value;

	if (inet_pton(AF_INET, text, &value) != 1)
		log_die("'%s' is not an IPv4 address", text);
	return value;
}

static enum one_session one_session(const char *text)
{
	if (!strcmp(text, "refuse"))
		return ONE_SESSION_REFUSE;
	if (!strcmp(text, "silent"))
		return ONE_SESSION_SILENT;
	if (!strcmp(text, "replace"))
		return ONE_SESSION_REPLACE;
	if (!strcmp(text, "padi"))
		return ONE_SESSION_PADI;
	log_die("--one-session %s: expected refuse, silent, replace or padi", text);
}

static void mac(uint8_t ret[static ETH_ALEN], const char *text)
{
	if (!text_parse_mac(ret, text))
		log_die("'%s' is not a MAC address", text);
}

static const char usage[] =
	"Usage: ac [OPTION...]\n"
	"  -I IFACE               (eth0)\n"
	"  -C AC-NAME             (lab-ac)\n"
	"  -O FILE                of pppd options (/etc/ppp/pppoe-server-options)\n"
	"  -L ADDRESS             of this end (10.67.15.1)\n"
	"  -R ADDRESS             of the client with the first session id, and up (10.67.15.2)\n"
	"  --max-payload N        answer PPP-Max-Payload with at most N; without, not at all\n"
	"  --payload-fixed N      answer with N, whatever is asked, even nothing\n"
	"  --payload-pado-only    no PPP-Max-Payload in the PADS\n"
	"  --silent-on-payload    no answer to a PADI with PPP-Max-Payload\n"
	"  --one-session refuse   a PADS with AC-System-Error to a client that has a session\n"
	"  --one-session silent   no answer to it\n"
	"  --one-session replace  end the session that it has\n"
	"  --one-session padi     end it at a PADI already\n"
	"  --warm MAC             have a pppd ready for this client, as a real one need not start any\n"
	"  --deny-count N         refuse the first N PADRs\n"
	"  --pado-delay MS        milliseconds from PADI to PADO\n"
	"  --pads-twice           send each PADS twice\n"
	"  --sid N                the first session id (1)\n"
	"  --sid-reuse            take the lowest free id, not the next\n"
	"  --lcp-first            hold back the PADS until pppd has sent its first LCP frame\n"
	"  --lcp-again MS         also send this frame again, milliseconds after the PADS\n"
	"  --echo-data N          answer LCP Echo-Requests with N bytes of their data at most,\n"
	"                         in place of pppd, which the packet filter has to keep them from\n"
	"  --echo-false-length    leave the length of the request in them\n"
	"  --echo-id N            all with this id\n"
	"  --echo-magic           leave the client's magic number in them\n"
	"  --nak MRU              refuse each LCP Configure-Request of a client and name this MRU,\n"
	"                         in place of pppd, which the packet filter has to keep them from\n"
	"  --loop N               send the first N LCP Configure-Requests of clients back to them, too\n"
	"  --plugin FILE          of the sessions' pppd (rp-pppoe.so)\n"
	"  --no-padt              send none\n"
	"  --verbose              log what is sent, too\n";

static void parse_lcp_option(struct options *opt, int option)
{
	switch (option) {
	case 'a':
		opt->lcp_again_ms = (int)number(optarg, 0, DELAY_MAX_MS);
		break;
	case 'e':
		opt->echo_data = (int)number(optarg, 0, OPTIONS_ECHO_MAX);
		break;
	case 'i':
		opt->echo_id = (int)number(optarg, 0, UINT8_MAX);
		break;
	case 'n':
		opt->nak_mru = (int)number(optarg, 0, UINT16_MAX);
		break;
	case 'l':
		opt->loop_count = number(optarg, 0, UINT32_MAX);
		break;
	default:
		fputs(usage, stderr);
		exit(2);
	}
}

static void parse_option(struct options *opt, int option)
{
	switch (option) {
	case 'I':
		opt->iface = optarg;
		break;
	case 'C':
		opt->ac_name = optarg;
		break;
	case 'O':
		opt->pppd_options = optarg;
		break;
	case 'L':
		opt->local = address(optarg);
		break;
	case 'R':
		opt->first_remote = address(optarg);
		break;
	case 'm':
		opt->max_payload = number(optarg, 1, UINT16_MAX);
		break;
	case 'f':
		opt->fixed_payload = number(optarg, 1, UINT16_MAX);
		break;
	case 'o':
		opt->one_session = one_session(optarg);
		break;
	case 'd':
		opt->deny_count = number(optarg, 0, UINT32_MAX);
		break;
	case 'p':
		opt->pado_delay_ms = number(optarg, 0, DELAY_MAX_MS);
		break;
	case 'w':
		mac(opt->warm, optarg);
		break;
	case 's':
		opt->first_sid = number(optarg, 1, UINT16_MAX - 1);
		break;
	case 'P':
		opt->plugin = optarg;
		break;
	case 0:
		break;
	default:
		parse_lcp_option(opt, option);
	}
}

struct options options_parse(int argc, char **argv)
{
	struct options opt = {
		.iface = "eth0",
		.ac_name = "lab-ac",
		.pppd_options = "/etc/ppp/pppoe-server-options",
		.local = address("10.67.15.1"),
		.first_remote = address("10.67.15.2"),
		.first_sid = 1,
		.lcp_again_ms = -1,
		.echo_data = -1,
		.echo_id = -1,
		.nak_mru = -1,
		.plugin = "rp-pppoe.so",
	};
	const struct option names[] = {
		{ "max-payload", required_argument, NULL, 'm' },
		{ "payload-fixed", required_argument, NULL, 'f' },
		{ "one-session", required_argument, NULL, 'o' },
		{ "warm", required_argument, NULL, 'w' },
		{ "deny-count", required_argument, NULL, 'd' },
		{ "pado-delay", required_argument, NULL, 'p' },
		{ "lcp-again", required_argument, NULL, 'a' },
		{ "sid", required_argument, NULL, 's' },
		{ "echo-data", required_argument, NULL, 'e' },
		{ "echo-id", required_argument, NULL, 'i' },
		{ "nak", required_argument, NULL, 'n' },
		{ "loop", required_argument, NULL, 'l' },
		{ "plugin", required_argument, NULL, 'P' },
		{ "echo-magic", no_argument, &opt.echo_magic, 1 },
		{ "payload-pado-only", no_argument, &opt.payload_pado_only, 1 },
		{ "silent-on-payload", no_argument, &opt.silent_on_payload, 1 },
		{ "echo-false-length", no_argument, &opt.echo_false_length, 1 },
		{ "pads-twice", no_argument, &opt.pads_twice, 1 },
		{ "sid-reuse", no_argument, &opt.sid_reuse, 1 },
		{ "lcp-first", no_argument, &opt.lcp_first, 1 },
		{ "no-padt", no_argument, &opt.no_padt, 1 },
		{ "verbose", no_argument, &opt.verbose, 1 },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "I:C:O:L:R:", names, NULL)) != -1)
		parse_option(&opt, option);
	if (optind != argc)
		log_die("unexpected '%s'", argv[optind]);
	if (opt.lcp_again_ms >= 0)
		opt.lcp_first = 1;
	return opt;
}
