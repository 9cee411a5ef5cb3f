#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe send and kpipe recv move files over every transport that carries data,
# in either order of starting; what is cut off or damaged is not taken for
# whole; a rate is kept.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
kpipe=${O:-$top/build}/bin/kpipe
export LC_ALL=C

head -c 300000 /dev/urandom >"$work/in"
cp "$work/in" "$work/again"
: >"$work/empty"

# A name for each transport; empty for those that have none.
uri_of() {
	case $1 in
	uds*) echo "$1:@kpipe-test-$$" ;;
	fifo | mmap) echo "$1:$work/name" ;;
	sysv*) echo "$1:$((0x4b000000 + $$))" ;;
	tcp) echo "$1:localhost:$((20000 + $$ % 40000))" ;;
	*) echo "$1:/kpipe-test-$$" ;;
	esac
}

cat "$work/in" "$work/in" >"$work/both"

# shellcheck disable=SC2317 # both are called by name
start_send() {
	timeout 20 "$kpipe" send "$1" "$work/in" "$work/empty" - \
		<"$work/again" &
	sender=$!
}

# shellcheck disable=SC2317
start_recv() {
	timeout 20 "$kpipe" recv -o "$work/copy" "$1" &
	receiver=$!
}

# transfer SCHEME FIRST SECOND: send and recv, one a little later.
transfer() {
	local uri
	uri=$(uri_of "$1")
	rm -f "$work/copy"
	"start_$2" "$uri"
	sleep 0.1
	"start_$3" "$uri"
	wait "$sender"
	is "$1, $2 first: sent" $? 0
	wait "$receiver"
	is "$1, $2 first: received" $? 0
	ok "$1, $2 first: the same" cmp "$work/both" "$work/copy"
}

while read -r scheme; do
	transfer "$scheme" recv send
	transfer "$scheme" send recv
done < <("$kpipe" info --transports -j | python3 -c '
import json, sys
for t in json.load(sys.stdin):
    if t["kind"] != "doorbell" and "open" in t["can"] \
            and "needs-module" not in t["can"]:
        print(t["name"])')

uri=mq:/kpipe-test-$$
printf hello | "$kpipe" send "$uri" &
is 'standard input and output' "$(timeout 20 "$kpipe" recv "$uri")" hello
wait

# The sender is killed in the middle.
mkfifo "$work/slow"
"$kpipe" send "$uri" "$work/slow" &
sender=$!
exec 7<>"$work/slow"
printf half >&7
(exec 7>&-; sleep 1; kill -9 $sender) &
refuses 'a sender that was killed' 1 'not whole: the sender went' \
	timeout 20 "$kpipe" recv -o "$work/half" "$uri"
exec 7>&-
wait 2>/dev/null
is 'leaves no file' "$(ls "$work"/half* 2>/dev/null)" ''

# What does not come from kpipe send.
sock=$work/socket
(for _ in {1..100}; do [ -S "$sock" ] && break; sleep 0.05; done
python3 -c '
import socket, struct, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(struct.pack("<I", 5) + b"howdy")
s.recv(1)' "$sock") 2>/dev/null &
refuses 'a stranger' 1 'Bad message|not whole' \
	timeout 20 "$kpipe" recv "uds:$sock"
wait

began=${EPOCHREALTIME/./}
"$kpipe" send -r 200K "$uri" "$work/in" &
timeout 20 "$kpipe" recv "$uri" >/dev/null
wait
took=$((${EPOCHREALTIME/./} - began))
[ $took -ge 1400000 ]
verdict $? "300 KB at 200 KiB a second take 1.4 s or more: $took us"

refuses 'a doorbell' 2 'carries no data' "$kpipe" send sem:/x
refuses 'no such transport' 2 'no such transport' "$kpipe" recv foo:/x
refuses 'a pair' 2 'relatives' "$kpipe" recv pipe:
refuses 'no URI' 2 'where to' "$kpipe" send
refuses 'two URIs' 2 'one URI' "$kpipe" recv mq:/a mq:/b
refuses 'nobody to receive' 1 'cannot open' "$kpipe" send -w 0.2 "$uri"
refuses 'no such file' 1 'cannot read' "$kpipe" send "$uri" /none/such
refuses 'no rate' 2 'no rate' "$kpipe" send -r fast "$uri"
refuses 'no time' 2 'seconds' "$kpipe" send -w soon "$uri"
is 'nothing is left' \
	"$("$kpipe" gc -an | grep -c "kpipe-test-$$\|$work")" 0
finish
