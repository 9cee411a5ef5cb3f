#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What an editor does, as Documentation/design/gdb.rst sets it up: it runs gdb
# with the machine interface, sources kpipe.gdb, puts a breakpoint on a line of
# a source file by its path, and goes on from there. At a port, not a socket.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program gdb qemu-system-x86_64 python3
build=${O:-$top/build}
source=$top/kmod/read.c

port=$(python3 -c 'import socket; s = socket.socket()
s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$top/tools/gdb/run" --serve --port "$port" --time 280 2>"$work/served" \
	</dev/null &
server=$!
for _ in {1..900}; do
	grep -q 'attach with' "$work/served" && break
	kill -0 $server 2>/dev/null || break
	sleep 0.1
done
says 'it says how to attach' "gdb -x $build/gdb/kpipe.gdb" \
	"$(cat "$work/served")"

line=$(grep -n 'ret = kpipe_read_into(' "$source" | tail -n1 | cut -d: -f1)
gdb -nx -q -i=mi >"$work/mi" 2>&1 <<MI
-interpreter-exec console "source $build/gdb/kpipe.gdb"
-break-insert -f $source:$line
-interpreter-exec console "kpipe-guest kpipe pipeline 'echo hello' wc"
-exec-continue
-stack-list-frames
-stack-list-variables --simple-values
-interpreter-exec console "kpipe-owners"
-exec-step
-exec-finish
-gdb-exit
MI
said=$(cat "$work/mi")
says 'the breakpoint waits for the module' 'pending="' "$said"
says 'it is reached, in the source file' \
	"stopped,reason=\"breakpoint-hit\".*fullname=\"$source\",line=\"$line\"" \
	"$said"
says 'the callers' 'func="kpipe_read".*func="vfs_read".*func="ksys_read"' \
	"$said"
says 'the variables' 'name="nonblock",type="bool",value="false"' "$said"
says 'our commands' 'read .* wc' "$said"
says 'a step goes into the function' \
	'stopped,reason="end-stepping-range".*func="kpipe_read_into"' "$said"
says 'and back' 'stopped,reason="function-finished".*func="kpipe_read"' "$said"
is 'nothing failed' "$(grep '\^error' "$work/mi")" ''
kill $server
wait $server
finish
