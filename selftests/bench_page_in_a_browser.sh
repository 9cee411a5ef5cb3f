#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The page of kpipe bench in a real browser, light and dark, wide and narrow:
# everything is drawn, fits, can be read, can be reached with the keyboard, and
# nothing comes from elsewhere. KPIPE_SHOTS=folder keeps pictures of it.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
kpipe=${O:-$top/build}/bin/kpipe
[ -x "$kpipe" ] || skip 'the kpipe command is not built'
# What Debian's packages bring, whatever else is called python3 here.
python=/usr/bin/python3
"$python" -c 'import selenium' 2>/dev/null ||
	skip 'python3-selenium is not installed (tools/setup test)'
need_program chromium chromedriver

ok 'a page is written' "$kpipe" bench -q -t pipe -t fifo -n 2 -d 2 \
	--groups 1 -o "$work/page" stream pingpong rate many groups setup scale
ok 'and another one from the JSON' "$kpipe" bench --from "$work/page.json" \
	--html "$work/again.html"
ok 'they are the same' cmp "$work/page.html" "$work/again.html"
if ! "$python" "$top/selftests/browser.py" "$work" >"$work/tap" \
	2>"$work/err"; then
	sed 's/^/#   /' "$work/err"
	echo "not ok $((checks + 1)) - the browser could not be driven"
	exit 1
fi
while read -r state name; do
	[ "$state" = ok ]
	verdict $? "$name"
done <"$work/tap"
finish
