#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# dd moves blocks of odd sizes, and non-blocking ones, through the pipe.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module

head -c 1000000 /dev/urandom >"$work/in"
for sizes in '512 512' '4096 4096' '5000 3000' '65536 777' '1 100000'; do
	read -r out in <<<"$sizes"
	[ "$out" = 1 ] && truncate -s 20000 "$work/in"
	# shellcheck disable=SC2016 # expanded by the shell that is started
	"$here/with_pipe" bash -c '
		dd if="$1" bs="$2" status=none >&4 3<&- &
		exec 4>&-
		dd bs="$3" iflag=fullblock status=none <&3' \
		- "$work/in" "$out" "$in" >"$work/out.copy"
	ok "written by $out, read by $in" cmp "$work/in" "$work/out.copy"
done

# shellcheck disable=SC2016
said=$("$here/with_pipe" bash -c \
	'dd bs=1 count=1 iflag=nonblock status=none <&3' 2>&1)
says 'an empty pipe, non-blocking' 'Resource temporarily unavailable' "$said"
finish
