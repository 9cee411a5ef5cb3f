# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# How the demo looks: numbered steps, commands one can type, reasons in grey.
# Sourced by both its halves.

# colours yes|no
colours() {
	bold='' grey='' green='' plain=''
	if [ "$1" = yes ]; then
		bold=$'\e[1m' grey=$'\e[90m' green=$'\e[32m' plain=$'\e[0m'
	fi
}

# last_step N: the next step will be N + 1.
last_step() {
	step=$1
}

next() {
	step=$((step + 1))
	printf '\n%s%3d  %s%s\n' "$bold" "$step" "$*" "$plain"
}

command_line() {
	printf '      %s$ %s%s\n' "$bold" "$*" "$plain"
}

because() {
	fold -s -w 70 <<<"$*" | sed "s/^/      $grey/; s/ *\$/$plain/"
}

good() {
	printf '      %s%s%s\n' "$green" "$*" "$plain"
}

indent() {
	sed 's/^/      /'
}

count_seconds() {
	local start=$SECONDS
	while sleep 0.5; do
		printf '\r      %s%d s%s ' "$grey" $((SECONDS - start)) "$plain"
	done
}

# attended CMD...: on a terminal the seconds run while CMD does. CMD stays in
# the foreground: a shell makes background jobs deaf to interrupts.
attended() {
	local ticker='' code
	if [ -n "$bold" ]; then
		count_seconds >&2 &
		ticker=$!
	fi
	"$@"
	code=$?
	if [ -n "$ticker" ]; then
		kill "$ticker"
		wait "$ticker" 2>/dev/null
		printf '\r\e[K' >&2
	fi
	return $code
}
