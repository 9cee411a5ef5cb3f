#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The page of kpipe bench in a real browser, light and dark, wide and narrow:
# everything is drawn, fits, can be read, can be reached with the keyboard, and
# nothing comes from elsewhere. KPIPE_SHOTS=folder keeps pictures of it.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
# shellcheck source=selftests/browser/browse.sh
. "$top/selftests/browser/browse.sh"
kpipe=${O:-$top/build}/bin/kpipe
[ -x "$kpipe" ] || skip 'the kpipe command is not built'
need_browser

ok 'a page is written' "$kpipe" bench -q -t pipe -t fifo -n 2 -d 2 \
	--groups 1 -o "$work/page" stream pingpong rate many groups setup scale
ok 'and another one from the JSON' "$kpipe" bench --from "$work/page.json" \
	--html "$work/again.html"
ok 'they are the same' cmp "$work/page.html" "$work/again.html"
browse bench.js "$work/page.html"
finish
