#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# bash redirects, substitutes and reads lines on a pipe that it inherited.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
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
finish
