#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# git, which pipes packs and lists between its own processes: commit, clone,
# fetch, push, gc, bundle, fast-export, filters and hooks give the same objects.

# The functions below are called by name.
# shellcheck disable=SC2317

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
# shellcheck source=selftests/programs.sh
. "$(dirname "$0")/programs.sh"
need_module
need_program git

# Whoever runs it has no say in names, dates and settings.
export HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_AUTHOR_DATE='1000000000 +0000'
export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE

history_of_files() {
	local i
	git init -q -b main one
	cd one || return
	echo 'numbers filter=up' >.gitattributes
	git config filter.up.clean 'tr 0-4 a-e'
	git config filter.up.smudge 'tr a-e 0-4'
	for i in 1 2; do
		seq $((i * 9000)) >numbers
		seq 3000 | awk -v i="$i" '{ print $1 * i * 7919 }' >others
		git add . && git commit -q -m "number $i" || return
	done
	cd ..
}

work_with_git() {
	history_of_files || return
	git clone -q --no-local one two || return
	git -C one commit -q --allow-empty -m last
	git -C two fetch -q && git -C two rev-parse origin/main
	git init -q -b main --bare three && git -C one push -q ../three main
	git -C three fsck --full 2>&1
	git -C two gc -q && git -C two count-objects -v |
		grep -v size
	git -C one bundle create -q ../bundle main && git ls-remote bundle
	git -C one fast-export main | git -C three fast-import --quiet --force
	git -C three cat-file --batch-check='%(objectname) %(objectsize)' \
		--batch-all-objects
	git -C one log --stat --format=%H | cksum
	git -C one cat-file -p HEAD:numbers | head -n 2
	git -C one archive main | tar x -O -f - numbers | tail -n 1
}

both 'a history, moved about' preloaded 300000 work_with_git
finish
