#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What -j prints is JSON, and says what the text says.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module
need_program python3

# json FILE EXPRESSION: of the parsed file, called j.
json() {
	python3 -c 'import json, sys
j = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$1" "$2"
}

kpipe info -j >"$work/info"
is 'info: loaded' "$(json "$work/info" 'j["loaded"]')" True
is 'info: no pipes' "$(json "$work/info" 'j["pipes"]')" 0
is 'info: a feature' "$(json "$work/info" '"create" in j["features"]')" True

# shellcheck disable=SC2016 # expanded by the shell that is started
"$here/with_pipe" bash -c 'printf 12345 >&4; kpipe show -j $$/3; :' >"$work/show"
is 'show: one pipe' "$(json "$work/show" 'len(j)')" 1
is 'show: unread bytes' "$(json "$work/show" 'j[0]["unread"]')" 5
is 'show: the slot' "$(json "$work/show" 'j[0]["slots"][0]["len"]')" 5
is 'show: readers' "$(json "$work/show" 'j[0]["readers"]')" 1
is 'show: no path' "$(json "$work/show" '"path" in j[0]')" False
kpipe show -j >"$work/none"
is 'show: none' "$(json "$work/none" 'j')" '[]'

kpipe pipeline -j 'head -c 100000 /dev/zero' 'cat' 'cat >/dev/null' \
	2>"$work/pipeline"
is 'pipeline: status' "$(json "$work/pipeline" 'j["status"]')" 0
is 'pipeline: bytes of the first pipe' \
	"$(json "$work/pipeline" 'j["pipes"][0]["bytes"]')" 100000
is 'pipeline: as many through the second' \
	"$(json "$work/pipeline" 'j["pipes"][1]["bytes"]')" 100000
is 'pipeline: commands' "$(json "$work/pipeline" 'len(j["commands"])')" 3

kpipe pipeline -j "printf 'a\"b\\\\c\\tä'" cat 2>"$work/odd" >/dev/null
is 'odd characters in a command' "$(json "$work/odd" 'len(j["commands"])')" 2
finish
