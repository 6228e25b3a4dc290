# SPDX-License-Identifier: GPL-2.0-or-later
#
# Tests of how the plugin gets onto a machine, and off it.

PACKAGE_TESTS = $(filter-out %/lib.sh %/debian.sh,$(wildcard tests/package/*.sh))

check-package: $(OUTPUT) ## install, uninstall, the Debian package (root); T=name runs one
	@tests/each $(if $(T),tests/package/$(T).sh,$(PACKAGE_TESTS))

check-debian: deb ## autopkgtest and piuparts, of what make deb has made; takes minutes (root)
	@tests/packages vm debian
	@tests/package/debian.sh

.PHONY: check-package check-debian
