// SPDX-License-Identifier: GPL-2.0-or-later
/* A session frame, maybe cut. What is accepted lies within it. */
#include "fuzz.h"

#include "core/session_frame.h"

#define DATA_AT 22 /* Ethernet, PPPoE, PPP's protocol field */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct session_frame f, before;

	memset(&f, 0x55, sizeof(f));
	memcpy(&before, &f, sizeof(f));
	if (session_frame_parse(&f, data, size)) {
		require(!memcmp(&f, &before, sizeof(f)));
		return 0;
	}
	require(size >= DATA_AT && f.data == data + DATA_AT && f.len <= size - DATA_AT);
	require(!memcmp(f.src, data + ETH_ALEN, ETH_ALEN));
	require(!session_frame_is_request(&f) || (f.len && f.data[0] == 1));
	return 0;
}
