#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module that DEBUG=1 builds can be stepped through: every function of the
# sources that is not declared inline is a function there, and none is inlined.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program make nm readelf
build=${O:-$top/build}

ok 'it builds' make --no-print-directory -C "$top" O="$build" DEBUG=1 modules
release=$("$top/tools/vm/kernel" resolve "${KVER:-6.1}")
ko=$build/kmod-debug/$release/kpipe.ko

# A definition begins in the first column and has a { before any ;
sources() {
	cat "$top"/kmod/*.c | awk '
		/^[a-z].*[a-z0-9_]\(/ && !/^static inline/ { head = $0 }
		head && /^{/ {
			match(head, /[a-z0-9_]+\(/)
			print substr(head, RSTART, RLENGTH - 1)
		}
		/^{/ || /;/ { head = "" }' | sort -u
}

sources >"$work/sources"
nm "$ko" | awk '$2 ~ /[tT]/ { print $3 }' | sort -u >"$work/built"
[ "$(wc -l <"$work/sources")" -gt 200 ]
verdict $? 'the sources have functions'
is 'every one is in the module' "$(comm -23 "$work/sources" "$work/built")" ''
is 'none is inlined that is not declared so' \
	"$(readelf --debug-dump=info "$ko" |
		grep -c 'DW_AT_inline *: 1')" 0
finish
