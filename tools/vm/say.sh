# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# How the host-side scripts speak: facts and errors on stderr (stdout belongs
# to results), and a line that counts the seconds of whatever takes long.
# Sourced; the script that sources it sets `me`, the name its lines start with.
# KPIPE_SAY stands in for the name, except before errors.

prefix=${KPIPE_SAY-${me:?}: }

say() {
	printf '%s%s\n' "$prefix" "$*" >&2
}

# die CODE TEXT...: every argument after the first is a line of its own.
die() {
	local code=$1
	shift
	printf "$me: %s\n" "$1" >&2
	shift
	[ $# -eq 0 ] || printf '    %s\n' "$@" >&2
	exit "$code"
}

# A terminal sees the seconds run; a log file gets one line, when it is over.
count_seconds() {
	local text=$1 parent=$$ start=$SECONDS
	while sleep 1 && kill -0 "$parent" 2>/dev/null; do
		printf '\r%s%s ... %d s' "$prefix" "$text" \
			$((SECONDS - start)) >&2
	done
}

# during TEXT LOG CMD...: CMD stays in the foreground, so that Ctrl-C ends it
# as well; what it prints goes to LOG, the end of which is shown if it fails.
during() {
	local text=$1 log=$2 start=$SECONDS rc=0
	local ticker='' end='' word='done'
	shift 2
	if [ -t 2 ]; then
		printf '%s%s ...' "$prefix" "$text" >&2
		count_seconds "$text" &
		ticker=$!
		end=$'\r'
	fi
	"$@" >"$log" 2>&1 </dev/null || rc=$?
	if [ -n "$ticker" ]; then
		kill "$ticker" 2>/dev/null
		wait "$ticker" 2>/dev/null
	fi
	[ "$rc" = 0 ] || word=failed
	printf '%s%s%s ... %s (%d s)\n' "$end" "$prefix" "$text" "$word" \
		$((SECONDS - start)) >&2
	[ "$rc" = 0 ] || tail -n 15 "$log" | sed 's/^/    | /' >&2
	return "$rc"
}
