#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The shared library exports what libkpipe.map names, each with its
# version, and nothing else; the map has all that the headers declare.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program nm
library=$top/build/lib/libkpipe.so
[ -n "${O-}" ] && library=$O/lib/libkpipe.so
[ -f "$library" ] || skip 'the shared library is not built'

named=$(sed -n '/global:/,/local:/s/^[[:space:]]*\(kp_[a-z_]*\);.*/\1/p' \
	"$top/libuser/libkpipe.map" | sort)
declared=$(sed -n 's/^\([a-z].*[ *]\)\?\(kp_[a-z_]*\)(.*/\2/p' \
	"$top"/libuser/include/kpipe/*.h | sort)
exported=$(nm -D --defined-only "$library" | awk '$2 == "T" { print $3 }' |
	sort)
says 'functions are exported' '^kp_pipe@@KPIPE_' "$exported"
is 'the library exports what the map names' \
	"$(cut -d @ -f 1 <<<"$exported")" "$named"
is 'the map names what the headers declare' "$named" "$declared"
is 'every symbol has a version' "$(grep -c -v '@@KPIPE_' <<<"$exported")" 0
is 'nothing else is exported' "$(nm -D --defined-only "$library" |
	awk '$2 != "T" && $3 !~ /^KPIPE_/ { print $3 }')" ''
finish
