// SPDX-License-Identifier: GPL-2.0-or-later
/* The options whose argument is a number. */
#include <stdio.h>

#include "config.h"
#include "text.h"

/* `field` is a uint32_t of struct config. */
struct range {
	const char *option;
	size_t field;
	uint32_t unit; /* of the argument, in those of the field */
	uint32_t least, most;
	bool zero; /* 0 is taken, too */
	const char *what;
};

static bool set_number(struct config *c, const struct range *r, const char *value, char *error)
{
	uint32_t *field = (uint32_t *)((uint8_t *)c + r->field);
	char expected[96];

	if (text_parse_number(field, value, r->least, r->most) ||
	    (r->zero && text_parse_number(field, value, 0, 0))) {
		*field *= r->unit;
		c->failover = c->failover_metric != 0;
		c->failover_keep_given |= field == &c->failover_keep_s;
		return true;
	}
	snprintf(expected, sizeof(expected), "%s%s from %u to %u", r->zero ? "0, or " : "", r->what,
		 r->least, r->most);
	return config_refuse(error, r->option, value, expected);
}

#define NUMBER_SETTER(setter, option, field, unit, least, most, zero, value, privileged, what, \
		      help)                                                                    \
	bool config_set_##setter(struct config *c, const char *text,                           \
				 char error[CONFIG_ERROR_SIZE])                                \
	{                                                                                      \
		static const struct range r = {                                                \
			option, offsetof(struct config, field), unit, least, most, zero, what  \
		};                                                                             \
                                                                                               \
		return set_number(c, &r, text, error);                                         \
	}
CONFIG_NUMBERS(NUMBER_SETTER)
