# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Completion of pppoe-clamp(8) for bash.

_pppoe_clamp_links() {
	pppoe-clamp status --json 2>/dev/null | sed -n 's/^      "name": "\(.*\)",$/\1/p'
}

_pppoe_clamp_words() { # COMMAND
	case $1 in
	status) echo --json --watch "$(_pppoe_clamp_links)" ;;
	discover) echo --vlans --timeout --json "$(cd /sys/class/net && echo *)" ;;
	setup) pppoe-clamp setup --help 2>/dev/null | grep -o -e '--[a-z0-9-]*' ;;
	doctor) echo --fix --yes --json ;;
	graph) echo --since --output "$(_pppoe_clamp_links)" ;;
	log) echo --json "$(_pppoe_clamp_links)" ;;
	trace) echo --count --seconds --json "$(_pppoe_clamp_links)" ;;
	metrics) echo --listen ;;
	up) (cd /etc/ppp/peers 2>/dev/null && echo *) ;;
	reconnect) echo --at --dry-run --min-age "$(_pppoe_clamp_links)" ;;
	down) _pppoe_clamp_links ;;
	esac
}

_pppoe_clamp() {
	local word=${COMP_WORDS[COMP_CWORD]} words='status discover setup doctor graph log trace up down reconnect metrics'
	if [ "$COMP_CWORD" = 1 ]; then
		words+=' --help --version --json --watch'
	elif [ "${COMP_WORDS[COMP_CWORD - 1]}" = --vlans ]; then
		words=common
	else
		words=$(_pppoe_clamp_words "${COMP_WORDS[1]}")
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _pppoe_clamp pppoe-clamp
