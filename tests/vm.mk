# SPDX-License-Identifier: GPL-2.0-or-later
# Programs that run in the test machine beside the plugin; tests/vm/build makes them.

$(BUILD)/vm/ac: tests/vm/ac.c plugin/core/packet.c plugin/core/text.c $(wildcard plugin/core/*.h) tests/vm.mk
	@mkdir -p $(@D)
	$(CC) -Iplugin $(CPPFLAGS) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(WARNINGS) -Werror $(LDFLAGS) \
		-o $@ $(filter %.c,$^)
