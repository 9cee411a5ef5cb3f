#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make gdb says what is wrong and what to do, before it boots anything: no gdb,
# a port in use, a module without debug information, a lesson that is none.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program gdb qemu-system-x86_64 python3
run=$top/tools/gdb/run

mkdir "$work/bin"
for program in bash dirname realpath grep sed cat; do
	ln -s "$(command -v $program)" "$work/bin"
done
refuses 'no gdb' 1 'tools/setup gdb' env PATH="$work/bin" "$run"
ln -s /bin/false "$work/bin/gdb"
refuses 'a gdb without Python' 1 'knows no Python' \
	env PATH="$work/bin" "$run"

mkfifo "$work/port"
python3 -c 'import socket, sys, time; s = socket.socket()
s.bind(("127.0.0.1", 0)); s.listen(); print(s.getsockname()[1], flush=True)
time.sleep(60)' >"$work/port" &
listener=$!
read -r port <"$work/port"
refuses 'a port in use' 1 "port $port of this machine is in use" \
	"$run" --port "$port"
kill $listener
wait $listener 2>/dev/null

cp /bin/true "$work/bare.ko"
refuses 'a module without debug information' 1 'make modules DEBUG=1' \
	"$run" --ko "$work/bare.ko"
refuses 'a module that is not there' 1 'there is no module' \
	"$run" --ko "$work/none.ko"
refuses 'a lesson that is none' 2 'read.gdb' "$run" nonsense
refuses 'an unknown option' 2 '--help' "$run" --nonsense 1
refuses 'a port that is no number' 2 'whole number' "$run" --port x
refuses 'a kernel that QEMU does not boot' 2 'KVER' \
	"$top/tools/vm/run" --kver uml --gdb 1 -- true
finish
