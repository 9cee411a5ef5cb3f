# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What run-guest, run-host and run-stress share: running tests in turn, with a limit each,
# and reporting in TAP, one result for each test.
#
# The runner defines before_each, which fails when a test cannot be run, and
# after_each, which fails when one has left damage; both print what is wrong.
# $bin is where the tests are.

: "${bin:?}"

passed=0 failed=0 skipped=0 number=0
limit=${KPIPE_TEST_SECONDS:-300}
limit=$((limit * ${KPIPE_STRESS:-1} * ${KPIPE_SLOW:-1}))
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# The tests of a kind (guest or host) that match one of the patterns.
chosen() {
	local kind=$1 of name pattern
	shift
	while read -r of name; do
		[ "$of" = "$kind" ] || continue
		[ $# = 0 ] && echo "$name"
		for pattern; do
			# shellcheck disable=SC2053 # it is meant as a pattern
			if [[ ${name%.sh} == $pattern || $name == $pattern ]]; then
				echo "$name"
				break
			fi
		done
	done <"$bin/tests"
}

# Status 124 when the limit was hit, also when the test cannot be killed.
limited() {
	local pid watchdog status
	timeout -k 5 "$limit" "$@" >"$output" 2>&1 </dev/null 9<&- &
	pid=$!
	sleep $((limit + 15)) &
	watchdog=$!
	wait -n $pid $watchdog
	status=$?
	if kill -0 $pid 2>/dev/null; then
		echo "cannot be killed: asleep in the kernel" >>"$output"
		status=124
	fi
	kill $watchdog 2>/dev/null
	wait $watchdog 2>/dev/null
	return $status
}

tenths() {
	local us=$((${EPOCHREALTIME/./} - ${1/./}))
	printf '%d.%ds' $((us / 1000000)) $((us / 100000 % 10))
}

# What the test said, without the checks that were content.
diagnostics() {
	grep -v -E '^(ok |TAP version|1\.\.)' "$output" | tail -n 60 |
		sed 's/^/#   /'
}

# What a test wants said even if it passes.
notes() {
	sed -n 's/^# NOTE: /#   /p' "$output"
}

record_failure() {
	number=$((number + 1))
	failed=$((failed + 1))
	echo "not ok $number - $1"
}

# A test's own reason for skipping is in its output.
reason() {
	sed -n 's/.*# SKIP //p' "$output" | sort -u | head -n 1
}

run_one() {
	local name=$1 began=$EPOCHREALTIME status damage
	if ! before_each >"$output" 2>&1; then
		record_failure "$name # not run"
		diagnostics
		return
	fi
	limited "$bin/$name"
	status=$?
	damage=$(after_each) || status=damaged
	[ -z "$damage" ] || echo "$damage" >>"$output"
	case $status in
	0)
		number=$((number + 1)) passed=$((passed + 1))
		echo "ok $number - $name # $(tenths "$began")"
		notes ;;
	4)
		number=$((number + 1)) skipped=$((skipped + 1))
		echo "ok $number - $name # SKIP $(reason)" ;;
	*)
		record_failure "$name # $(tenths "$began")"
		case $status in
		124) echo "#   no end within $limit seconds" ;;
		damaged) ;;
		*) echo "#   exit status $status" ;;
		esac
		diagnostics ;;
	esac
}

run_all() {
	local name names
	[ -f "$bin/tests" ] || die "no tests in $bin: \"make\" builds them"
	names=$(chosen "$@")
	[ -n "$names" ] || die "no test has such a name: ${*:2}"
	echo 'TAP version 13'
	for name in $names; do
		run_one "$name"
	done
}

summary() {
	echo "1..$number"
	if [ $skipped -gt 0 ]; then
		echo "$passed passed, $failed failed, $skipped skipped"
	else
		echo "$passed passed, $failed failed"
	fi
	[ $failed = 0 ]
}
