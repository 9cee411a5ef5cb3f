#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# hackbench: groups of senders and receivers, each sender writing to each
# receiver of its group, as processes and as threads, ends with all messages
# received.

# The functions below are called by name.
# shellcheck disable=SC2317

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
# shellcheck source=selftests/programs.sh
. "$(dirname "$0")/programs.sh"
need_module
need_program hackbench

# 2 groups of 10 pairs: 200 ways, 40 messages of 100 bytes on each.
groups() {
	hackbench --pipe --groups 2 --fds 10 --loops 40 "$@" |
		sed 's/^Time: [0-9.]*$/Time: .../'
	return "${PIPESTATUS[0]}"
}

both 'processes' preloaded 800000 groups --process
both 'threads' preloaded 800000 groups --threads
both 'messages of a page' preloaded 8000000 groups --datasize 4096 \
	--loops 10
finish
