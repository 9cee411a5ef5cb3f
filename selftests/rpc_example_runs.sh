#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The example's store, at an address of every transport that takes clients, in
# one server; with arguments only of those named.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"

examples=$here/../examples-rpc
[ -x "$examples/kv_server" ] || skip 'the examples are not built'
addresses=("uds:$work/stream" "uds-seqpacket:$work/packets"
	"fifo:$work/fifo" "shm:/kpipe-kv-$$" "sysvshm:$((0x6b760000 + $$))")

"$examples/kv_server" "${addresses[@]}" 2>"$work/server" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT

client() {
	"$examples/kv_client" "$@"
}

for ((tries = 0; tries < 100; tries++)); do
	client "${addresses[0]}" put began yes 2>/dev/null && break
	sleep 0.05
done
ok 'the server begins' client "${addresses[0]}" put began yes ||
	sed 's/^/#   /' "$work/server"
for address in "${addresses[@]}"; do
	scheme=${address%%:*}
	ok "$scheme: put" client "$address" put "key $scheme" "by $scheme"
	is "$scheme: get" "$(client "$address" get "key $scheme")" "by $scheme"
	ok "$scheme: delete" client "$address" delete "key $scheme"
	client "$address" get "key $scheme"
	is "$scheme: it is gone" $? 1
	is "$scheme: what others put is there" \
		"$(client "$address" get began)" yes
done
long=$(head -c 200000 /dev/zero | tr '\0' v)
ok 'a long value' client "${addresses[0]}" put long "${long:0:100000}"
is 'comes back whole' "$(client "${addresses[0]}" get long | wc -c)" 100001
kill $server
wait $server
is 'the server ends well' $? 0
is 'and leaves no names' "$(ls "$work")" "$(printf '%s\n' err out server)"
finish
