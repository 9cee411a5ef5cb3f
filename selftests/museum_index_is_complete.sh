#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The page on the bug museum and the tests agree: each test that it names is
# there and says in its head what was planted, and it names each museum_ test.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"

cd "$top" || exit 1
page=Documentation/design/museum.rst
# shellcheck disable=SC2016 # those are marks of the page
named=$(grep -o '``[a-z0-9]*_[a-z0-9_]*``' "$page" | tr -d '`' | sort -u |
	grep -v '^museum_index_is_complete$')
for name in $named; do
	ok "$name records its bug" grep -q '^ \* Planted: ' "selftests/$name.c"
done
is 'all of the museum is named' \
	"$(grep '^museum_' <<<"$named")" \
	"$(find selftests -name 'museum_*.c' -printf '%f\n' | cut -d. -f1 | sort)"
finish
