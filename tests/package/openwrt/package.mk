# SPDX-License-Identifier: GPL-2.0-or-later
# `make compile` in PKG_BUILD_DIR, and `make install` in DESTDIR

define BuildPackage
compile:
	$$(Build/Compile)
install:
	$$(call Package/$(1)/install,$$(DESTDIR))
endef
