#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe bench --check fails when a row that was reached is far from it, and
# only then. The pipe is compared with itself here, so every row is about 1.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
kpipe=${O:-$top/build}/bin/kpipe
[ -x "$kpipe" ] || skip 'the kpipe command is not built'
row=one-stream-4k
[ "$(nproc)" -gt 1 ] || row=up-stream-4k

# check LINE...: one row measured against these lines.
check() {
	printf '%s\n' "$@" >"$work/expected"
	"$kpipe" bench -t pipe -t pipe --row $row -n 9 -d 5 \
		--check "$work/expected" >"$work/out" 2>"$work/err"
}

# verdict_is NAME STATUS WORD
verdict_is() {
	is "$1: exit status" "$status" "$2"
	is "$1: the verdict" "$(awk -v row=$row '$1 == row { print $NF }' \
		"$work/out")" "$3"
}

check "* $row 0.001 - yes"
status=$?
verdict_is 'what is exceeded' 0 met
check "* $row 5000 - yes"
status=$?
verdict_is 'what is far away' 1 LOST
says 'it is named' "LOST: $row, at least 5e.03 was reached" "$(cat "$work/err")"
check "* $row 5000 - no"
status=$?
verdict_is 'what had not been reached' 0 missed
check "* $row 5000 - yes" "$(uname -r | cut -d . -f 1,2) $row 0.001 - yes"
status=$?
verdict_is 'a line for this kernel below it' 0 met
check "* $row 0.001 - yes" "$(uname -r | cut -c 1-3)99 $row 5000 - yes"
status=$?
verdict_is 'a line for another kernel' 0 met
printf '%s\n' "* $row 0.001 - yes" >"$work/expected"
"$kpipe" bench -t pipe -t kpipe-fifo:/nowhere --row $row -n 2 -d 2 \
	--check "$work/expected" >"$work/out" 2>"$work/err"
status=$?
is 'what was not measured: exit status' $status 1
says 'and that it was not' "absent: $row" "$(cat "$work/err")"
check "* some-other-row 5000 - yes"
status=$?
verdict_is 'nothing promised' 0 -
refuses 'a line that makes no sense' 1 'line 1: five words' \
	"$kpipe" bench --row $row --check <(echo "* $row")
refuses 'no such file' 1 'cannot read' \
	"$kpipe" bench --row $row --check "$work/none"
finish
