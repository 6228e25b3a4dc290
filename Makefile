# SPDX-License-Identifier: GPL-2.0-or-later
CC ?= cc
PREFIX ?= /usr
CFLAGS ?= -O2 -g
CFLAGS += -std=gnu11 -D_GNU_SOURCE -fPIC -fvisibility=hidden -MMD -MP
WARNINGS ?= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wvla \
	    -Wformat=2 -Wundef -Wpointer-arith -Wwrite-strings -Wno-discarded-qualifiers
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LIBS = -lmnl -lnftnl
# A folder of other pppd headers than the installed ones, such as build/pppd-headers/trixie
PPPD_HEADERS ?=
CPPFLAGS += $(if $(PPPD_HEADERS),-isystem $(PPPD_HEADERS))

BUILD ?= build
SOURCES = $(wildcard plugin/*.c plugin/core/*.c plugin/sys/*.c)
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)
PLUGIN = $(BUILD)/pppoe-clamp.so
PPPD_VERSION = $(shell printf '\#include "plugin/pppd_compat.h"\nPPPD_VERSION\n' | \
		 $(CC) $(CPPFLAGS) -E -P - 2>/dev/null | tail -n 1 | tr -d '"')
PLUGINDIR ?= $(PREFIX)/lib/pppd/$(PPPD_VERSION)

T ?=
SECONDS ?= 60

all: $(PLUGIN) ## build the plugin for the installed pppd

$(PLUGIN): $(OBJECTS)
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-z,defs,--unresolved-symbols=ignore-all -o $@ $^ $(LIBS)

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -c -o $@ $<
