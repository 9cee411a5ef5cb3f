#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Bad arguments are refused with exit status 2, or 1 for what is not there,
# and a message that names them.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
refuses 'info with an argument' 2 'info' kpipe info more
refuses 'unload with an argument' 2 'unload' kpipe unload more
refuses 'an unknown option' 2 'frobnicate' kpipe info --frobnicate
refuses 'load of two files' 2 'file' kpipe load /a.ko /b.ko
refuses 'pipeline of nothing' 2 'commands' kpipe pipeline
refuses 'a size that is none' 2 'abc' kpipe pipeline --size=abc true true
refuses 'a negative size' 2 'size' kpipe pipeline --size=-1 true true
refuses 'show of a word' 1 '"word" names no pipe' kpipe show word
refuses 'show of a process that is not there' 1 '4194304/1' \
	kpipe show 4194304/1
refuses 'show of a descriptor that is no pipe' 1 'no kpipe pipe' \
	kpipe show $$/255
finish
