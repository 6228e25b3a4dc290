// SPDX-License-Identifier: GPL-2.0-or-later
/* A file of any bytes: what is read can be written, and reads as the same. */
#include "fuzz.h"

#include "core/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[RECORD_TEXT_SIZE], again[RECORD_TEXT_SIZE];
	struct record r, before;

	memset(&r, 0x55, sizeof(r));
	memcpy(&before, &r, sizeof(r));
	if (record_parse(&r, (const char *)data, size) < 0) {
		require(!memcmp(&r, &before, sizeof(r)));
		return 0;
	}
	require(record_format(&r, text) >= 0);
	require(record_parse(&r, text, strlen(text)) == 0);
	require(record_format(&r, again) >= 0 && !strcmp(text, again));
	return 0;
}
