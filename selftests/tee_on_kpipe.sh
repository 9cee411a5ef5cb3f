#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# tee writes to a pipe of the module and to another at once.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module

head -c 700000 /dev/urandom >"$work/in"
# shellcheck disable=SC2016 # expanded by the shell that is started
"$here/with_pipe" bash -c '
	tee "$2" <"$1" >&4 3<&- &
	exec 4>&-
	cat <&3 >"$3"
	wait' - "$work/in" "$work/file" "$work/pipe"
ok 'what came through the pipe' cmp "$work/in" "$work/pipe"
ok 'what went into the file' cmp "$work/in" "$work/file"

# The other way round: tee reads from the pipe.
# shellcheck disable=SC2016
"$here/with_pipe" bash -c '
	cat "$1" >&4 3<&- &
	exec 4>&-
	tee "$2" <&3 >"$3"
	wait' - "$work/in" "$work/file" "$work/pipe"
ok 'read from the pipe, to standard output' cmp "$work/in" "$work/pipe"
ok 'read from the pipe, to the file' cmp "$work/in" "$work/file"
finish
