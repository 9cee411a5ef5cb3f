# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What run-guest and run-stress share, inside the test VM: where the module is,
# and what must be true of the kernel after whatever was run. Sourced by them,
# with runner.sh on top; $me is the name their errors start with.

: "${me:?}"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export KPIPE_TOP=${KPIPE_TOP:-$(dirname "$here")}
build=${O:-$KPIPE_TOP/build}
bin=$build/selftests
export PATH=$build/bin:$PATH
KPIPE_KO=$build/kmod/$(uname -r)/kpipe.ko
export KPIPE_KO
kmemleak=/sys/kernel/debug/kmemleak

# A debug kernel of ours is slower than others by about so much.
case $(uname -r) in
*-kpipe-kasan-*) export KPIPE_SLOW=${KPIPE_SLOW:-8} ;;
*-kpipe-kcsan-*) export KPIPE_SLOW=${KPIPE_SLOW:-8} ;;
esac

# shellcheck source=selftests/runner.sh
. "$here/runner.sh"

die() {
	echo "$me: $1" >&2
	exit 2
}

# Every message once: the descriptor keeps its place in the log. The log is
# read record by record, and the last read finds none, which dd calls an error.
kernel_log() {
	dd bs=8192 iflag=nonblock <&9 2>/dev/null
	true
}

guest_status() {
	local found held
	if ! found=$(kernel_log | "$here/alarms" 2>/dev/null); then
		echo "in the kernel's log:"
		echo "$found"
		return 1
	fi
	[ -e /dev/kpipe ] || return 0
	# What was killed last may still be on its way out.
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		held=$("$bin/held")
		[ "$held" = '0 pipes, 0 pages' ] && return 0
		sleep 0.1
	done
	echo "left behind: $held"
	return 1
}

record_success() {
	number=$((number + 1)) passed=$((passed + 1))
	echo "ok $number - $1"
}

# Looks for memory that nobody points to any more. An object must have been
# lost for five seconds, and look the same in two scans.
no_leaks() {
	[ -e $kmemleak ] || return 0
	sleep 5
	echo scan >$kmemleak
	echo scan >$kmemleak
	cat $kmemleak >"$output"
	echo clear >$kmemleak
	if [ ! -s "$output" ]; then
		record_success "$1"
	else
		record_failure "$1"
		head -n 60 "$output" | sed 's/^/#   /'
	fi
}

# Without the module, and whatever it has left.
ends_clean() {
	# As long as its functions have names.
	no_leaks 'no memory is lost while the module is loaded'
	if ! kpipe unload; then
		record_failure 'the module can be unloaded at the end'
	elif ! guest_status >"$output"; then
		record_failure 'the kernel is content after unloading'
		diagnostics
	fi
	no_leaks 'no memory is lost when the module has gone'
}

[ "$(id -u)" = 0 ] || die "needs root, in the test VM: tools/vm/run"
[ -f "$KPIPE_KO" ] || die "no $KPIPE_KO: \"make\" builds it for a kernel"
[ -x "$build/bin/kpipe" ] || die "no kpipe command: \"make\" builds it"
exec 9</dev/kmsg || die "cannot read the kernel's log"
kernel_log >/dev/null
