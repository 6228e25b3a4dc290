// SPDX-License-Identifier: GPL-2.0-or-later
/* A ledger of any bytes: what is read can be written, and reads as the same. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

#include "ledger.h"

static char *print(const struct ledger *l)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	ledger_print(file, l);
	fclose(file);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size), *first, *second, *reverted;
	struct ledger l, again;

	if (ledger_parse(&l, text)) {
		first = print(&l);
		require(ledger_parse(&again, first));
		second = print(&again);
		require(!strcmp(first, second));
		for (size_t i = 0; i < l.files.count; i++) {
			ledger_revert(&reverted, &l.files.items[i], text);
			free(reverted);
		}
		ledger_free(&again);
		free(first);
		free(second);
	}
	ledger_free(&l);
	free(text);
	return 0;
}
