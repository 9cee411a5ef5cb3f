# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the tests written in shell share: named checks in TAP, exit status 4
# for a skipped test. To be sourced; ends with `finish`.

checks=0 failures=0
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034 # for the tests that read the sources
top=${KPIPE_TOP:-$(cd "$here/../.." && pwd)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 'TAP version 13'

skip() {
	echo "1..0 # SKIP $1"
	exit 4
}

need_program() {
	local program
	for program; do
		command -v "$program" >/dev/null ||
			skip "there is no $program here"
	done
}

need_module() {
	[ -e /dev/kpipe ] || skip 'the module is not loaded'
}

# verdict STATUS NAME
verdict() {
	checks=$((checks + 1))
	if [ "$1" = 0 ]; then
		echo "ok $checks - $2"
	else
		failures=$((failures + 1))
		echo "not ok $checks - $2"
	fi
	return "$1"
}

# ok NAME COMMAND...: the command succeeds.
ok() {
	local name=$1
	shift
	"$@" >"$work/out" 2>"$work/err"
	verdict $? "$name" && return
	sed 's/^/#   /' "$work/out" "$work/err" | head -n 20
	return 1
}

# is NAME GOT WANT
is() {
	[ "$2" = "$3" ]
	verdict $? "$1" && return
	printf '#   expected: %s\n#   came:     %s\n' "$3" "$2"
	return 1
}

# says NAME PATTERN TEXT: the text matches the extended regular expression.
says() {
	grep -q -E -e "$2" <<<"$3"
	verdict $? "$1" && return
	printf '#   expected: %s\n' "$2"
	head -n 20 <<<"$3" | sed 's/^/#   came:     /'
	return 1
}

# refuses NAME STATUS PATTERN COMMAND...: it ends with this status, and says
# why on standard error, and nothing on standard output.
refuses() {
	local name=$1 want=$2 pattern=$3 status
	shift 3
	"$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
	is "$name: exit status" "$status" "$want"
	says "$name: the message" "$pattern" "$(cat "$work/err")"
	is "$name: no other output" "$(cat "$work/out")" ''
}

# As somebody without rights.
as_nobody() {
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

finish() {
	echo "1..$checks"
	[ "$failures" = 0 ] && [ "$checks" -gt 0 ]
	exit
}
