#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The unit tests in kmod/tests: KUnit runs them when kpipe-kunit.ko is loaded
# and reports in the kernel's log. Each case there is a check here, and all that
# the sources name must have run.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"

[ -d /sys/module/kunit ] || skip 'this kernel has no KUnit'
ko=$(dirname "${KPIPE_KO:?}")/kpipe-kunit.ko
sources=$top/kmod/tests

# What the kernel logs from here on, without the times in front.
begin_log() {
	mark="kunit.sh: $$ begins"
	echo "$mark" >/dev/kmsg
}

read_log() {
	dmesg -t | sed "1,/$mark/d"
}

count() {
	grep -hoE "^[[:space:]]*$1\(" "$sources"/*.c | wc -l
}

begin_log
ok 'kpipe-kunit.ko loads, and so runs' insmod "$ko" || finish
read_log >"$work/log"
ok 'and can be unloaded' rmmod kpipe_kunit

# A case is indented by its suite, and a suite stands at the margin.
while read -r verdict name; do
	[ "$verdict" = ok ]
	verdict $? "$name" || grep -A12 "# $name:" "$work/log" | sed 's/^/#   /'
done < <(sed -nE 's/^ +(ok|not ok) [0-9]+ (- )?([a-z_]+)$/\1 \3/p' \
	"$work/log" | sed 's/^not ok/not_ok/')

is 'as many cases as the sources have' \
	"$(grep -cE '^ +(not )?ok [0-9]' "$work/log")" "$(count KUNIT_CASE)"
is 'as many suites' \
	"$(grep -cE '^(not )?ok [0-9]' "$work/log")" "$(count kunit_test_suite)"
is 'nothing failed' "$(grep -E '^ *not ok' "$work/log")" ''
is 'nothing was skipped' "$(grep -E '# SKIP' "$work/log")" ''
finish
