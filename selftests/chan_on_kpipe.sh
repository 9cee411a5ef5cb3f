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

# A test with no transport left to run over has nothing to say.
over() {
	local name=$1 status
	shift
	env "$@" >"$work/out" 2>&1
	status=$?
	grep -q '^1\.\.1$' "$work/out" && return
	verdict "$status" "$name" && return
	grep -v '^ok' "$work/out" | head -n 30 | sed 's/^/#   /'
}

for program in "$here"/chan_*; do
	name=$(basename "$program")
	[[ -x $program && $name != *.sh ]] || continue
	over "$name over kpipe:" KPIPE_TRANSPORTS=kpipe "$program"
	over "$name over fifo: on kpipe" KPIPE_TRANSPORTS=fifo \
		KPIPE_CHAN_DIR="$work/fs" "$program"
done
finish
