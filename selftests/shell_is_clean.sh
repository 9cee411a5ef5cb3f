#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every shell script of the project passes shellcheck and the parser of
# the shell that its first line names.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program shellcheck

cd "$top" || exit 1
while read -r script; do
	case $(head -n 1 "$script") in
	*bash*) shell='bash' ;;
	'#!/bin/sh'*) shell='sh' ;;
	*) continue ;;
	esac
	ok "$script: the parser" "$shell" -n "$script"
	ok "$script: shellcheck" shellcheck -x "$script"
done < <(find .ci selftests tools -type f ! -name '*.[ch]' ! -name Makefile |
	sort)
finish
