#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make gdb, with nobody watching: every breakpoint of every lesson is reached,
# the stack, the ring, the sleepers and the owners are shown; and a breakpoint
# that is never reached, or a command that fails, is told.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program gdb qemu-system-x86_64 python3
build=${O:-$top/build}

cat >"$work/wrong.gdb" <<'GDB'
break kpipe_fasync
kpipe-ring 4711
GDB

# The two kernel functions that wc sleeps in have pushed the registers of the
# module's function that called them.
cat >"$work/saved.gdb" <<'GDB'
kpipe-guest mkdir -p /tmp/s && mount -t kpipe none /tmp/s && cd /tmp/s && mkfifo f && { tail -f /dev/null >f & wc <f; }
tbreak kpipe_wait if $_streq($kpipe_task(), "wc")
continue
kpipe-guest pkill -x tail
tbreak kpipe_wake_all
continue
kpipe-in wc frame apply level 2 info registers rbx r12 r13 r14 r15
kpipe-in wc frame apply level 2 print wait == &pipe->wait[site]
GDB

# of LESSON: what it printed.
of() {
	sed -n "\\,^# .*/$1.gdb\$,,/ breakpoints\$/p" "$work/said"
}

for kver in ${KVERS:-${KVER:-6.1}}; do
	"$top/tools/gdb/run" --kver "$kver" --batch --time 280 \
		"$top"/tools/gdb/lessons/*.gdb "$work/saved.gdb" \
		"$work/wrong.gdb" \
		>"$work/said" 2>&1 </dev/null
	is "$kver: what is wrong is in the exit status" $? 1
	failed=$(grep -A1 '^# FAILED' "$work/said")
	says "$kver: a breakpoint that was never reached is named" \
		'wrong.gdb: breakpoint .* \(kpipe_fasync\) was never reached' \
		"$failed"
	says "$kver: so is a command that failed" 'no pipe 4711' "$failed"
	is "$kver: nothing else is wrong" \
		"$(grep '^# FAILED' "$work/said" | grep -v wrong.gdb)" ''
	is "$kver: every lesson has breakpoints" \
		"$(grep -c '^# [1-9][0-9]* breakpoints' "$work/said")" \
		"$(($(find "$top/tools/gdb/lessons" -name '*.gdb' | wc -l) + 2))"

	said=$(of read)
	says "$kver: stopped in kpipe_read" '^#0  kpipe_read \(iocb=' "$said"
	says "$kver: its caller" '^#1 .* in vfs_read \(\)' "$said"
	says "$kver: and the system call" 'in entry_SYSCALL_64' "$said"
	says "$kver: and the program, which is the last" \
		'^#[0-9]+ +0x00007[0-9a-f]+ in \?\? \(\)$' "$said"
	says "$kver: who sleeps" '^    wc \([0-9]+\) in line$' "$said"
	says "$kver: who has it open" \
		'^both +[0-9]+/0 +wc  asleep in read-empty$' "$said"
	says "$kver: and who runs" '^read +[0-9]+/0 +head  runs on CPU [0-9]$' \
		"$said"
	says "$kver: where the sleeper is" '^#[0-9]+ .* in kpipe_wait_as \(' \
		"$said"
	says "$kver: and in whose code" '^#0  .* in __schedule \(\)' "$said"
	says "$kver: the bytes in the ring" '^ +"hello world"$' "$(of write)"
	says "$kver: a lock names its holder" 'wr_lock = held by bash' \
		"$(of write)"
	says "$kver: a page from elsewhere" 'flags shared$' "$(of splice)"
	says "$kver: a ring that has become small" '1 of 4 slots used, 6' \
		"$(of resize)"
	says "$kver: who opens" 'wc \([0-9]+\) beside the line' "$(of open)"
	says "$kver: who polls" 'python3 \([0-9]+\) polls' "$(of poll)"
	says "$kver: what the kernel's functions have pushed is found" \
		'^rbx +0xff' "$(of saved)"
	is "$kver: all of it" "$(of saved | grep -c 'not saved')" 0
	says "$kver: and is what it was" '^\$[0-9]+ = 1$' "$(of saved)"
	says "$kver: a variable in a task that sleeps" \
		'^\$[0-9]+ = 65536$' "$(of full)"
	says "$kver: a breakpoint outlives the module" \
		'= "another place"$' "$(of reload)"
	is "$kver: and the machine is gone" \
		"$(pgrep -f "^qemu-system.*path=$build/gdb/out")" ''
done
finish
