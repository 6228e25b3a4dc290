// SPDX-License-Identifier: GPL-2.0-or-later
#include <getopt.h>
#include <stdlib.h>

#include <jansson.h>

#include "command.h"
#include "core/text.h"
#include "offers.h"
#include "say.h"
#include "survey.h"

#define TIMEOUT_MOST_S 60

struct discover {
	struct survey survey;
	struct offers_tried tried;
	bool json;
};

static int print(const struct discover *d)
{
	const struct say out = say_stdout();
	json_t *json;

	if (!d->json) {
		offers_show(&out, &d->survey.search, &d->survey.facts, &d->tried);
		return d->survey.search.offers.count ? SAY_WELL : SAY_NOT_WELL;
	}
	json = offers_json(&d->survey.search, &d->survey.facts);
	if (!json)
		exit(say_no_memory());
	json_dumpf(json, stdout, JSON_INDENT(2));
	fputc('\n', stdout);
	json_decref(json);
	return d->survey.search.offers.count ? SAY_WELL : SAY_NOT_WELL;
}

static int parse(struct discover *d, int argc, char **argv)
{
	static const struct option options[] = {
		{ "vlans", required_argument, NULL, 'v' },
		{ "json", no_argument, NULL, 'j' },
		{ "timeout", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "v:jt:h", options, NULL)) != -1)
		switch (c) {
		case 'v':
			if (!search_parse_vlans(optarg, survey_add_vlan, &d->survey))
				return say_bad_value("--vlans", optarg,
						     "'common', or numbers from 1 to 4094 such as "
						     "'7,35,100-103'");
			d->tried.vlans = true;
			break;
		case 'j':
			d->json = true;
			break;
		case 't':
			if (!text_parse_number(&d->survey.timeout_s, optarg, 1, TIMEOUT_MOST_S))
				return say_bad_value("--timeout", optarg, "1 to 60 seconds");
			break;
		case 'h':
			command_usage("discover");
			exit(SAY_WELL);
		default:
			return command_refuse("discover");
		}
	return SAY_WELL;
}

int discover_run(int argc, char **argv)
{
	struct discover d = { .survey.timeout_s = SURVEY_TIMEOUT_S };
	int status = parse(&d, argc, argv);

	d.tried.all_interfaces = optind >= argc;
	if (!status)
		status = survey_run(&d.survey, argc - optind, argv + optind);
	if (!status)
		status = print(&d);
	survey_free(&d.survey);
	return status;
}
