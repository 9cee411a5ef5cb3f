#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe gc lists the names of killed processes before it removes them, removes
# them only when told to, and leaves alone what somebody uses.
#
# In a /dev/shm and with queues of its own, so that nobody else's names are met.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
kpipe=${O:-$top/build}/bin/kpipe

if [ "${1-}" != apart ]; then
	unshare -mi true 2>/dev/null || skip 'cannot get a /dev/shm of its own'
	rm -rf "$work"
	exec unshare -mi "$0" apart
fi
mount -t tmpfs none /dev/shm || exit 1

uris=(mq:/left sysvmsg:77 "fifo:$work/fifo" "uds:$work/socket")

# Each of them made by a process that is killed then.
leave() {
	local uri pids=() names
	for uri in "${uris[@]}"; do
		"$kpipe" recv "$uri" >/dev/null 2>&1 &
		pids+=($!)
	done
	for _ in {1..200}; do
		names=$("$kpipe" gc --all | grep -c alive)
		[ "$names" = ${#uris[@]} ] && break
		sleep 0.05
	done
	kill -9 "${pids[@]}"
	wait "${pids[@]}" 2>/dev/null
}

is 'nothing is left at first' "$("$kpipe" gc)" 'nothing is left behind'
leave
listed=$("$kpipe" gc --dry-run)
for uri in "${uris[@]}"; do
	says "$uri is listed" "^$uri +[0-9]+  left behind" "$listed"
done
refuses 'with nobody to ask' 1 'nobody to ask' \
	bash -c "'$kpipe' gc >/dev/null"
is 'nothing is removed unasked' "$("$kpipe" gc -n)" "$listed"
says 'JSON says so, too' '"removed": false' "$("$kpipe" gc -j)"
is 'the queue is in ipcs' "$(ipcs -q | grep -c 0x0000004d)" 1

says 'all are removed' "^removed ${#uris[@]}\$" "$("$kpipe" gc --yes)"
is 'then nothing is left' "$("$kpipe" gc --all)" 'nothing is left behind'
is 'nor in /dev/shm' "$(ls /dev/shm)" ''
is 'nor in ipcs' "$(ipcs -q | grep -c 0x0000004d)" 0
is 'nor among the files' "$(find "$work" -type p -o -type s)" ''

leave
says 'JSON says what was removed' '"removed": true' "$("$kpipe" gc -j -y)"
is 'and that was all' "$("$kpipe" gc --all)" 'nothing is left behind'

# The maker is killed, an heir goes on.
"$kpipe" recv mq:/heir >/dev/null 2>&1 &
maker=$!
mkfifo "$work/slow"
"$kpipe" send mq:/heir "$work/slow" &
heir=$!
exec 7>"$work/slow"
sleep 0.5
kill -9 $maker
wait $maker 2>/dev/null
says 'what is used is not removed' 'mq:/heir: stays' "$("$kpipe" gc --yes)"
exec 7>&-
wait $heir 2>/dev/null
is 'but by the last one who uses it' "$("$kpipe" gc --all)" \
	'nothing is left behind'
finish
