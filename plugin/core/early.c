// SPDX-License-Identifier: GPL-2.0-or-later
#include "early.h"

#include <string.h>

void early_keep(struct early *e, const struct session_frame *f)
{
	if (f->len > sizeof(e->bytes))
		return;
	memcpy(e->bytes, f->data, f->len);
	e->len = f->len;
	e->session_id = f->session_id;
	e->lost = false;
}

void early_choose(struct early *e, uint16_t id)
{
	if (e->session_id != id)
		e->len = 0;
}
