# SPDX-License-Identifier: GPL-2.0-or-later
#
# Tests of how the plugin gets onto a machine, and off it.

PACKAGE_TESTS = $(filter-out %/lib.sh %/debian.sh %/docker.sh,$(wildcard tests/package/*.sh))

check-package: $(OUTPUT) ## install, uninstall, the Debian package (root); T=name runs one
	@tests/each $(if $(T),tests/package/$(T).sh,$(PACKAGE_TESTS))

check-debian: deb ## autopkgtest and piuparts, of what make deb has made; takes minutes (root)
	@tests/packages vm debian
	@tests/package/debian.sh

check-docker: deb ## examples/docker with Debian's Docker; takes minutes (root)
	@tests/packages vm
	@tests/package/docker.sh

.PHONY: check-package check-debian check-docker
