// SPDX-License-Identifier: GPL-2.0-or-later
#include "choice.h"

#include <string.h>

#include "text.h"

/* Does the item at *list, of *len bytes then, begin with "!"? It is moved behind that. */
static bool read_excluded(const char **list, size_t *len)
{
	const bool excluded = **list == '!';

	*list += excluded;
	*len = strcspn(*list, ",");
	return excluded;
}

/* To the item behind this one. Returns false if it was the last. */
static bool next_item(const char **list, size_t len)
{
	*list += len;
	return *(*list)++ != '\0';
}

static bool parse_mac(struct choice_mac *ret, const char *text, size_t len)
{
	char word[TEXT_MAC_SIZE] = "";

	if (len >= sizeof(word))
		return false;
	memcpy(word, text, len);
	return text_parse_mac(ret->mac, word) && packet_is_station(ret->mac);
}

bool choice_parse_macs(struct choice_macs *ret, const char *text)
{
	struct choice_macs macs = { .count = 0 };
	size_t len;

	do {
		struct choice_mac *m = &macs.list[macs.count];

		if (macs.count++ == CHOICE_MACS)
			return false;
		m->excluded = read_excluded(&text, &len);
		if (!parse_mac(m, text, len))
			return false;
	} while (next_item(&text, len));
	*ret = macs;
	return true;
}

bool choice_wants_mac(const struct choice_macs *macs, const uint8_t mac[static ETH_ALEN])
{
	bool any = true;

	for (unsigned int i = 0; i < macs->count; i++) {
		const struct choice_mac *m = &macs->list[i];

		if (!memcmp(m->mac, mac, ETH_ALEN))
			return !m->excluded;
		any &= m->excluded;
	}
	return any;
}

bool choice_check_names(const char *list)
{
	size_t len;

	do {
		read_excluded(&list, &len);
		if (!len)
			return false;
	} while (next_item(&list, len));
	return true;
}

bool choice_wants_name(const char *list, const struct packet_tag *name)
{
	bool any = true;
	size_t len;

	if (!*list || packet_tag_equal(name, list, strlen(list)))
		return true;
	do {
		const bool excluded = read_excluded(&list, &len);

		if (packet_tag_equal(name, list, len))
			return !excluded;
		any &= excluded;
	} while (next_item(&list, len));
	return any;
}
