#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The stressors of stress-ng that use FIFOs and pipes, with its own checks of
# what it reads (--verify): none of them finds fault.

# The functions below are called by name.
# shellcheck disable=SC2317

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
# shellcheck source=selftests/programs.sh
. "$(dirname "$0")/programs.sh"
need_module
need_program stress-ng

# Whether it found all well, without process numbers and times.
stress() {
	stress-ng --temp-path . --verify "$@" >said 2>&1
	local status=$?
	sed -n 's/.*\] \(successful run completed\|.*fail.*\|.*rror.*\) in .*/\1/p' said
	[ "$status" = 0 ] || cat said
	return "$status"
}

fifos_with_readers() {
	stress --fifo 2 --fifo-readers 3 --fifo-ops 6000
}

pipes() {
	stress --pipe 2 --pipe-ops 6000 "$@"
}

herd() {
	stress --pipeherd 1 --timeout 1
}

others() {
	stress --poll 1 --poll-ops 300 --sigpipe 1 --sigpipe-ops 30 \
		--sigio 1 --timeout 1
}

both 'FIFOs' fifos 10000 fifos_with_readers
both 'pipes' preloaded 1000000 pipes
both 'pipes of 1 MiB, written a page at a time' preloaded 1000000 \
	pipes --pipe-size 1M --pipe-data-size 4096
both 'a herd at one pipe' preloaded 10000 herd
both 'poll, SIGPIPE, SIGIO' preloaded 1000 others
finish
