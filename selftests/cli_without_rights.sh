#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Somebody without rights can make and use pipes, but not load or unload,
# and is told so; he sees nothing of the pipes of others.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module
need_program setpriv

refuses 'unload' 1 'not permitted.*|root' as_nobody kpipe unload
says 'it says what to do' 'what to do: .*root' "$(cat "$work/err")"
ok 'the module is still there' test -c /dev/kpipe
is 'pipeline' "$(as_nobody kpipe pipeline 'echo one' 'tr a-z A-Z')" ONE
ok 'info' as_nobody kpipe info
ok 'his own parameters are not writable' \
	as_nobody test ! -w /sys/module/kpipe/parameters/max_size
ok 'by root they are' test -w /sys/module/kpipe/parameters/max_size

# shellcheck disable=SC2016 # expanded by the shell that is started
"$here/with_pipe" bash -c 'read -r line <&3' &
holder=$!
until [ "$("$here/held")" = '1 pipes, 0 pages' ]; do
	kill -0 $holder || break
	sleep 0.05
done
said=$(as_nobody kpipe show 2>&1)
is 'show: exit status' $? 0
says 'show tells that it could not look everywhere' 'root' "$said"
refuses 'the pipe of somebody else' 1 'Permission denied|root' \
	as_nobody kpipe show $holder/3
echo end >"/proc/$holder/fd/4"
wait $holder

ok 'unload, by root' kpipe unload
refuses 'load' 1 'root' as_nobody kpipe load
says 'it says what to do' 'what to do: .*root' "$(cat "$work/err")"
ok 'it is not loaded' test ! -e /dev/kpipe
ok 'load, by root' kpipe load
finish
