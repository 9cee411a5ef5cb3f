#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What holds for channels over every transport holds for kpipe:, and for
# fifo: on a mounted kpipe file system: the chan_ tests once more, over these.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module

mkdir "$work/fs"
mount -t kpipe none "$work/fs" || skip 'the file system cannot be mounted'
trap 'umount "$work/fs"; rm -rf "$work"' EXIT

# A test that has nothing to say of a transport has only its last check.
said=0
over() {
	local name=$1 status
	shift
	env "$@" >"$work/out" 2>&1
	status=$?
	[ $status = 0 ] && grep -q '^1\.\.1$' "$work/out" && return
	said=$((said + 1))
	verdict $status "$name" && return
	grep -v '^ok' "$work/out" | head -n 30 | sed 's/^/#   /'
}

for program in "$here"/chan_*; do
	name=$(basename "$program")
	[[ -x $program && $name != *.sh ]] || continue
	over "$name over kpipe:" KPIPE_TRANSPORTS=kpipe "$program"
	over "$name over fifo: on kpipe" KPIPE_TRANSPORTS=fifo \
		KPIPE_CHAN_DIR="$work/fs" "$program"
done
echo "# NOTE: $said programs had something to say"
is 'most programs have' $((said > 20)) 1
finish
