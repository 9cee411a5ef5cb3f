# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What `make test` and `make test-debug` share: parts that print TAP, their
# sum, and the part that boots a kernel. Sourced, from the top of the project;
# needs tools/vm/say.sh. $build is where everything is built.
#
# A part that stops half-way counts as a failure.

: "${build:?}"
passed=0 failed=0 skipped=0
mkdir -p "$build/log" || exit

fail_part() {
	echo "not ok - $1"
	failed=$((failed + 1))
}

# part NAME CMD...: shows CMD's TAP and adds its results to the sum.
part() {
	local name=$1 tap code ok not_ok skip plan start=$SECONDS
	tap=$build/log/test-${name//[^a-z0-9.]/-}.tap
	shift
	printf '\n# %s\n' "$name"
	"$@" </dev/null | tee "$tap"
	code=$?
	ok=$(grep -cE '^ok\b' "$tap")
	skip=$(grep -cE '^ok\b.*# SKIP' "$tap")
	not_ok=$(grep -cE '^not ok\b' "$tap")
	plan=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$tap" | head -n1)
	passed=$((passed + ok - skip))
	skipped=$((skipped + skip))
	failed=$((failed + not_ok))
	echo "# $((SECONDS - start)) s"
	if [ "$plan" != $((ok + not_ok)) ] || [ "$plan" = 0 ]; then
		fail_part "$name: ${plan:-no} planned, $((ok + not_ok)) ran"
	elif [ $code != 0 ] && [ "$not_ok" = 0 ]; then
		fail_part "$name: exit status $code without a failed test"
	fi
}

# The console has what the guest may have missed, up to its last moment.
console() {
	local found others=$build/log/other-races
	echo 'TAP version 13'
	echo 1..1
	if [ -s "$1" ] && found=$(selftests/alarms "$1" 2>"$others")
	then
		echo 'ok 1 - the console is free of warnings'
		sed 's/^/# /' "$others"
	else
		echo 'not ok 1 - the console is free of warnings'
		echo "${found-there is no $1}" | head -n 200 | sed 's/^/#   /'
		return 1
	fi
}

module_for() {
	"${MAKE:-make}" --no-print-directory KVER="$1" modules && return
	fail_part "the module does not build for $1"
	return 1
}

# in_guest WHAT KVER SECONDS CMD...: CMD prints TAP, in the VM.
in_guest() {
	local what=$1 kver=$2 seconds=$3
	local log=$build/log/$what-$kver.log
	shift 3
	part "$what on Linux $kver" tools/vm/run --kver "$kver" \
		--time "${KPIPE_TEST_LIMIT:-$seconds}" --log "$log" -- \
		env O="$build" KPIPE_STRESS="${KPIPE_STRESS:-1}" "$@"
	part "console of Linux $kver, $what" console "$log"
}

# The last line.
sum_up() {
	[ $((passed + failed)) -gt 0 ] || fail_part 'not a single test ran'
	echo
	[ $skipped = 0 ] || echo "$skipped skipped"
	echo "$passed passed, $failed failed"
	[ $failed = 0 ]
}
