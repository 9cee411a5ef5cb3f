#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# xargs -P starts many at once that write into one pipe: every line of up to
# PIPE_BUF bytes stays whole, and each comes once.

# The functions below are called by name.
# shellcheck disable=SC2317

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
# shellcheck source=selftests/programs.sh
. "$(dirname "$0")/programs.sh"
need_module

# Lines of 8 to 4096 bytes; $1 writers at a time, 25 lines each.
# shellcheck disable=SC2016 # expanded by the shell that xargs starts
lines() {
	seq 200 | xargs -P "$1" -n 25 bash -c '
		for i; do
			printf "%0*d\n" $((7 + i * 8161 % 4089)) "$i"
		done' -
}

# Each line is its number, with zeros before it.
count() {
	awk '
		/^0*[0-9]+$/ && length($0) == 7 + $0 * 8161 % 4089 { whole++ }
		{ sum += $0 }
		END { print NR, "lines", whole, "whole, sum", sum }'
}

over_pipe() {
	lines 6 | count
}

over_fifo() {
	mkfifo fifo
	lines 6 >fifo & count <fifo
	wait $!
}

inherited() {
	(lines 6 >&4) &
	exec 4>&-
	count <&3
}

both 'over a pipe' preloaded 400000 over_pipe
both 'over a FIFO' fifos 400000 over_fifo
both 'over inherited descriptors' descriptors 400000 inherited
is 'all of them' "$(cat "$work/out.kpipe")" '200 lines 200 whole, sum 20100'
finish
