# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Sourced first by a test that mounts: runs it again where its mounts are its own. Then
# $top is the root of the source, and tests/tap.sh is there.

[ -n "${OWN_MOUNTS:-}" ] || OWN_MOUNTS=yes exec unshare --mount "$0" "$@"
top=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)

# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"
