#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe bench --ablation measures each of its rows with every policy: the gains
# of the rows are those of the experiments, and the table has all of them.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module
need_program python3

ok 'the bench runs' kpipe bench --ablation -n 2 -d 2 -o "$work/all"
cat >"$work/look.py" <<'PYTHON'
import json, sys
j = json.load(open(sys.argv[1]))
table = open(sys.argv[2]).read().split("better [interval]")[-1].split("\n")
policies = ["kpipe:classic", "kpipe:classic+lock=split",
            "kpipe:classic+wait=adaptive", "kpipe:fast"]
experiments = {e["id"]: e for e in j["experiments"]}

def result(good, name):
    print("ok" if good else "wrong", name)

result(len(j["rows"]) >= 4, "there are rows")
for row in j["rows"]:
    who = {c["name"]: c for c in experiments[row["experiment"]]["contestants"]}
    result(list(row["gains"]) == policies, row["name"] + ": the policies")
    result(all(row["gains"][p]["median"] > 0 and row["gains"][p]["median"] ==
               who[p]["gains"][row["metric"]]["median"] for p in policies),
           row["name"] + ": gains are those of the experiment")
    at = next((i for i, line in enumerate(table)
               if line.split()[:1] == [row["name"]]), None)
    result(at is not None and len(table[at].split()) == 5 and
           table[at + 1].count("[") == 4, row["name"] + ": is in the table")
PYTHON
ok 'the JSON parses' python3 "$work/look.py" "$work/all.json" "$work/all.txt"
while read -r state name; do
	[ "$state" = ok ]
	verdict $? "$name"
done <"$work/out"
refuses 'other transports' 2 'its own transports' \
	kpipe bench --ablation -t pipe
refuses 'promises' 2 'its own transports' \
	kpipe bench --ablation --check /dev/null
finish
