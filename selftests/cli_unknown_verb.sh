#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A verb that does not exist is refused, with a guess at what was meant.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
refuses 'an unknown verb' 2 'no verb "xyzzyx"' kpipe xyzzyx
says 'it says what to do' 'what to do: .*kpipe --help' "$(cat "$work/err")"
refuses 'a slip of the finger' 2 'did you mean "load"' kpipe laod
refuses 'another' 2 'did you mean "pipeline"' kpipe pipelin
refuses 'no verb at all' 2 'which verb' kpipe
refuses 'help for an unknown verb' 2 'no verb "xyzzyx"' kpipe help xyzzyx
list=$(kpipe --help)
is '--help: exit status' $? 0
for verb in load unload info pipeline show; do
	says "--help lists $verb" "^ +$verb " "$list"
	said=$(kpipe $verb --help)
	is "$verb --help: exit status" $? 0
	says "$verb --help explains it" "^Usage: kpipe $verb" "$said"
	is "help $verb is the same" "$(kpipe help $verb)" "$said"
done
says '--version' '^kpipe [0-9]' "$(kpipe --version)"
finish
