#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The examples of channels run without the module, say what they shall, and
# leave nothing behind.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
examples=$here/../examples
[ -x "$examples/channel_letter" ] || skip 'the examples are not built'

for uri in pipe: uds: uds-seqpacket:; do
	says "a letter over $uri" '^child [0-9]+ received: H$' \
		"$(timeout 20 "$examples/channel_letter" $uri)"
done
refuses 'a letter over what does not exist' 1 'no such transport' \
	"$examples/channel_letter" nonsense:
says 'a client is told who it is' \
	"^client ([0-9]+) was told: process \1 of user $(id -u)\$" \
	"$(timeout 20 "$examples/channel_server")"
says 'strangers meet at a name' '^received: good morning$' \
	"$(timeout 20 "$examples/channel_strangers")"

timeout 20 "$examples/channel_strangers" "fifo:$work/words" receive \
	>"$work/heard" &
timeout 20 "$examples/channel_strangers" "fifo:$work/words" send hello
wait
says 'in two programs, too' '^received: hello$' "$(cat "$work/heard")"
for uri in '' "shm:/kpipe-example-$$" "mmap:$work/map"; do
	says "the six steps of shared memory${uri:+ over ${uri%%:*}}" \
		'^the first read: an answer$' \
		"$(timeout 20 "$examples/shared_memory" ${uri:+"$uri"})"
done
for uri in '' "sysvmsg:$((0x4b600000 + $$))"; do
	says "a message queue keeps what was sent${uri:+, ${uri%%:*}}" \
		'^tea milk sugar$' "$(timeout 20 "$examples/message_queue" \
		${uri:+"$uri"} | sed -n 's/^received: //p' | paste -sd ' ')"
done
heard=$(timeout 20 "$examples/signal_ctrl_c")
is 'who hears Ctrl+C and passes it on ends well' $? 0
says 'the parent hears it' '^parent [0-9]+ heard: signal 2,' "$heard"
says 'and the child its ring' '^child [0-9]+ heard: signal 2$' "$heard"
is 'no name is left' "$(compgen -G "$work/words"
	compgen -G '/tmp/kpipe-example-*'
	compgen -G '/dev/shm/kpipe-*example-*')" ''
finish
