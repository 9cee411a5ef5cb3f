#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# python3 uses file objects, select and subprocesses on the pipe.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module
need_program python3

cat >"$work/use.py" <<'PYTHON'
import array
import fcntl
import os
import select
import stat
import subprocess
import sys
import termios

r, w = 3, 4
assert stat.S_ISFIFO(os.fstat(r).st_mode)
assert os.readlink("/proc/self/fd/3").startswith(sys.argv[1] + ":[")

poll = select.poll()
poll.register(r, select.POLLIN)
assert poll.poll(0) == []
os.write(w, b"hello")
assert poll.poll(0) == [(r, select.POLLIN)]
size = array.array("i", [0])
fcntl.ioctl(r, termios.FIONREAD, size)
assert size[0] == 5
assert os.read(r, 100) == b"hello"

os.set_blocking(r, False)
try:
    os.read(r, 1)
    sys.exit("no BlockingIOError")
except BlockingIOError:
    pass
os.set_blocking(r, True)

child = subprocess.Popen(["seq", "1", "50000"], stdout=w)
os.close(w)
with os.fdopen(r) as lines:
    total = sum(int(line) for line in lines)
assert child.wait() == 0
assert total == 50000 * 50001 // 2
print("content")
PYTHON
is 'on the pipe of the module' \
	"$("$here/with_pipe" python3 "$work/use.py" kpipe 2>&1)" content
is 'on an ordinary pipe' \
	"$("$here/with_pipe" --native python3 "$work/use.py" pipe 2>&1)" content
finish
