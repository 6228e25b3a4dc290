// SPDX-License-Identifier: GPL-2.0-or-later
#include "services.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "rules.h"
#include "say.h"
#include "words.h"

#define NETWORKD_WITH_PREFIXES 250 /* version */
#define LINE_SIZE 512
#define WORD_SIZE 64

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

bool services_run(const char *unit)
{
	char *path = say_text("/sys/fs/cgroup/system.slice/%s.service", unit);
	const bool runs = is_there(path);

	free(path);
	return runs;
}

bool services_have_systemd(void)
{
	return is_there("/run/systemd/system");
}

bool services_have_ifupdown(void)
{
	char *text = files_read("/etc/network/interfaces");
	const bool reads = text && strstr(text, "/etc/network/interfaces.d");

	free(text);
	return reads && is_there("/sbin/ifup");
}

bool services_have_resolved(void)
{
	return is_there("/run/systemd/resolve/stub-resolv.conf");
}

bool services_have_dnsmasq(void)
{
	return is_there("/lib/systemd/system/dnsmasq.service");
}

bool services_enable_dnsmasq(void)
{
	return is_there("/etc/systemd/system/multi-user.target.wants/dnsmasq.service");
}

bool services_enable_nftables(void)
{
	return is_there("/etc/systemd/system/sysinit.target.wants/nftables.service");
}

struct option {
	const char *name;
	bool found;
};

static void look_for_option(const char *path, void *context)
{
	char *text = strstr(path, "/pppoe-clamp-") ? NULL : files_read(path);
	char line[LINE_SIZE], word[WORD_SIZE];
	struct option *o = context;
	const char *rest = text;

	while (rest && words_next_line(&rest, line, sizeof(line))) {
		const char *at = line;

		if (words_next(&at, word, sizeof(word)))
			o->found |= !strncmp(word, o->name, strlen(o->name));
	}
	free(text);
}

bool services_dnsmasq_has(const char *option)
{
	struct option o = { .name = option };

	look_for_option("/etc/dnsmasq.conf", &o);
	files_glob("/etc/dnsmasq.d/*", look_for_option, &o);
	return o.found;
}

bool services_networkd_is_old(void)
{
	static char *const command[] = { "networkctl", "--version", NULL };
	unsigned long version = 0;
	char *text = NULL;

	if (files_run(command, false, &text) == 0 && text && !strncmp(text, "systemd ", 8))
		version = strtoul(text + 8, NULL, 10);
	free(text);
	return version && version < NETWORKD_WITH_PREFIXES;
}

static bool is_wireless(const char *interface)
{
	char *path = say_text("/sys/class/net/%s/phy80211", interface);
	const bool is = is_there(path);

	free(path);
	return is;
}

enum services_nm services_nm_has(const char *interface, uint32_t ifindex)
{
	enum services_nm has = SERVICES_NM_LEAVES;
	char *path, *text;

	if (!services_run("NetworkManager"))
		return SERVICES_NM_ABSENT;
	path = say_text("/run/NetworkManager/devices/%u", ifindex);
	text = files_read(path);
	if (text && strstr(text, "managed=true"))
		has = strstr(text, "nm-owned=true") || is_wireless(interface) ? SERVICES_NM_MAKES
									      : SERVICES_NM_MANAGES;
	free(text);
	free(path);
	return has;
}

bool services_ufw_is_on(void)
{
	char *text = files_read("/etc/ufw/ufw.conf");
	const bool is_on = text && strstr(text, "\nENABLED=yes");

	free(text);
	return is_on;
}

char *services_find_drop(void)
{
	static char *const command[] = { "nft", "list", "chains", NULL };
	char *text = NULL, name[RULES_LINE_SIZE];
	const bool drops = files_run(command, false, &text) == 0 && text &&
			   rules_find_forward_drop(name, text);

	free(text);
	return drops ? say_text("%s", name) : NULL;
}
