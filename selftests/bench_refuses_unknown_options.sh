#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe bench refuses options that a transport does not know, before anything is
# measured, whether or not the module is there; and says which it knows.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
kpipe=${O:-$top/build}/bin/kpipe
[ -x "$kpipe" ] || skip 'the kpipe command is not built'

# unknown TRANSPORT PATTERN
unknown() {
	refuses "$1" 2 "$2" "$kpipe" bench -t pipe -t "$1" -s 64 -n 1 -d 1 \
		stream
}

every='classic, fast, lock=single, lock=split, wait=sleep, wait=adaptive'
unknown kpipe:slow "kpipe has no option \"slow\", only $every$"
unknown kpipe:lock=spilt "no option \"lock=spilt\", only $every$"
unknown kpipe:lock "no option \"lock\","
unknown kpipe:classic,wait=nap 'no option "wait=nap",'
unknown kpipe:classic+ 'no option "",'
unknown kpipe:fast-classic 'no option "fast-classic",'
unknown kpipe-fifo:slow "kpipe-fifo has no option \"slow\", only $every$"
unknown "kpipe:$(printf 'x%.0s' {1..300})" 'no option "x{40}", only'
unknown pipe:classic 'pipe has no options'
unknown shm:awake 'only option of shm'

for options in classic fast lock=single,wait=sleep classic+lock=split; do
	ok "kpipe:$options is none of these" "$kpipe" bench -t pipe \
		-t "kpipe:$options" -s 64 -p free -n 1 -d 1 stream
	is 'and has that name' \
		"$(grep -o -F " kpipe:$options " "$work/out")" \
		" kpipe:$options "
done
says 'JSON has the name' "\"name\": *\"kpipe:classic\"" \
	"$("$kpipe" bench -j -t kpipe:classic -s 64 -p free -n 1 -d 1 stream)"
says 'the list has the words' '^    wait=adaptive ' "$("$kpipe" bench --list)"
finish
