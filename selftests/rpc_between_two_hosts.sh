#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The example's server and client on two hosts, as far as the network can
# tell: two network namespaces and a cable between them. Needs no root where
# users may have namespaces.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_program unshare nsenter ip

if [ -z "${KPIPE_TWO_HOSTS-}" ]; then
	unshare -rn true 2>/dev/null || skip 'no network namespaces here'
	KPIPE_TWO_HOSTS=yes exec unshare -rn "$0"
fi

examples=$here/../examples-rpc
address=tcp:10.77.0.2:7077

# The other host lives as long as this process.
unshare -n sleep 60 &
other=$!
there() {
	nsenter -t $other -n "$@"
}
server=
trap 'kill $other $server 2>/dev/null; rm -rf "$work"' EXIT

lay_cable() {
	local tries
	for ((tries = 0; tries < 100; tries++)); do
		[ "$(readlink /proc/$other/ns/net)" = \
			"$(readlink /proc/self/ns/net)" ] || break
		sleep 0.05
	done
	ip link add here type veth peer name there &&
		ip link set there netns $other &&
		ip address add 10.77.0.1/24 dev here && ip link set here up &&
		there ip address add 10.77.0.2/24 dev there &&
		there ip link set there up && there ip link set lo up
}

client() {
	"$examples/kv_client" "$address" "$@"
}

lay_cable 2>"$work/err" || skip "no cable: $(head -n 1 "$work/err")"
# Not there(): what is killed is to be the server, not a shell around it.
nsenter -t $other -n "$examples/kv_server" "$address" 2>"$work/server" &
server=$!
for ((tries = 0; tries < 100; tries++)); do
	client put began yes 2>/dev/null && break
	sleep 0.05
done
ok 'the server is called from the other host' client put began yes
ok 'it keeps a value' client put greeting 'hello from afar'
is 'and gives it back' "$(client get greeting)" 'hello from afar'
client get nothing
is 'it has nothing else' $? 1

kill -9 $server
wait $server 2>/dev/null
began=$EPOCHREALTIME
refuses 'a server that is gone' 2 'tcp:10.77.0.2:7077' client get greeting
took=$((${EPOCHREALTIME/./} - ${began/./}))
[ $took -lt 6000000 ]
verdict $? 'is not waited for'
finish
