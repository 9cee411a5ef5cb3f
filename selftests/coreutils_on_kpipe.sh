#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# coreutils read and write FIFOs and pipes: tail -f, tee, split, head, sort,
# paste, join, comm, wc, dd, timeout, and what looks at a FIFO: ls, stat, test.

# The functions below are called by name.
# shellcheck disable=SC2317

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
# shellcheck source=selftests/programs.sh
. "$(dirname "$0")/programs.sh"
need_module

# Follows a FIFO through two writers, and stops when a third process ends.
tail_follows() {
	local last
	mkfifo fifo
	sleep 100 & last=$!
	tail -f -n +1 --pid="$last" -s 0.1 fifo >seen 2>&1 &
	seq 300 >fifo
	until grep -qx 300 seen; do sleep 0.01; done
	seq 301 400 >fifo
	until grep -qx 400 seen; do sleep 0.01; done
	kill "$last"
	wait
	cksum seen
	tail -n 3 fifo & seq 50000 >fifo; wait
	tail -c 7 fifo & seq 50000 >fifo; wait
}

# tail -f into a pipe ends when nobody reads it any more.
tail_notices() {
	echo line >log
	tail -f -s 0.1 log | head -n 1
	echo "${PIPESTATUS[*]}"
}

shared_out() {
	local i
	mkfifo a b c
	cksum <a >a.sum & cksum <b >b.sum & head -n 10 <c >c.sum &
	seq 60000 | tee -p a b c | cksum
	echo "${PIPESTATUS[*]}"
	wait
	cat a.sum b.sum c.sum
	for i in a b; do
		split -b 50k -a 3 - part. <"$i" & seq 40000 >"$i"; wait
		cat part.* | cksum
		echo part.* | wc -w
		rm part.*
	done
	# shellcheck disable=SC2016 # expanded by the shell that split starts
	split -n r/3 --filter='cksum >$FILE' - round. <a & seq 30000 >a; wait
	cat round.*
}

joined() {
	mkfifo a b
	seq 1 2 40000 >a & seq 2 2 40000 >b & sort -m -n a b | cksum; wait
	seq 20000 >a & seq 20000 -1 1 >b & paste -d+ a b | cksum; wait
	seq 10000 19999 >a & seq 15000 24999 >b & comm -12 a b | wc -l; wait
	seq 10000 19999 >a & seq 15000 24999 >b & join a b | cksum; wait
	seq 40000 | awk '{ print ($1 * 7919) % 40009 }' >a &
	sort -n -S 100k --compress-program=gzip -T . a | cksum
	wait
	seq 9 >a & head -n 2 a; wait
	seq 1000 >a & wc a; wait
	yes 2>/dev/null >a & head -c 200000 a | wc -c; wait $!; echo $?
}

blocks() {
	mkfifo a
	dd if=/dev/zero of=a bs=5000 count=200 status=none &
	dd if=a bs=777 iflag=fullblock 2>&1 >/dev/null | sed 's/,.*//'
	wait
	exec 3<>a
	dd if=/dev/zero bs=4096 oflag=nonblock 2>&1 >&3 | sed 's/ copied.*//'
	dd bs=4096 iflag=nonblock 2>&1 >/dev/null <&3 | sed 's/ copied.*//'
	exec 3>&-
	exec 3<>a
	timeout 0.1 dd bs=1 count=1 status=none <&3
	echo "nothing to read: $?"
	timeout 0.1 cat /dev/zero >&3
	echo "no room: $?"
	exec 3>&-
	timeout 0.1 cat a
	echo "no writer: $?"
	timeout 0.1 bash -c ': >a'
	echo "no reader: $?"
}

looked_at() {
	umask 027
	mkfifo a
	mkfifo -m 604 b
	mknod c p
	chmod g+w c
	mv b d
	ln d e
	cp -R --preserve=mode,links c copy
	# shellcheck disable=SC2012 # it is ls that is tried
	ls -l | awk 'NR > 1 { print $1, $2, $5, $NF }'
	stat -c '%n %F %a %h %s %t:%T' ./*
	for i in *; do [ -p "$i" ] && [ ! -s "$i" ] && echo "$i"; done
	find . -type p -links 2 | sort
	file=$(readlink -f d); [ "${file##*/}" = d ] && echo resolved
	rm -f a c d e copy && ls -A
	mkfifo a
	echo through >a & cat a; wait
}

both 'tail -f' fifos 570000 tail_follows
both 'tail -f into a pipe' preloaded 1 tail_notices
both 'tee and split' fifos 1000000 shared_out
both 'sort, paste, comm, join, head, wc' fifos 1000000 joined
both 'dd and timeout' fifos 1000000 blocks
both 'ls, stat, cp, mv, ln, find' fifos 8 looked_at
finish
