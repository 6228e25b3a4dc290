#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Dialogues of the whole plugin with an access concentrator that is drawn at random
# (unit/dialogue.h), on the real kernel (tests/life): its frames, filters, tables and routes.
# In unit/test_dialogue.c there are more of them, on a fake one. A seed that fails is
# printed; `tests/life/setup.sh LIVES dialogue SEED 50` runs it alone.
#
# Fails without packet_is_station() in judge_addresses(), or terminate_leftovers().

# shellcheck source=tests/netns/lab.sh
. "${BASH_SOURCE[0]%/*}/lab.sh"

dialogues() {
	"$here/../life/share" "$programs/lives" dialogues "${SEED:-1}" "${DIALOGUES:-120}"
}
check "whatever an AC does, each frame of ours has a reason, and the link is up again" dialogues
done_testing
