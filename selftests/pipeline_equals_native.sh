#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A real pipeline over pipes of the module has the digest that ordinary
# pipes give: tar, gzip, gzip -d and sha256sum. KPIPE_DATA names the
# directory to pack; by default that of the tests.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module
need_program tar gzip sha256sum

data=${KPIPE_DATA:-$here}
commands=("tar cf - --sort=name -C / ${data#/}" 'gzip -1' 'gzip -d' sha256sum)
over_kpipe=$(kpipe pipeline "${commands[@]}")
is 'exit status over kpipe' $? 0
native=$(kpipe pipeline --native "${commands[@]}")
is 'exit status over ordinary pipes' $? 0
says 'a digest' '^[0-9a-f]{64} ' "$over_kpipe"
is 'the same digest' "$over_kpipe" "$native"
finish
