#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe choose goes by the table of transports: for each need those fit that
# the table says can do it, all others are ruled out, and each with a reason.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program python3
kpipe=${O:-$top/build}/bin/kpipe

"$kpipe" info -t -j >"$work/table"

# fits NAME CONDITION OPTION...: those fit for which the Python expression is
# true of t, their row in the table.
fits() {
	local name=$1 condition=$2
	shift 2
	"$kpipe" choose --no-measure -j "$@" >"$work/answer"
	ok "$name" python3 - "$work" "$condition" <<'EOF'
import json, sys
table = json.load(open(sys.argv[1] + "/table"))
answer = json.load(open(sys.argv[1] + "/answer"))
want = {t["name"] for t in table if eval(sys.argv[2], {"t": t})}
came = [c["name"] for c in answer["fitting"]]
others = [c["name"] for c in answer["ruled_out"]]
print("expected", sorted(want), "came", sorted(came))
assert set(came) == want
assert sorted(came + others) == sorted(t["name"] for t in table)
assert all(c["against"] for c in answer["ruled_out"])
assert not any("rounds" in c for c in answer["fitting"])
EOF
}

data='t["kind"] != "doorbell"'
fits 'no need' "$data"
fits relatives "$data" --peers=related
fits strangers "$data and 'open' in t['can']" --peers=strangers
fits 'other machines' "$data and 'remote' in t['can']" --peers=network
fits streams 't["kind"] == "stream"' --kind=stream
fits messages 't["kind"] == "message" or "messages" in t["can"]' \
	--kind=messages
fits doorbells 't["kind"] == "doorbell"' --kind=doorbell
fits 'a value' 't["doorbell_bits"] >= 32' --kind=doorbell --size=4
fits 'many senders' "$data and (t['senders'] == 'many' or 'listen' in t['can'])" \
	--many-senders
fits 'many receivers' "$data and t['receivers'] == 'many'" --many-receivers
fits 'messages shared out' 't["kind"] == "message" and t["receivers"] == "many"' \
	--kind=messages --many-receivers
fits 'long pieces of many' \
	"$data and t['name'] not in ('pipe', 'kpipe')" \
	--many-senders --size=64K
fits death "$data and 'untold' not in (t['crash_receive'], t['crash_send'])" \
	--tell-death
fits poll 't["kind"] == "doorbell" and t["poll"] != "timer"' \
	--kind=doorbell --pollable
fits 'no module' "$data and 'needs-module' not in t['can']" --no-module
for need in duplex:duplex pass-fds:pass-fds name-peer:name-peer \
	zero-copy:zero-copy survive-crash:outlive half-close:half-close \
	export:export; do
	fits "${need%:*}" "$data and '${need#*:}' in t['can']" "--${need%:*}"
done

says 'the reason for one that fits' '\+ can pass-fds' \
	"$("$kpipe" choose --no-measure --pass-fds)"
says 'the reason against another' '^  pipe +cannot pass-fds$' \
	"$("$kpipe" choose --no-measure --pass-fds)"
says 'the capability that is not told is minded' \
	'! not each side is told' "$("$kpipe" choose --no-measure --pass-fds)"
nothing=$("$kpipe" choose --no-measure --peers=network --zero-copy)
is 'nothing fits: the exit status' $? 1
says 'nothing fits: the words' '^No transport fits' "$nothing"
refuses 'peers that are none' 2 'friends' "$kpipe" choose --peers=friends
refuses 'a kind that is none' 2 'parcel' "$kpipe" choose --kind=parcel
refuses 'no size' 2 '0' "$kpipe" choose --size=0
refuses 'too large a size' 2 '65M' "$kpipe" choose --size=65M
refuses 'no order' 2 'beauty' "$kpipe" choose --rank=beauty
refuses 'an argument' 2 'choose' "$kpipe" choose pipe:
finish
