#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe info tells what the module offers and what it holds just now.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module

said=$(kpipe info)
is 'exit status' $? 0
says 'loaded, and which version' 'loaded, version [0-9]' "$said"
says 'its features' 'create.*snapshot' "$said"
says 'no pipe now' '0 pipes, 0 pages' "$said"
says 'a parameter' 'user_pages_soft=[0-9]' "$said"
# shellcheck disable=SC2016 # expanded by the shell that is started
said=$("$here/with_pipe" bash -c 'echo x >&4; kpipe info')
says 'one pipe with a page in it' '1 pipes?, 1 pages?' "$said"
said=$("$here/with_pipe" sh -c 'echo x >&4; head -c 1 <&3 >/dev/null')$(kpipe info)
says 'pipes that are gone' 'gone +[0-9,]+ pipes, [1-9][0-9,]* bytes' "$said"
finish
