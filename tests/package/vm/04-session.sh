#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What debian/tests has for machines with PPP, by autopkgtest.

# shellcheck source=tests/vm/lib.sh
. ./lib.sh

check 'autopkgtest' autopkgtest --no-built-binaries --ignore-restrictions=isolation-machine \
	--test-name=session /src -- null
done_testing
