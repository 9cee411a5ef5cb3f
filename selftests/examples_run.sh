#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every example of the library runs and ends well.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module

found=no
for example in "$here"/../examples/*; do
	[ -x "$example" ] || continue
	found=yes
	ok "$(basename "$example")" timeout 20 "$example"
done
is 'there are examples' $found yes
finish
