#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Without the module every verb says so, says what to do, and fails.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
[ -e /dev/kpipe ] && { kpipe unload >/dev/null || skip 'it is in use'; }

advice='module is not loaded.*kpipe load'
refuses 'show' 1 "$advice" kpipe show
refuses 'pipeline' 125 "$advice" kpipe pipeline 'echo one' 'cat'
says 'info' 'not loaded' "$(kpipe info)"
says 'info tells what to do' "$advice" "$(kpipe info)"
kpipe info >/dev/null
is 'info: exit status' $? 1
said=$(kpipe unload)
is 'unload: exit status' $? 0
says 'unload' 'not loaded' "$said"
is 'pipeline --native needs no module' \
	"$(kpipe pipeline --native 'echo one' 'cat')" one
finish
