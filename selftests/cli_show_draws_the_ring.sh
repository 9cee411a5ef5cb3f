#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe show draws a pipe in a known state and names who holds its ends,
# by inode, by descriptor, or all there are; looking changes nothing.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module

mkfifo "$work/go"
# shellcheck disable=SC2016 # expanded by the shell that is started
"$here/with_pipe" bash -c 'head -c 5000 /dev/zero >&4
	echo ready >"$1"; read -r line <"$1"; cat <&3 >/dev/null 4>&-; :' - \
	"$work/go" &
holder=$!
read -r line <"$work/go"
is 'the holder is ready' "$line" ready
ino=$(readlink /proc/$holder/fd/3 | tr -dc 0-9)

for name in "$holder/3" "$holder/4" "$ino" "kpipe:[$ino]" ''; do
	# shellcheck disable=SC2086 # nothing is to be no argument
	said=$(kpipe show $name)
	is "show ${name:-all}: exit status" $? 0
	says 'the pipe' "kpipe:\[$ino\]" "$said"
	says 'its bytes' '5[,]?000' "$said"
	says 'its holder' "$holder/3" "$said"
	says 'both ends of it' "$holder/4" "$said"
done
for charset in C C.UTF-8; do
	width=$(LC_ALL=$charset kpipe show | LC_ALL=C.UTF-8 wc -L)
	ok "in $charset no line is wider than 80 columns" test "$width" -le 80
done
is 'columns are characters, not bytes' "$(LC_ALL=C.UTF-8 wc -L <<<'█')" 1
says 'it is still there as it was' 'kpipe-unread:.5000$' \
	"$(cat /proc/$holder/fdinfo/3)"
says 'and has the same ends' 'kpipe-readers:.1$' \
	"$(cat /proc/$holder/fdinfo/3)"
exec 5>"$work/go"
kill $holder
exec 5>&-
wait $holder 2>/dev/null
says 'afterwards there is no pipe' 'no process' "$(kpipe show)"
finish
