#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# bash redirects, substitutes and reads lines on a pipe that it inherited, on
# FIFOs, and on the pipes that it makes itself.

# The functions below are called by name.
# shellcheck disable=SC2317

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
# shellcheck source=selftests/programs.sh
. "$(dirname "$0")/programs.sh"
need_module

# shellcheck disable=SC2016 # expanded by the shell that is started
script='
	for i in 1 2 3 4 5; do echo "line $i" >&4; done
	exec 4>&-
	sum=0
	while read -r word n <&3; do sum=$((sum + n)) last=$word; done
	echo "$last $sum $(readlink /proc/self/fd/3 | tr -d 0-9)"'
is 'a loop of echo and read' \
	"$("$here/with_pipe" bash -c "$script")" 'line 15 kpipe:[]'
is 'the same on an ordinary pipe' \
	"$("$here/with_pipe" --native bash -c "$script")" 'line 15 pipe:[]'

# shellcheck disable=SC2016
script='
	(seq 1 20000; echo end) >&4 &
	exec 4>&-
	mapfile -t lines <&3
	wait
	echo "${#lines[@]} ${lines[-1]}"'
is 'mapfile of 20,001 lines from a background job' \
	"$("$here/with_pipe" bash -c "$script")" '20001 end'

# shellcheck disable=SC2016
script='
	exec 4>&-
	read -r -t 5 line <&3
	echo "status $?"'
is 'read without a writer finds the end' \
	"$("$here/with_pipe" bash -c "$script")" 'status 1'

# shellcheck disable=SC2016
script='
	exec 3<&-
	trap "" PIPE
	echo lost >&4 || echo "refused"'
is 'echo without a reader is refused' \
	"$("$here/with_pipe" bash -c "$script" 2>/dev/null)" 'refused'

# Reopening by name, as <( ) does.
# shellcheck disable=SC2016
script='
	echo by-name >/dev/fd/4
	exec 4>&-
	cat /dev/fd/3'
is 'redirection to /dev/fd/4 and from /dev/fd/3' \
	"$("$here/with_pipe" bash -c "$script")" 'by-name'

# What bash makes a pipe for: substitutions, here-documents small enough, |, &|
# and coprocesses.
own_pipes() {
	cat <(seq 3) <(seq 20000 | tail -n 1) <(readlink /dev/fd/0 <<<x |
		tr -d 0-9 | sed 's/^kpipe/pipe/')
	seq 30000 > >(cksum)
	wait $!
	tee >(wc -l >lines) >(tail -c 10 >end) >/dev/null < <(seq 50000)
	until [ -s lines ] && [ -s end ]; do sleep 0.01; done
	cat lines end
	cat <<HERE
a here-document $((6 * 7))
HERE
	wc -c <<<"$(printf '%060000d' 7)"
	wc -c <<<"$(printf '%090000d' 7)"
	echo "$(type -P /nowhere/ |& wc -c) $(false | true; echo "${PIPESTATUS[*]}")"
	yes | head -n 1000 | cksum
	echo "${PIPESTATUS[*]}"
	coproc BC { while read -r a b; do echo $((a * b)); done; }
	for i in 3 4 5; do
		echo "$i 7" >&"${BC[1]}"
		read -r answer <&"${BC[0]}"
		echo "$answer"
	done
	eval "exec ${BC[1]}>&-"
	wait "$BC_PID"
	mapfile -t -n 5 some < <(yes x)
	echo "${#some[@]}"
}
both 'pipes of its own' preloaded 600000 own_pipes

# A FIFO kept open for both, a server behind two of them, limits of time.
on_fifos() {
	mkfifo both ask answer
	exec 3<>both
	printf 'one\ntwo\n' >&3
	read -r -u 3 a; read -r -u 3 b; echo "$a $b"
	read -r -t 0 -u 3; echo "nothing there: $?"
	read -r -t 0.05 -u 3; echo "nothing came: $(($? > 128))"
	echo three >both
	read -r -t 0 -u 3; echo "something there: $?"
	read -r -N 2 -u 3 a; echo "$a"
	cat /dev/fd/3 >rest &
	seq 2000 >both
	exec {also}>both
	exec 3>&-
	seq 5 >&"$also"
	exec {also}>&-
	until grep -qx 2000 rest; do sleep 0.01; done
	kill $!
	wait $! 2>/dev/null
	(while read -r a b; do echo $((a + b)); done <ask >answer) &
	exec 4>ask 5<answer
	for i in 1 2 3; do
		echo "$i 10" >&4
		read -r a <&5
		echo "sum $a"
	done
	exec 4>&-
	read -r a <&5; echo "the end: $?"
	wait
	cksum rest
	(echo early >ask) & cat ask; wait
	cat both & sleep 0.05; : >both; wait; echo released
}
both 'FIFOs' fifos 8900 on_fifos
finish
