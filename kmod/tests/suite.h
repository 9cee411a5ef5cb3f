/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a suite does that makes pipes, before its first and after its last test.
 * An init of the module would come too late: on some kernels KUnit runs first.
 */
#ifndef KPIPE_TESTS_SUITE_H
#define KPIPE_TESTS_SUITE_H

#include <kunit/test.h>

#include "../kpipe.h"

static inline int kpipe_suite_init(struct kunit_suite *suite)
{
	return kpipe_cache_create();
}

static inline void kpipe_suite_exit(struct kunit_suite *suite)
{
	kpipe_cache_destroy();
}

#endif /* KPIPE_TESTS_SUITE_H */
