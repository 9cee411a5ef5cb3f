#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Chains of tar, gzip, xz, zstd, openssl, dd and pv: over pipes of the shell,
# over the pipes that tar makes to a compressor, and over FIFOs, one of which
# is the archive itself. What comes out is what went in.

# The functions below are called by name.
# shellcheck disable=SC2317

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
# shellcheck source=selftests/programs.sh
. "$(dirname "$0")/programs.sh"
need_module
need_program tar gzip xz zstd openssl pv sha256sum

mkdir "$work/tree" "$work/tree/deep"
seq 60000 >"$work/tree/numbers"
head -c 150000 /dev/urandom >"$work/tree/deep/noise"
ln -s numbers "$work/tree/link"
printf '%0100000d' 0 >"$work/tree/zeros"
cd "$work" || exit
export work
want=$(tar c --sort=name -C "$work" tree | sha256sum)

packed() {
	tar c --sort=name -C "$work" tree
}

shell_chain() {
	set -o pipefail
	packed | gzip -1 | gzip -d | sha256sum
	packed | xz -T2 -0 | xz -d | sha256sum
	packed | zstd -q -T2 | zstd -q -d | sha256sum
	packed | openssl enc -aes-128-ctr -K 00 -iv 00 2>/dev/null |
		dd bs=3000 status=none |
		openssl enc -d -aes-128-ctr -K 00 -iv 00 2>/dev/null | sha256sum
	packed | pv -q | pv -q -C -L 40m | sha256sum
}

own_compressor() {
	local with
	for with in gzip zstd; do
		tar c --use-compress-program="$with -1" -f a -C "$work" tree &&
			tar x -f a -I "$with" && diff -r "$work/tree" tree &&
			packed | cmp - <(tar c --sort=name tree) && echo "$with"
		rm -r tree
	done
	tar t -z -f <(packed | gzip -1)
}

over_fifos() {
	local pids=()
	mkfifo raw gz xz plain
	packed >raw & pids+=($!)
	pv -q raw >gz & pids+=($!)
	gzip -1 <gz >xz & pids+=($!)
	gzip -d <xz | tee plain | sha256sum & pids+=($!)
	tar x -f plain || return
	wait "${pids[@]}" || return
	diff -r "$work/tree" tree && echo equal
	rm -r tree
	tar c -f raw --sort=name -C "$work" tree & sha256sum <raw
	wait $!
}

both 'over pipes' preloaded 6000000 shell_chain
is 'each came out as it went in' "$(sort -u "$work/out.kpipe")" "$want"
both 'compressors that tar starts' preloaded 1000000 own_compressor
both 'over FIFOs' fifos 2400000 over_fifos
is 'what came out' "$(sort -u "$work/out.kpipe")" \
	"$(printf '%s\nequal' "$want" | sort)"
finish
