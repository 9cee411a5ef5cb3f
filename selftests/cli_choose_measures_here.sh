#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe choose measures what fits, each transport that this machine can use,
# orders by the figure that was asked for, rules out what cannot carry the
# size, and leaves no name behind.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program python3
kpipe=${O:-$top/build}/bin/kpipe
export TMPDIR=$work/names XDG_RUNTIME_DIR=$work
mkdir "$TMPDIR"

# check NAME EXPRESSION: of the answer, called j.
check() {
	ok "$1" python3 -c 'import json, sys
j = json.load(open(sys.argv[1]))
fitting = {c["name"]: c for c in j["fitting"]}
others = {c["name"]: c for c in j["ruled_out"]}
print(json.dumps(j, indent=1))
assert eval(sys.argv[2])' "$work/answer" "$2"
}

names() {
	ls /dev/shm
	ipcs -m -q -s
}

names >"$work/before"
timeout 60 "$kpipe" choose -j >"$work/answer"
is 'it ends well' $? 0
names >"$work/after"
ok 'no name is left' cmp "$work/before" "$work/after"
is 'no file either' "$(ls "$TMPDIR")" ''
check 'each is measured, or needs the module' \
	'all("rounds" in c or c["name"] == "kpipe" for c in j["fitting"])'
check 'there and back takes time' \
	'all(c["round_trip_ns"] > 100 for c in j["fitting"] if "rounds" in c)'
check 'they move bytes' \
	'all(c["bytes_per_second"] > 1000 for c in j["fitting"] if "rounds" in c)'
check 'the quickest is first' \
	'(lambda t: t == sorted(t))([c["round_trip_ns"] for c in j["fitting"]
				     if "rounds" in c])'
timeout 60 "$kpipe" choose -j --rank=rate --kind=stream >"$work/answer"
check 'the highest rate is first' \
	'(lambda t: t == sorted(t, reverse=True))(
		[c["bytes_per_second"] for c in j["fitting"] if "rounds" in c])'
timeout 60 "$kpipe" choose -j --kind=doorbell >"$work/answer"
check 'doorbells are rung' 'len(fitting) == 4 and all(
	"rounds" in c and "bytes_per_second" not in c for c in j["fitting"])'
timeout 60 "$kpipe" choose -j --kind=messages --size=1M >"$work/answer"
check 'a long message rules out a queue' \
	'"sysvmsg" in others and "shm" in fitting'
check 'and the others carry it' \
	'"rounds" in fitting["shm"] and "rounds" in fitting["pipe"]'
finish
