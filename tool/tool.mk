# SPDX-License-Identifier: GPL-2.0-or-later
# The command pppoe-clamp(8). It is built and installed by itself: the plugin
# does not need it, nor jansson and libseccomp. libpcap is loaded where it is used, or is not there.

TOOL = $(BUILD)/pppoe-clamp
TOOL_PARTS = $(addprefix plugin/core/,clamp.c ifinfo.c ip.c mtu.c nft.c packet.c record.c ring.c text.c) \
	     $(addprefix plugin/sys/,clock.c ethernet.c iface.c netlink.c runfile.c)
TOOL_OBJECTS = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tool/*.c) $(TOOL_PARTS))
TOOL_UNITS = $(addprefix $(PREFIX)/lib/systemd/system/pppoe-clamp-reconnect@,.service .timer)
# What `make uninstall` removes, beside the manual
TOOL_INSTALLED = $(PREFIX)/bin/pppoe-clamp $(PREFIX)/share/bash-completion/completions/pppoe-clamp \
		 $(TOOL_UNITS)
TOOL_LIBS = -ljansson -lseccomp -ldl $(LIBS)

tool: $(TOOL) ## build the command pppoe-clamp

$(BUILD)/tool/%.o: ALL_CPPFLAGS += -Iplugin

$(TOOL): $(TOOL_OBJECTS)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -pie -o $@ $^ $(TOOL_LIBS)

install-tool: $(TOOL) install-tool-units ## install it, with its manual and completion
	install -D -m 0755 $(TOOL) $(DESTDIR)$(PREFIX)/bin/pppoe-clamp
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/man/man8 man/pppoe-clamp.8
	install -D -m 0644 tool/completion.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/pppoe-clamp

install-tool-units:
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/lib/systemd/system tool/pppoe-clamp-reconnect@.*
	sed -i 's,/usr/bin/pppoe-clamp,$(PREFIX)/bin/pppoe-clamp,' $(TOOL_UNITS:%=$(DESTDIR)%)

pictures: $(TOOL) $(BUILD)/netns/net_driver ## those of README.md, of a link that is made up (root)
	@tool/pictures/make

-include $(TOOL_OBJECTS:.o=.d)

.PHONY: tool install-tool install-tool-units pictures
