#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe unload with a pipe open: refused, names who holds it, and both the
# pipe and the module stay as they are.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module

# shellcheck disable=SC2016 # expanded by the shell that is started
"$here/with_pipe" bash -c 'read -r line <&3; echo "$line" >"$1"' - \
	"$work/line" &
holder=$!
until [ "$("$here/held")" = '1 pipes, 0 pages' ]; do
	kill -0 $holder || break
	sleep 0.05
done
refuses 'unload' 1 'in use' kpipe unload
says 'the holder is named' "pid $holder .*kpipe:\[[0-9]+\]" "$(cat "$work/err")"
ok 'the device is still there' test -c /dev/kpipe
echo unharmed >"/proc/$holder/fd/4"
wait $holder
is 'the pipe still works' "$(cat "$work/line")" unharmed
ok 'after it is closed: unload' kpipe unload
ok 'load' kpipe load
finish
