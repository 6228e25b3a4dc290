#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# make html: a page for each manual, and one of all examples.

cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/tap.sh
. tests/tap.sh

export LC_ALL=C # in which the shell and ls sort, too
work=$(mktemp -d)
at_end() { rm -rf "$work"; }
pages=$work/html

has_pages() { diff <(ls "$pages") <(printf '%s.html\n' pppoe-clamp-examples.7 man/* | sed 's,^man/,,' | sort); }
links() { grep -oh 'href="[^"#]*' "$pages"/*.html | sed 's/^href="//' | grep . | sort -u; }
links_lead_somewhere() {
	local link
	[ -n "$(links)" ] && links | while read -r link; do
		[[ $link == https://* || -e $pages/$link ]] || { echo "$link is not there" && return 1; }
	done
}
has_examples() {
	diff <(cd examples && printf '%s\n' */start | sed 's,/start,,' | tr '[:lower:]' '[:upper:]') \
		<(sed -n 's/.*<h1 class="Sh" id="\([^"]*\)">.*/\1/p' "$pages/pppoe-clamp-examples.7.html" |
			grep -vx -e NAME -e DESCRIPTION -e SEE_ALSO | sort)
}

check 'make html' make -s html BUILD="$work"
check 'a page for each manual, and the examples' has_pages
check 'what they name of each other is there' links_lead_somewhere
# Fails if README.md has no line for one.
check 'every example' has_examples
done_testing
