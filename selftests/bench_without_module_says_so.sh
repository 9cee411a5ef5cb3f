#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Where the module is not loaded kpipe bench measures what it can, and says
# why kpipe is not among it.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
kpipe=${O:-$top/build}/bin/kpipe
[ -x "$kpipe" ] || skip 'the kpipe command is not built'
[ ! -e /dev/kpipe ] || skip 'the module is loaded'

ok 'it is no failure' "$kpipe" bench -t pipe -t kpipe -s 64 -p free -n 2 \
	-d 2 stream
says 'the pipe is measured' '^64 B +pipe +[0-9.]+ .?B/s' "$(cat "$work/out")"
says 'kpipe is not, and why' '^ +kpipe +.*module' "$(cat "$work/out")"
refuses 'a transport that is unknown' 2 'no transport "tube"' \
	"$kpipe" bench -t tube
refuses 'a mode that is unknown' 2 'no mode "strem"' "$kpipe" bench strem
refuses 'a size of nothing' 2 'no size' "$kpipe" bench -s 0
finish
