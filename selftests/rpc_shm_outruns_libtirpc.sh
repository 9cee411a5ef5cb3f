#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The same stubs make at least five times as many calls per second over shared
# memory as libtirpc makes over its Unix socket. The two take turns, and what
# counts is the median of their ratios; other programs would be in between, so
# the half second it takes is run before them.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program chrt
[ "$(nproc)" -ge 2 ] || skip 'one processor: nobody can spin'
chrt -r 10 true 2>/dev/null || skip 'may not run before other programs'

rows=$(timeout 60 chrt -r 10 "$here/rpc/speed" -r 7 shm)
is 'both rows are there' "$(wc -l <<<"$rows")" 2
ratio=$(awk '$1 == "shm" { print $NF }' <<<"$rows")
while read -r row; do
	echo "# NOTE: $row"
done <<<"$rows"
awk -v ratio="$ratio" 'BEGIN { exit !(ratio >= 5) }'
verdict $? 'shm: is at least five times as fast'
finish
