#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# On a terminal kpipe choose asks what is needed, asks again when it did not
# understand, and takes the answers as it takes the options.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program python3
export NO_COLOR=1
kpipe=${O:-$top/build}/bin/kpipe

# converse ANSWER...: on a terminal; an answer for each question.
converse() {
	python3 - "$kpipe" "$@" <<'EOF'
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], ["kpipe", "choose", "--no-measure"])
text = b""
answers = sys.argv[2:]
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    text += piece
    if piece.endswith(b"] "):
        answer = answers.pop(0) if answers else ""
        os.write(terminal, b"\x04" if answer == "END"
                 else answer.encode() + b"\n")
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(text.decode().replace("\r", ""))
print("unused", len(answers), "status", status)
EOF
}

heard=$(converse friends strangers messages 64 '' '' '' y)
says 'what is not understood is asked again' \
	'Who are the peers.* friends$' "$heard"
is 'twice' "$(grep -c 'Who are the peers' <<<"$heard")" 2
says 'descriptors were wanted' '\+ can pass-fds' "$heard"
says 'no transport without them' '^  mq +cannot pass-fds$' "$heard"
says 'strangers were meant' '^  pipe +only relatives' "$heard"
says 'all was asked, and it ends well' '^unused 0 status 0$' "$heard"
heard=$(converse)
says 'no answers, no needs' '^ 1\. pipe:' "$heard"
heard=$(converse related END)
says 'who leaves is told what else to do' 'kpipe choose --help' "$heard"
says 'and fails' 'status 1$' "$heard"
finish
