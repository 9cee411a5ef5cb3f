#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The fixed rate of kpipe bench counts a stall for every message that it held
# up: one of 0.1 s at 1000 messages per second makes 100 of 1000 late. A bench
# that waited before it sent the next one would see a single late message.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program python3
kpipe=${O:-$top/build}/bin/kpipe
[ -x "$kpipe" ] || skip 'the kpipe command is not built'

"$kpipe" bench -t damaged:stall -s 64 -p free -n 1 -d 100 --rate 1000 \
	-j rate >"$work/json" || exit
# How many took longer than $1 milliseconds.
late() {
	python3 -c 'import json, sys
who = json.load(open(sys.argv[1]))["experiments"][0]["contestants"][0]
print(sum(n for ns, n in who["histogram"] if ns > int(sys.argv[2]) * 10**6))' \
		"$work/json" "$1"
}
count=$(late 50)
ok "about half of 100 messages were 50 ms late, not one ($count)" \
	test "$count" -ge 45
count=$(late 90)
ok "about a tenth of them 90 ms ($count)" test "$count" -ge 8
is 'all messages are in the histogram' "$(late -1)" 1000
finish
