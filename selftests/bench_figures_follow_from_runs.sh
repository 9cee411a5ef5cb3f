#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A small kpipe bench with kpipe and its FIFO in it: everything is measured,
# all that was sent was looked at, and every figure of the JSON follows from
# the runs that stand beside it.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module
need_program python3

ok 'the bench runs' kpipe bench -q -t pipe -t kpipe -t fifo -t kpipe-fifo \
	-n 3 -d 4 --groups 1 -s 1,100000 -o "$work/all" \
	stream pingpong rate many groups setup
cat >"$work/look.py" <<'PYTHON'
import json, statistics, sys
j = json.load(open(sys.argv[1]))
more = {k: m["more_is_better"] for k, m in j["metrics"].items()}
wrong = {}

def claim(name, good, where):
    wrong.setdefault(name, [])
    if not good:
        wrong[name].append(where)

def near(a, b):
    return abs(a - b) <= 1e-6 * max(abs(a), abs(b))

count = 0
for e in j["experiments"]:
    base = e["contestants"][0]
    for who in e["contestants"]:
        at = e["id"] + " " + who["name"]
        if "problem" in who:
            claim("only floors are missing, and only on one processor",
                  who["floor"] and e["place"] != "two", at)
            continue
        runs = who["runs"]
        count += len(runs)
        claim("there are three runs", len(runs) == 3, at)
        for r in runs:
            claim("every run took its time", r["wall_ns"] > 0
                  or who["name"] == "cache-line", at)
            if e["mode"] in ("stream", "rate", "many", "groups") and \
                    who["name"] != "memcpy-only":
                claim("bytes looked at are bytes sent",
                      r["touched"] == r["bytes"] > 0, at)
            if e["mode"] == "pingpong" and not who["floor"]:
                claim("both ways were looked at",
                      r["touched"] == 2 * r["bytes"] > 0, at)
            if "bytes_per_s" in r:
                claim("the rate is bytes by time", near(
                    r["bytes_per_s"], r["bytes"] / r["wall_ns"] * 1e9), at)
                cpu = r["reader"]["cpu_ns"] + r["writer"]["cpu_ns"]
                claim("processor time is that of both sides",
                      cpu > 0 and near(cpu / r["bytes"],
                                       r["cpu_ns_per_byte"]), at)
                if who["name"] not in ("memcpy", "memcpy-only"):
                    claim("both sides took some", min(
                        r["reader"]["cpu_ns"], r["writer"]["cpu_ns"]) > 0, at)
            if "kpipe" in who["name"] and e["mode"] == "stream":
                claim("kpipe counts its wake-ups",
                      "wakes_per_message" in r, at)
        for key, value in who["values"].items():
            mine = [r[key] for r in runs]
            claim("medians are those of the runs",
                  near(value["median"], statistics.median(mine)), at + key)
            claim("intervals lie among the runs",
                  value["low"] in mine and value["high"] in mine and
                  value["low"] <= value["median"] <= value["high"], at + key)
        for key, gain in who["gains"].items():
            pairs = [(r[key], b[key]) for r, b in zip(runs, base["runs"])]
            ratios = [a / b if more[key] else b / a
                      for a, b in pairs if a and b]
            if len(ratios) < 3:
                continue
            claim("gains divide run by run", all(
                near(a, b) for a, b in zip(ratios, gain["runs"])), at + key)
            claim("their median is theirs", near(
                gain["median"], statistics.median(ratios)), at + key)
        if "histogram" in who and not who["floor"]:
            claim("every round is in the histogram",
                  sum(n for _, n in who["histogram"]) ==
                  sum(r["messages"] for r in runs), at)
claim("enough was measured", count > 180, count)
for name, places in wrong.items():
    print("wrong" if places else "ok", name, *places[:3])
PYTHON
ok 'the JSON parses' python3 "$work/look.py" "$work/all.json"
while read -r state name; do
	[ "$state" = ok ]
	verdict $? "$name"
done <"$work/out"
says 'the table has the FIFO of kpipe' '^ +kpipe-fifo +[0-9]' \
	"$(cat "$work/all.txt")"
finish
