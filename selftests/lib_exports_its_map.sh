#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Each shared library exports what its map names, each with its version, and
# nothing else; the map has all that the headers declare.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program nm
built=${O:-$top/build}/lib

# exports NAME FOLDER VERSION SOME_FUNCTION
exports() {
	local library=$built/$1.so named declared exported
	[ -f "$library" ] || skip "$1 is not built"
	named=$(sed -n '/global:/,/local:/s/^[[:space:]]*\(kp_[a-z_]*\);.*/\1/p' \
		"$top/$2/$1.map" | sort)
	declared=$(sed -n 's/^\([a-z].*[ *]\)\?\(kp_[a-z_]*\)(.*/\2/p' \
		"$top/$2"/include/kpipe/*.h | sort)
	exported=$(nm -D --defined-only "$library" |
		awk '$2 == "T" { print $3 }' | sort)
	says "$1: functions are exported" "^$4@@$3" "$exported"
	is "$1: it exports what the map names" \
		"$(cut -d @ -f 1 <<<"$exported")" "$named"
	is "$1: the map names what the headers declare" "$named" "$declared"
	is "$1: every symbol has a version" \
		"$(grep -c -v "@@$3" <<<"$exported")" 0
	is "$1: nothing else is exported" "$(nm -D --defined-only "$library" |
		awk -v version="^$3" '$2 != "T" && $3 !~ version { print $3 }')" ''
}

exports libkpipe libuser KPIPE_ kp_pipe
exports libkpipe-rpc libuser/rpc KPIPE_RPC_ kp_clnt_create
finish
