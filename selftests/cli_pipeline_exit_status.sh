#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe pipeline's exit status is a shell's with pipefail, over pipes of
# both kinds, and its output that of the last command.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module

# status WANT NAME COMMAND...
status() {
	local want=$1 name=$2 kind
	shift 2
	for kind in --stats --native; do
		kpipe pipeline $kind "$@" >/dev/null 2>&1 </dev/null
		is "$name ($kind)" $? "$want"
	done
}

status 0 'all succeed' true true true
status 1 'the last fails' true true false
status 1 'the first fails' false true true
status 3 'the middle fails' true 'exit 3' true
status 5 'two fail: the rightmost counts' 'exit 4' 'exit 5' true
status 127 'no such command' 'no-such-command-here' cat
# shellcheck disable=SC2016 # expanded by the shell that is started
status 137 'killed by signal 9' 'kill -9 $$' cat
status 141 'SIGPIPE, for want of a reader' 'cat /dev/zero' 'head -c 1'
status 0 'a single command' true

is 'output of the last command' "$(kpipe pipeline 'echo one' 'tr a-z A-Z')" ONE
is 'input of the first command' \
	"$(echo two | kpipe pipeline cat 'tr a-z A-Z')" TWO
is 'twenty commands' "$(kpipe pipeline 'echo x' cat cat cat cat cat cat cat \
	cat cat cat cat cat cat cat cat cat cat cat cat)" x
is 'descriptors of a command: 0, 1, 2 and no more' \
	"$(kpipe pipeline true 'cat; ls /proc/self/fd | tr "\n" " "' cat)" \
	'0 1 2 3 '
is 'the size that was asked for' "$(kpipe pipeline --size=128K \
	'sed -n s/kpipe-capacity:.//p /proc/self/fdinfo/1' cat)" 32
said=$(kpipe pipeline --stats 'head -c 50000 /dev/zero' 'wc -c' 2>&1 >/dev/null)
says 'statistics name the bytes' '50[.,]0' "$said"
finish
