#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# python3 uses file objects, select and subprocesses on the pipe; asyncio and
# selectors; and subprocess and multiprocessing on pipes that they make.

# The functions below are called by name.
# shellcheck disable=SC2317

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
# shellcheck source=selftests/programs.sh
. "$(dirname "$0")/programs.sh"
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

# Streams with flow control at both ends.
cat >"$work/loop.py" <<'PYTHON'
import asyncio
import hashlib
import os
import selectors


async def write(loop, fd, chunks):
    transport, protocol = await loop.connect_write_pipe(
        asyncio.streams.FlowControlMixin, os.fdopen(fd, "wb", 0))
    writer = asyncio.StreamWriter(transport, protocol, None, loop)
    for i in range(chunks):
        writer.write(bytes([i % 251]) * (i * 997 % 9000))
        await writer.drain()
    return transport


async def read(loop, fd):
    reader = asyncio.StreamReader(limit=5000)
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(fd, "rb", 0))
    digest, size = hashlib.sha256(), 0
    while chunk := await reader.read(3333):
        digest.update(chunk)
        size += len(chunk)
        await asyncio.sleep(0)
    return size, digest.hexdigest(), transport.is_closing()


async def write_and_close(loop, fd):
    (await write(loop, fd, 200)).close()


async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.gather(read(loop, 3), write_and_close(loop, 4)))


with selectors.DefaultSelector() as selector:
    for fd, events in (3, selectors.EVENT_READ), (4, selectors.EVENT_WRITE):
        os.set_blocking(fd, False)
        selector.register(fd, events)
    sent = received = 0
    while received < 300000:
        for key, events in selector.select(10) or exit("nothing ready"):
            if key.fd == 4:
                sent += os.write(4, b"s" * min(30000, 300000 - sent))
                if sent == 300000:
                    selector.unregister(4)
            else:
                received += len(os.read(3, 7000))
    print("selectors:", received)
asyncio.run(main())
PYTHON

# A reader that goes away, of which the write transport learns from the event
# loop alone; and a child.
cat >"$work/goes.py" <<'PYTHON'
import asyncio
import os


class Noticing(asyncio.BaseProtocol):
    def __init__(self, loop):
        self.lost = loop.create_future()

    def connection_lost(self, error):
        self.lost.set_result(repr(error))


async def reader_goes(loop, r, w):
    transport, protocol = await loop.connect_write_pipe(
        lambda: Noticing(loop), os.fdopen(w, "wb", 0))
    transport.write(b"x")
    print(os.read(r, 10))
    loop.call_later(0.05, os.close, r)
    print(await asyncio.wait_for(protocol.lost, 20))


async def main():
    await reader_goes(asyncio.get_running_loop(), *os.pipe())
    child = await asyncio.create_subprocess_exec(
        "sort", "-r", stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE)
    lines = b"".join(b"%06d\n" % i for i in range(30000))
    out, _ = await child.communicate(lines)
    print(len(out), out[:14], child.returncode)


asyncio.run(main())
PYTHON

# Pipes between processes, made by python3.
cat >"$work/processes.py" <<'PYTHON'
import fcntl
import multiprocessing
import os
import subprocess


def work(n):
    return n, sum(i * i for i in range(n))


def talk(connection):
    while (message := connection.recv()) is not None:
        connection.send(message[::-1])


def pool():
    with multiprocessing.Pool(3) as pool:
        print(sum(s for _, s in pool.imap_unordered(work, range(300), 7)))


def queue():
    queue = multiprocessing.SimpleQueue()
    children = [multiprocessing.Process(
        target=lambda: [queue.put(b"q" * i) for i in range(0, 9000, 90)])
        for _ in range(3)]
    for child in children:
        child.start()
    print(sum(len(queue.get()) for _ in range(300)))
    for child in children:
        child.join()


def connections():
    r, w = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(
        target=lambda: [w.send(list(range(i))) for i in range(200)])
    child.start()
    print(sum(len(r.recv()) for _ in range(200)), r.poll(0))
    child.join()


def subprocesses():
    text = "".join(f"{i}\n" for i in range(40000))
    done = subprocess.run(["sort", "-rn"], input=text, text=True,
                          capture_output=True, check=True)
    print(len(done.stdout), done.stdout[:6])
    first = subprocess.Popen(["seq", "50000"], stdout=subprocess.PIPE,
                             pipesize=1 << 18)
    print(fcntl.fcntl(first.stdout, fcntl.F_GETPIPE_SZ))
    last = subprocess.run(["tail", "-n", "1"], stdin=first.stdout,
                          capture_output=True)
    first.stdout.close()
    print(last.stdout, first.wait())
    yes = subprocess.Popen(["yes"], stdout=subprocess.PIPE)
    yes.stdout.read(10)
    yes.stdout.close()
    print(yes.wait())
    try:
        subprocess.run(["sh", "-c", "echo begun; exec sleep 9"], timeout=0.5,
                       capture_output=True)
    except subprocess.TimeoutExpired as e:
        print(e.stdout)
    try:
        subprocess.run(["/nonexistent"])
    except FileNotFoundError as e:
        print(e.filename)


multiprocessing.set_start_method("fork")
for part in pool, queue, connections, subprocesses:
    part()
print(os.popen("echo popen").read(), end="")
PYTHON

# In the place of the shell, which would keep both ends open.
loop() {
	exec python3 -u "$work/loop.py"
}

goes() {
	python3 -u "$work/goes.py"
}

processes() {
	python3 -u "$work/processes.py"
}

export work
both 'selectors and asyncio' descriptors 1000000 loop
both 'asyncio, a reader that goes and a child' preloaded 210000 goes
both 'subprocess and multiprocessing' preloaded 1500000 processes
finish
