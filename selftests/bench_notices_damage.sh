#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A transport that damages, loses or repeats data makes kpipe bench fail, in
# every mode; and it shows no figure of it. A healthy one does not.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
kpipe=${O:-$top/build}/bin/kpipe
[ -x "$kpipe" ] || skip 'the kpipe command is not built'

# bench MODE TRANSPORT
bench() {
	"$kpipe" bench -t pipe -t "$2" -s 64 -p free -n 1 -d 30 --groups 1 \
		--limit 5 "$1" >"$work/out" 2>"$work/err"
}

# notices MODE DAMAGE PATTERN
notices() {
	bench "$1" "damaged:$2"
	is "$1, $2: exit status" $? 1
	says "$1, $2: says why" "$3" "$(cat "$work/err")"
	says "$1, $2: shows no figure" "damaged:$2 +failed: " \
		"$(cat "$work/out")"
}

wrong='damaged:.*: wrong data'
for mode in stream pingpong rate many groups; do
	notices $mode flip "$wrong"
	bench $mode pipe
	is "$mode, healthy: exit status" $? 0
done
notices stream lose "$wrong"
notices stream twice "$wrong"
notices pingpong twice "$wrong"
# Whoever waits for the rest of a message waits in vain.
notices pingpong lose 'no end after 5 seconds'
notices rate lose "$wrong"
notices many lose "$wrong"
notices many twice 'lost or came twice'
finish
