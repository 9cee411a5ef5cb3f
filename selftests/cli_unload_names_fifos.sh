#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe unload with a file system of ours mounted: refused, names the folder,
# and who has a FIFO or only its path open, by the FIFO's path; also when the
# file system is mounted nowhere any more.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module
need_program python3
[ "$(id -u)" = 0 ] || skip 'needs root, to mount'
mkdir "$work/fs"
mount -t kpipe none "$work/fs" || skip 'cannot mount'
trap 'umount "$work/fs" 2>/dev/null; rm -rf "$work"' EXIT

refuses 'mounted' 1 'in use' kpipe unload
says 'where' "mounted on $work/fs: umount it" "$(cat "$work/err")"

mkfifo "$work/fs/fifo" "$work/ready"
python3 -c 'import os, sys, time
both = os.open(sys.argv[1], os.O_RDWR)
path = os.open(sys.argv[1], os.O_PATH)
open(sys.argv[2], "w").close()
time.sleep(60)' "$work/fs/fifo" "$work/ready" &
holder=$!
: <"$work/ready"
refuses 'open' 1 'in use' kpipe unload
says 'who has it open' "pid $holder +fd 3 +$work/fs/fifo" \
	"$(cat "$work/err")"
says 'who has its path' "pid $holder +fd 4 +$work/fs/fifo" \
	"$(cat "$work/err")"
ok 'no holder is shown wider than 80 columns' test \
	"$(grep ' pid ' "$work/err" | wc -L)" -le 80

umount -l "$work/fs"
refuses 'mounted nowhere' 1 'end these' kpipe unload
says 'it is still named' "pid $holder +fd 3 +.*fifo" "$(cat "$work/err")"
kill $holder
wait $holder 2>/dev/null
ok 'after it is closed: unload' kpipe unload
ok 'load' kpipe load
finish
