#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kpipe load makes the device appear, kpipe unload makes it go, and doing
# either twice is no error. A bad file or parameter is refused with a reason.

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
need_module

ok 'unload' kpipe unload
ok 'the device is gone' test ! -e /dev/kpipe
ok 'the module is gone' test ! -e /sys/module/kpipe
said=$(kpipe unload)
is 'unload once more: exit status' $? 0
says 'and it says so' 'not loaded' "$said"

refuses 'a file that is not there' 1 'no-such-file.*No such file' \
	kpipe load /no-such-file.ko
refuses 'a file that is no module' 1 'no kernel module|built for another|what to do' \
	kpipe load "$0"
refuses 'an unknown parameter' 1 'no parameter "nonsense"' \
	kpipe load nonsense=1
refuses 'a bad value' 1 'parameter' kpipe load max_size=many
ok 'nothing was loaded by these' test ! -e /sys/module/kpipe

ok 'load' kpipe load
ok 'the device is there at once' test -c /dev/kpipe
is 'for everybody' "$(stat -c %a /dev/kpipe)" 666
said=$(kpipe load)
is 'load once more: exit status' $? 0
says 'and it says so' 'already loaded' "$said"

ok 'unload' kpipe unload
ok 'load with a parameter' kpipe load max_size=131072
is 'the parameter is set' "$(cat /sys/module/kpipe/parameters/max_size)" 131072
says 'and shown by info' 'max_size=131072' "$(kpipe info)"
ok 'unload' kpipe unload
ok 'load by file name' kpipe load "$KPIPE_KO"
ok 'the device is there' test -c /dev/kpipe
finish
