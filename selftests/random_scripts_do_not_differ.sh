#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Whatever a program does to the kernel's pipe it may do to a kpipe, with the
# same results: 300,000 random operations (KPIPE_STRESS times as many, fewer on
# a slow kernel), compared one by one. selftests/differential/main.c says how
# to repeat a script.
exec "$(dirname "$0")/differential/differential" \
	-n $((300000 * ${KPIPE_STRESS:-1} / ${KPIPE_SLOW:-1}))
