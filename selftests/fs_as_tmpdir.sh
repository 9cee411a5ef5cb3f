#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Programs that are given the file system for their temporary files, and get
# the same result as on a tmpfs: sort, python3, tar, bash, tail -f, mktemp.

# The functions below are called by name.
# shellcheck disable=SC2317

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module
[ "$(id -u)" = 0 ] || skip 'needs root, to mount'
need_program sort python3 tar tail

big=$work/numbers
seq 400000 | awk '{ print ($1 * 7919) % 400009 }' >"$big"
mkdir "$work/kpipe" "$work/tmpfs"
mount -t kpipe none "$work/kpipe" || skip 'cannot mount'
mount -t tmpfs none "$work/tmpfs"
trap 'cd /; umount "$work/kpipe" "$work/tmpfs"; rm -rf "$work"' EXIT

# What a program does in its directory, as text that does not name it.
in_python() {
	TMPDIR=$1 python3 - <<'PYTHON'
import os, tempfile, threading
with tempfile.TemporaryDirectory() as d:
    with tempfile.NamedTemporaryFile(dir=d) as f:
        f.write(b"x" * 100000)
        f.flush()
        print(os.stat(f.name).st_size)
    with tempfile.SpooledTemporaryFile(max_size=10, dir=d) as f:
        f.write(b"y" * 1000)
        f.seek(990)
        print(f.read())
    with tempfile.TemporaryFile(dir=d) as f:
        f.truncate(5000)
        print(len(f.read()))
    fifo = os.path.join(d, "fifo")
    os.mkfifo(fifo)
    def write():
        with open(fifo, "w") as f:
            f.write("through a fifo\n" * 10000)
    t = threading.Thread(target=write)
    t.start()
    with open(fifo) as f:
        print(len(f.read()))
    t.join()
    print(sorted(os.listdir(d)))
print("done")
PYTHON
}

in_tar() {
	cd "$1" || return
	mkdir -p tree/a/b && cp "$big" tree/a/b/numbers && ln -s b tree/a/link &&
		ln tree/a/b/numbers tree/hard && mkfifo -m 640 tree/fifo &&
		tar -cf all.tar tree && mkdir out &&
		tar -xpf all.tar -C out && diff -r --no-dereference \
		-x fifo tree out/tree && cmp "$big" out/tree/hard &&
		(cd out && find . -printf '%y %m %n %p %l\n' | sort)
	rm -rf tree out all.tar
}

in_bash() {
	TMPDIR=$1 bash -c 'cat <<HERE
here $((6 * 7))
HERE
read -r line <<<"a string"; echo "$line"
f=$(mktemp); echo temp >"$f"; cat "$f"; rm "$f"
mkfifo "$TMPDIR/p"; (echo one; sleep 0.1; echo two) >"$TMPDIR/p" &
while read -r l; do echo "got $l"; done <"$TMPDIR/p"; wait; rm "$TMPDIR/p"'
}

in_tail() {
	cd "$1" || return
	echo first >log
	timeout 5 tail -n +1 -f log >seen 2>&1 &
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		grep -q first seen 2>/dev/null && break
		sleep 0.1
	done
	echo second >>log
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		grep -q second seen && break
		sleep 0.1
	done
	kill %1
	cat seen
	rm log seen
}

sorted() {
	sort -n -S 200k -T "$1" "$big" | cksum
}

for kind in tmpfs kpipe; do
	for does in sorted in_python in_tar in_bash in_tail; do
		($does "$work/$kind") >"$work/$does.$kind" 2>&1
	done
	is "$kind: nothing is there afterwards" "$(ls -A "$work/$kind")" ''
done
for does in sorted in_python in_tar in_bash in_tail; do
	is "$does: the same as on tmpfs" "$(cat "$work/$does.kpipe")" \
		"$(cat "$work/$does.tmpfs")"
done
is 'sort is right' "$(cat "$work/sorted.kpipe")" "$(sort -n "$big" | cksum)"
is 'python3 comes to its end' "$(tail -n 1 "$work/in_python.kpipe")" 'done'
says 'tar saw the FIFO' 'p 640 1 ./tree/fifo' "$(cat "$work/in_tar.kpipe")"
is 'tail -f knows the file system' "$(cat "$work/in_tail.kpipe")" \
	$'first\nsecond'
finish
