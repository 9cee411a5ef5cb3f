#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe show knows the ends of a FIFO on a mounted file system of ours, by
# descriptor, by inode, by path, or among all there are; shows who waits in
# open(2) for a peer; and takes no FIFO of the kernel for ours.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module
need_program python3
[ "$(id -u)" = 0 ] || skip 'needs root, to mount'
mkdir "$work/fs"
mount -t kpipe none "$work/fs" || skip 'cannot mount'
trap 'umount "$work/fs"; rm -rf "$work"' EXIT
fifo=$work/fs/fifo
mkfifo "$fifo" "$work/plain"

refuses 'nobody has it open' 1 "nobody has $fifo open" kpipe show "$fifo"
says 'among all: none' '^no process' "$(kpipe show)"

(exec 5>"$fifo") &
opener=$!
for _ in {1..200}; do
	said=$(kpipe show "$fifo" 2>/dev/null) && break
	sleep 0.05
done
says 'a writer waits for a reader' '1 in open-peer' "$said"
says 'it counts as open' 'write +1 ' "$said"
says 'in fdinfo too' 'open-peer' "$(kpipe show -j "$fifo")"
: <"$fifo"
wait $opener
refuses 'both have gone' 1 "nobody has $fifo open" kpipe show "$fifo"

exec 5<>"$fifo" 6<>"$work/plain"
printf 12345 >&5
ino=$(stat -c %i "$fifo")
for name in "$$/5" "$ino" "$fifo" ''; do
	# shellcheck disable=SC2086 # nothing is to be no argument
	said=$(kpipe show $name)
	is "show ${name:-all}: exit status" $? 0
	says 'the pipe' "^kpipe:\[$ino\]" "$said"
	says 'its path' "^  $fifo$" "$said"
	says 'its bytes' ' 5 bytes unread' "$said"
	says 'its holder' "^  $$/5 +reads and writes" "$said"
	ok 'nobody waits in open' test "${said/open-peer/}" = "$said"
done
is 'JSON: the path' "$(kpipe show -j "$$/5" | python3 -c 'import json, sys
print(json.load(sys.stdin)[0]["path"])')" "$fifo"
refuses 'a FIFO of the kernel, by descriptor' 1 'no kpipe pipe but' \
	kpipe show "$$/6"
refuses 'a FIFO of the kernel, by path' 1 "plain is no kpipe pipe" \
	kpipe show "$work/plain"

rm "$fifo"
says 'unlinked: by descriptor' "^kpipe:\[$ino\]" "$(kpipe show "$$/5")"
exec 5>&- 6>&-
python3 -c 'import os, sys, time
os.mkfifo(sys.argv[1])
fd = os.open(sys.argv[1], os.O_PATH)
os.unlink(sys.argv[1])
os.mkfifo(sys.argv[2])
time.sleep(60)' "$fifo" "$fifo-2" &
looker=$!
until [ -e "$fifo-2" ]; do sleep 0.05; done
said=$(kpipe show)
is 'an O_PATH descriptor alone: exit status' $? 0
says 'is no pipe to show' '^no process' "$said"
refuses 'asked for it says so' 1 'nobody has .* open' kpipe show "$looker/3"
kill $looker
wait $looker 2>/dev/null
finish
