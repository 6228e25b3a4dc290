# SPDX-License-Identifier: GPL-2.0-or-later
# Programs of the test machine. Those that run in it are made by tests/vm/build.

$(BUILD)/vm/ac: $(wildcard tests/vm/ac/*.[ch] plugin/core/*.h) plugin/sys/clock.h plugin/sys/filter.h tests/vm.mk \
		$(addprefix plugin/,core/packet.c core/session_frame.c core/text.c sys/clock.c)
	@mkdir -p $(@D)
	$(CC) -Iplugin $(CPPFLAGS) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(WARNINGS) -Werror $(LDFLAGS) \
		-o $@ $(filter %.c,$^)

# For LD_PRELOAD. What is fortified calls another function than the one that is put in its place.
$(BUILD)/vm/faults.so: tests/vm/faults.c tests/life/names.c tests/life/names.h tests/life/front.h tests/vm.mk
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) -U_FORTIFY_SOURCE $(WARNINGS) -Werror -fPIC -shared \
		$(LDFLAGS) -o $@ $(filter %.c,$^) -ldl

# Runs on the host
$(BUILD)/vm/tsc: tests/vm/tsc.c tests/vm.mk
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(WARNINGS) $(LDFLAGS) -o $@ $<

check-examples: ## those of examples/, each on a booted Debian as it is written (root); T=name runs one
	@TESTS=tests/examples SUITES="$(SUITES)" tests/vm/run $(T)

.PHONY: check-examples
