#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In whatever way a pipe works, a program gets the same: the random operations
# of the differential test, with each policy that is not the usual one.
set -u
here=$(dirname "$0")
parameter=/sys/module/kpipe/parameters/policy
before=$(cat "$parameter" 2>/dev/null) || {
	echo '1..0 # SKIP needs the module'
	exit 4
}
trap 'echo "$before" >"$parameter"' EXIT

failed=0
for policy in classic classic+lock=split classic+wait=adaptive; do
	echo "# $policy"
	echo "$policy" >"$parameter" &&
		"$here/differential/differential" \
			-n $((10000 * ${KPIPE_STRESS:-1})) || failed=1
done
exit $failed
