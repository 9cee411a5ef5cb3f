#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Calls over what needs the module: pairs of kpipe pipes, and FIFOs of a
# mounted kpipe file system.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module

ok 'calls over kpipe pipes' "$here/rpc_over_every_transport" kpipe
mkdir "$work/fs"
ok 'a file system is mounted' mount -t kpipe none "$work/fs"
TMPDIR=$work/fs ok 'calls over its FIFOs' \
	"$here/rpc_over_every_transport" fifo
TMPDIR=$work/fs ok 'many clients over its FIFOs' \
	"$here/rpc_many_clients" fifo
TMPDIR=$work/fs ok 'a server killed' "$here/rpc_server_killed_mid_call" fifo \
	kpipe
umount "$work/fs"
finish
