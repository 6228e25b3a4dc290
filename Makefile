# SPDX-License-Identifier: GPL-2.0-or-later
# What make knows by itself would write tests/vm/demo over, from demo.sh.
.SUFFIXES:
# A file of settings, for whoever makes a package: PREFIX, PLUGINDIR, CFLAGS, LDFLAGS, PPPD_HEADERS
CONFIG ?=
include $(CONFIG)
CC ?= cc
PREFIX ?= /usr
CFLAGS ?= -O2 -g -fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
LDFLAGS ?= -Wl,-z,relro,-z,now
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -fPIC -fvisibility=hidden -MMD -MP $(CFLAGS)
WARNINGS ?= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wvla \
	    -Wformat=2 -Wundef -Wpointer-arith
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LIBS = -lmnl -lnftnl

# A directory with other pppd headers than the installed ones
PPPD_HEADERS ?=
ALL_CPPFLAGS = $(if $(PPPD_HEADERS),-isystem $(PPPD_HEADERS)) \
	       $(if $(wildcard $(PPPD_HEADERS)/pppd/patchlevel.h),-DPPPD_2_4) $(CPPFLAGS)
PPPD_VERSION = $(shell echo PPPD_VERSION | $(CC) $(ALL_CPPFLAGS) -include plugin/pppd_compat.h \
		 -E -P - 2>/dev/null | tail -n 1 | tr -d '"')
# Where pppd looks is pppd's choice, not that of PREFIX.
PLUGINDIR ?= $(or $(if $(PPPD_HEADERS),,$(shell pkg-config --variable=plugindir pppd 2>/dev/null)),\
	     /usr/lib/pppd/$(PPPD_VERSION))

# For root, in the checkout of a user, whose files git will not read otherwise
export GIT_CONFIG_GLOBAL = $(CURDIR)/tests/gitconfig

BUILD ?= build
EVENTS = ip-up.d ip-down.d ipv6-up.d ipv6-down.d
HOOKS = $(PREFIX)/sbin/pppoe-clamp-failover $(addprefix $(PREFIX)/lib/pppoe-clamp/,dns prefix) \
	$(PREFIX)/lib/pppoe-clamp/failover/look.sh \
	$(addprefix $(PREFIX)/lib/systemd/system/,$(notdir $(wildcard hooks/*.service))) \
	$(EVENTS:%=/etc/ppp/%/pppoe-clamp) /etc/ppp/ip-limbo
# What `make uninstall` removes, and the directories that only we have
INSTALLED = $(PLUGINDIR)/pppoe-clamp.so $(HOOKS) $(addprefix $(PREFIX)/lib/pppoe-clamp/,\
	    advertise divert lib.sh $(patsubst hooks/%,%,$(wildcard hooks/failover/*.sh))) \
	    $(foreach page,$(notdir $(wildcard man/*)),$(PREFIX)/share/man/man$(subst .,,$(suffix $(page)))/$(page)) \
	    /etc/iproute2/rt_protos.d/pppoe-clamp.conf /etc/needrestart/conf.d/pppoe-clamp.conf
INSTALLED_DIRS = $(PREFIX)/lib/pppoe-clamp/failover $(PREFIX)/lib/pppoe-clamp
SOURCES = $(wildcard plugin/*.c plugin/core/*.c plugin/sys/*.c plugin/glue/*.c)
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)
OUTPUT = $(BUILD)/pppoe-clamp.so
BUILT_FOR = $(BUILD)/pppd-version

# For check-vm, one test, and on which Debian; for fuzz, how long
T ?=
SUITES ?= bookworm$(if $(T),, trixie)
KERNELS ?= bullseye bookworm trixie trixie-backports
SECONDS ?= 60

all: $(OUTPUT) ## build the plugin for the installed pppd

$(OUTPUT): $(OBJECTS)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -shared -o $@ $^ $(LIBS)

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(WARNINGS) -c -o $@ $<

# A new pppd needs new objects: -MMD leaves its headers out, and dpkg keeps their old dates.
$(OBJECTS): $(BUILT_FOR)
$(BUILT_FOR): always
	@version=$(PPPD_VERSION); [ "$$(cat $@ 2>/dev/null)" = "$$version" ] || \
		{ mkdir -p $(@D) && echo "$$version" >$@; }

install: $(OUTPUT) install-hooks ## install the plugin and the hooks; DESTDIR, PREFIX and PLUGINDIR move it, or a file, CONFIG=
	install -D -m 0644 $(OUTPUT) $(DESTDIR)$(PLUGINDIR)/pppoe-clamp.so
	install -D -m 0644 hooks/rt_protos.conf \
		$(DESTDIR)/etc/iproute2/rt_protos.d/pppoe-clamp.conf
	install -D -m 0644 man/pppoe-clamp.so.8 $(DESTDIR)$(PREFIX)/share/man/man8/pppoe-clamp.so.8
	$(MOVE_PATHS) $(DESTDIR)$(PREFIX)/share/man/man8/pppoe-clamp.so.8

# The hooks name each other by their paths, and the manual one of them.
MOVE_PATHS = sed -i 's,/usr/\(sbin\|lib\)/pppoe-clamp,$(PREFIX)/\1/pppoe-clamp,'
install-hooks:
	install -D -m 0755 -t $(DESTDIR)$(PREFIX)/sbin hooks/pppoe-clamp-failover
	install -D -m 0755 -t $(DESTDIR)$(PREFIX)/lib/pppoe-clamp hooks/dns hooks/prefix hooks/advertise hooks/divert
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/lib/pppoe-clamp hooks/lib.sh
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/lib/pppoe-clamp/failover hooks/failover/*.sh
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/lib/systemd/system hooks/*.service
	for event in $(EVENTS); do \
		install -D -m 0755 -t $(DESTDIR)/etc/ppp/$$event hooks/$$event/pppoe-clamp || exit; \
	done
	install -D -m 0755 -t $(DESTDIR)/etc/ppp hooks/ip-limbo
	install -D -m 0644 hooks/needrestart.conf $(DESTDIR)/etc/needrestart/conf.d/pppoe-clamp.conf
	$(MOVE_PATHS) $(HOOKS:%=$(DESTDIR)%)
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/man/man5 $(wildcard man/*.5)

# Those that are there, and empty: what is not ours stays, and nothing is wrong the second time.
remove_dirs = $(if $(wildcard $(2)),rmdir $(1) --ignore-fail-on-non-empty $(wildcard $(2)))
# What dpkg owns is not ours: it never puts back a hook in /etc that somebody has removed, not
# even one of a package that was removed, and not purged.
owned = $(if $(DESTDIR),,$(shell dpkg -S $(INSTALLED) $(TOOL_INSTALLED) 2>/dev/null | sed 's/.*: //'))
uninstall: ## remove what `make install install-tool` with the same DESTDIR and paths has installed
	@[ -z "$(filter $(PLUGINDIR)/pppoe-clamp.so,$(owned))" ] || \
		{ echo 'uninstall: this is a Debian package: apt remove pppoe-clamp' >&2; exit 1; }
	[ -n "$(DESTDIR)" ] || [ ! -e $(PREFIX)/lib/pppoe-clamp/divert ] || $(PREFIX)/lib/pppoe-clamp/divert off
	rm -f $(addprefix $(DESTDIR),$(filter-out $(owned),$(INSTALLED) $(TOOL_INSTALLED)))
	$(call remove_dirs,,$(INSTALLED_DIRS:%=$(DESTDIR)%))
	$(call remove_dirs,-p,$(DESTDIR)/etc/iproute2/rt_protos.d)
	$(call remove_dirs,-p,$(DESTDIR)/etc/needrestart/conf.d)

check: check-unit check-netns check-hooks ## unit tests, and tests in network namespaces (root)

check-vm: ## real sessions (root); T=name runs one, MACHINE=qemu in QEMU, PLUGIN= with another plugin
	SUITES="$(SUITES)" tests/vm/run $(T)

check-kernels: ## the core of them in QEMU, with the kernels of Debian 11, 12, 13 and its backports (root)
	MACHINE=qemu SUITES="$(KERNELS)" tests/vm/run core

check-matrix: ## all of them with all these kernels, and examples on both Debians; takes hours, may be interrupted; the table is build/matrix (root)
	SUITES="$(KERNELS)" tests/vm/matrix $(BUILD)/matrix $(T)

soak: ## a line with losses of all kinds for HOURS (24), drawn from SEED (root)
	@tests/vm/soak

check-demo: ## does the demo come to its end? (root)
	@tests/lint/check "make demo shows a session, from the PADI to the last trace" \
		sh -c '$(MAKE) --no-print-directory demo | tee /dev/stderr | grep -qx Done.'

check-soak: ## a short one, always the same (root)
	@tests/lint/check "make soak: two hours of a line" $(MAKE) --no-print-directory HOURS=2 SEED=5 soak

test: ## all tests, and lint; installs what they need (root)
	@tests/packages build check vm foreign lint
	@tests/run test-programs "check-unit check-netns check-hooks check-demo check-soak" \
		"check-package check-examples" "check-foreign fuzz-coverage lint" "check-kernels check-vm"

# What tests of several kinds make. The kernel of the machines comes before what would take
# the processors from its compiler.
test-programs:
	@tests/vm/uml >/dev/null
	@$(MAKE) --no-print-directory -s -j$$(nproc) $(OUTPUT) $(BUILD)/pppoe-clamp $(BUILD)/tests/bench/links $(BUILD)/vm/tsc

test-often: ## make test N (20) times, half of them beside LOAD (2) busy loops; hours, may be interrupted (root)
	@tests/often

demo: ## a real session before your eyes; installs what it needs (root)
	@tests/packages build
	@$(MAKE) --no-print-directory -s all
	@tests/vm/demo

deb: ## a Debian package for pppd 2.4.9 and 2.5.2, in build/deb; installs what it needs (root)
	@tests/packages deb
	@debian/build $(BUILD)/deb

# Links to manuals of others go to Debian's.
html: ## the manuals, and the examples as one more, in build/html; installs what it needs
	@tests/packages html
	@rm -rf $(BUILD)/html && mkdir -p $(BUILD)/html && cp man/* $(BUILD)/html && \
		examples/page >$(BUILD)/html/pppoe-clamp-examples.7
	@cd $(BUILD)/html && for page in *; do : >$$page.html; done && for page in *.[0-9]; do \
		mandoc -Thtml -O 'toc,man=%N.%S.html;https://manpages.debian.org/%N.%S' $$page >$$page.html && \
			rm $$page || exit; \
	done

dist: ## the source of this commit as a tarball, with its checksum, in build
	@mkdir -p $(BUILD)
	@name=pppoe-clamp-$$(debian/version) && \
		git archive --prefix=$$name/ --output=$(BUILD)/$$name.tar.gz HEAD && \
		cd $(BUILD) && sha256sum $$name.tar.gz | tee $$name.tar.gz.sha256

clean: ## remove everything that was built
	rm -rf $(BUILD)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

-include tool/tool.mk tests/unit.mk tests/fuzz.mk tests/netns.mk tests/hooks.mk tests/vm.mk tests/lint.mk tests/bench.mk tests/package.mk
-include $(OBJECTS:.o=.d)

.PHONY: all always install install-hooks uninstall check check-vm check-kernels check-matrix check-demo check-soak soak test test-often test-programs demo deb html dist clean help
