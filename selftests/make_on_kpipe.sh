#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A build with make -j, whose jobserver keeps its tokens in a pipe: in one that
# make made itself, one that it inherited, and a FIFO. Everything is built, no
# more jobs run at once than there are tokens, and every token comes back.

# The functions below are called by name.
# shellcheck disable=SC2317

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
# shellcheck source=selftests/programs.sh
. "$(dirname "$0")/programs.sh"
need_module
need_program make

# Two levels: the first make runs two others, and all share the tokens.
cat >"$work/tree.mk" <<'MAKE'
parts := $(addprefix $(dir)/,1 2 3 4)
all: $(parts) $(if $(deep),,$(dir)/left $(dir)/right)
	@[ `cat $(parts) | wc -l` = 4 ]
$(parts): | $(dir)
	@echo start >>log; sleep 0.0$(@F); echo end >>log; echo $@ >$@
$(dir):
	@mkdir -p $@
$(dir)/left $(dir)/right: | $(dir)
	@$(MAKE) -s -f $(tree) tree=$(tree) deep=y dir=$@
MAKE
export tree=$work/tree.mk

# What was built, and whether the jobs ran side by side, at most $1 of them.
results() {
	find built -type f | sort | cksum
	awk -v most="$1" '
		/start/ { started++; if (++now > max) max = now }
		/end/ { now-- }
		END {
			print started, "jobs", now, "still running"
			print (max > most ? "too many: " max : "not too many")
			print (max > 1 ? "side by side" : "one by one")
		}' log
}

build() {
	make -s -f "$tree" tree="$tree" dir=built "$@"
}

own() {
	build -j 4
	results 4
}

# Two tokens in the pipe, and the one that make itself has.
inherited() {
	printf '++' >&4
	MAKEFLAGS=' -j3 --jobserver-auth=3,4' build
	results 3
	dd bs=100 count=1 iflag=nonblock status=none <&3
}

from_fifo() {
	mkfifo jobserver
	exec 3<>jobserver
	exec 4>jobserver
	inherited
}

# The tokens of jobs that fail come back as well.
failing() {
	mkdir -p built/4 built/left/2
	printf '++' >&4
	MAKEFLAGS=' -j3 --jobserver-auth=3,4' build -k 2>/dev/null
	echo "status $?"
	dd bs=100 count=1 iflag=nonblock status=none <&3
}

both 'its own jobserver' preloaded 8 own
both 'an inherited jobserver' descriptors 8 inherited
says 'both tokens are back' '^\+\+$' "$(tail -n 1 "$work/out.kpipe")"
both 'a FIFO as the jobserver' fifos 8 from_fifo
says 'all of it was built' '^12 jobs 0 still running' \
	"$(cat "$work/out.kpipe")"
both 'a build that fails' descriptors 6 failing
is 'both tokens are back then too' "$(cat "$work/out.kpipe")" $'status 2\n++'
finish
