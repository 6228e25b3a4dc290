// SPDX-License-Identifier: GPL-2.0-or-later
/* A file of another program, of any bytes: each answer that it gives is a good one. */
#include <stdlib.h>

#include "fuzz.h"

#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);
	struct import_lost lost = { 0 };
	struct answers a = { 0 }, again = { 0 };

	import_read(&a, &lost, text);
	for (int i = 0; i < ANSWERS; i++)
		if (i != ANSWER_OPTION && answers_has(&a, (enum answer)i))
			require(!answers_set(&again, (enum answer)i, a.text[i]));
	import_free(&lost);
	free(text);
	return 0;
}
