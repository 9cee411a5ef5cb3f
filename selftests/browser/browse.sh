# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What tests of pages share, to be sourced after kpipe_test.sh: looking at a
# page with Debian's Chromium, driven by the scripts of this folder.

: "${top:?}" "${work:?}"

need_browser() {
	need_program chromium node
	NODE_PATH=$("$top/selftests/browser/modules") ||
		skip 'playwright-core is not there (tools/setup test)'
	export NODE_PATH
}

# browse SCRIPT ARGUMENT...: each line that it prints becomes a result.
browse() {
	local script=$1 state name
	shift
	ok "$script: the browser could be driven" \
		node "$top/selftests/browser/$script" "$@"
	while read -r state name; do
		[ "$state" = ok ]
		verdict $? "$name"
	done <"$work/out"
}
