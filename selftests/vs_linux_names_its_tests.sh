#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Each test that the comparison with the kernel's pipe refers to is there.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"

cd "$top" || exit 1
page=Documentation/design/vs-linux.rst
# shellcheck disable=SC2016 # those are marks of the page
named=$(sed -n '/^Row by row/,$p' "$page" |
	grep -o '``[a-z0-9]*_[a-z0-9_]*``' | tr -d '`' | sort -u)
ok 'there are such' [ "$(wc -l <<<"$named")" -gt 50 ]
for name in $named; do
	files=(selftests/"$name".*)
	ok "$name" [ -f "${files[0]}" ]
done
finish
