#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# cat copies files of many sizes through a pipe of the module unchanged.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module
need_program sha256sum

for size in 0 1 4095 4096 4097 65536 65537 3000000; do
	head -c "$size" /dev/urandom >"$work/in"
	# shellcheck disable=SC2016 # expanded by the shell that is started
	"$here/with_pipe" bash -c 'cat "$1" >&4 3<&- & exec 4>&-; cat <&3' \
		- "$work/in" >"$work/out.copy"
	ok "$size bytes" cmp "$work/in" "$work/out.copy"
done
finish
