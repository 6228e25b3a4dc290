# SPDX-License-Identifier: GPL-2.0-or-later
# As much of OpenWrt as its recipe needs, with the compiler of this machine.
INCLUDE_DIR = $(TOPDIR)
INSTALL_DIR = install -d -m 0755
CP = cp -fpR
TARGET_CONFIGURE_OPTS = CC=gcc
TARGET_CFLAGS = -Os
