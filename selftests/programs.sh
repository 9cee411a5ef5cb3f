# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the tests of real programs share: the same work done on pipes of the
# kernel and on pipes of the module, and compared. To be sourced after
# kpipe_test.sh.
#
# A pipe is handed in in one of three ways:
#
#   descriptors	two ends are inherited, as descriptors 3 and 4 (with_pipe)
#   fifos	the work is done in a file system where mkfifo makes them
#   preloaded	the program's own pipe(2) makes them (preload/preload.c)

: "${here:?}" "${work:?}"

# hand_in WAY KIND: sets run to what starts a program with pipes of that kind.
hand_in() {
	case $1,$2 in
	descriptors,native) run=("$here/with_pipe" --native) ;;
	descriptors,kpipe) run=("$here/with_pipe") ;;
	preloaded,kpipe) run=(env LD_PRELOAD="$here/kpipe_preload.so") ;;
	preloaded,native | fifos,*) run=() ;;
	esac
}

# A place for each kind: a tmpfs, and a file system of the module.
make_places() {
	[ "$(id -u)" = 0 ] || skip 'needs root, to mount'
	mkdir "$work/native" "$work/kpipe"
	trap 'cd /; umount "$work/native" "$work/kpipe"; rm -rf "$work"' EXIT
	mount -t tmpfs none "$work/native"
	mount -t kpipe none "$work/kpipe" || skip 'cannot mount'
}

# Bytes that readers took from pipes of the module that are gone.
carried() {
	"$here/held" --past
}

# same NAME FILE: what both kinds left in FILE.kind is equal.
same() {
	cmp -s "$work/$2.native" "$work/$2.kpipe"
	verdict $? "$1" && return
	diff "$work/$2.native" "$work/$2.kpipe" | head -n 20 | sed 's/^/#   /'
	return 1
}

# both NAME WAY LEAST FUNCTION [ARGUMENT...]: the function, which may call the
# others of the test, does its work once with pipes of each kind. Both times it
# succeeds and prints the same; and at least LEAST bytes were read from pipes of
# the module the second time, none the first time.
both() {
	local name=$1 way=$2 least=$3 kind before moved status
	local functions run began
	shift 3
	mapfile -t functions < <(compgen -A function)
	export -f "${functions[@]}"
	[ -d "$work/native" ] || make_places
	for kind in native kpipe; do
		hand_in "$way" $kind
		mkdir "$work/$kind/here"
		cd "$work/$kind/here" || exit
		before=$(carried)
		began=${EPOCHREALTIME/./}
		# shellcheck disable=SC2016 # expanded by the shell it starts
		timeout -k 5 120 "${run[@]}" bash -c '"$@"' - "$@" \
			</dev/null >"$work/out.$kind" 2>"$work/err.$kind"
		status=$?
		echo "# $name, $kind: $(((${EPOCHREALTIME/./} - began) / 1000)) ms"
		moved=$(($(carried) - before))
		cd / && rm -rf "$work/$kind/here"
		is "$name, $kind: exit status" $status 0 ||
			head -n 20 "$work/err.$kind" | sed 's/^/#   /'
		[ $kind = native ] || break
		is "$name: nothing by the module yet" "$moved" 0
	done
	[ "$moved" -ge "$least" ]
	verdict $? "$name: the bytes came through the module" ||
		echo "#   $moved, expected at least $least"
	same "$name: output as on the kernel's own" out
	same "$name: messages as on the kernel's own" err
}
