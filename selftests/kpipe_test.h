/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: named checks in TAP, and the watchdog that turns a hang into a
 * failure. A check prints one line; a failed one also says what came, what
 * was expected, and where. Checks belong to the parent process: a child hands
 * its results back (see child.h).
 */
#ifndef KPIPE_TEST_H
#define KPIPE_TEST_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { TEST_PASS = 0, TEST_FAIL = 1, TEST_SKIP = 4 };

static struct {
	const char *half;	/* which pipe is under test now */
	const char *place;	/* the last check that was reached */
	int checks, failed, skipped;
} test = { .half = "setup", .place = "the start" };

#define STRINGIFY2(x) #x
#define STRINGIFY(x) STRINGIFY2(x)
#define PLACE __FILE__ ":" STRINGIFY(__LINE__)

static inline int test_factor(const char *name)
{
	const char *s = getenv(name);

	return s && atoi(s) > 0 ? atoi(s) : 1;
}

/*
 * How often a long test is to do what it does, if n times are usual:
 * KPIPE_STRESS=10 makes it ten times as long; KPIPE_SLOW=10 says that the
 * kernel is about ten times as slow as usual.
 */
static inline int test_scaled(int n)
{
	n = n * test_factor("KPIPE_STRESS") / test_factor("KPIPE_SLOW");
	return n > 0 ? n : 1;
}

/* For how long to go on, if nothing else is an end. */
static inline int test_lasting(int seconds)
{
	return seconds * test_factor("KPIPE_STRESS");
}

/* How long to wait for what usually is over long before. */
static inline int test_patience(int time)
{
	return time * test_factor("KPIPE_SLOW");
}

static inline void test_hangs(int sig)
{
	printf("Bail out! %s: no progress since the check at %s (signal %d)\n",
	       test.half, test.place, sig);
	_exit(TEST_FAIL);
}

static inline void test_begin(int seconds)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGALRM, test_hangs);
	alarm(test_patience(seconds) * test_factor("KPIPE_STRESS"));
	printf("TAP version 13\n");
}

static inline int test_end(void)
{
	printf("1..%d\n", test.checks);
	if (test.failed || !test.checks)
		return TEST_FAIL;
	return test.skipped ? TEST_SKIP : TEST_PASS;
}

static inline void test_skip(const char *name, const char *why)
{
	test.skipped++;
	printf("ok %d - %s: %s # SKIP %s\n", ++test.checks, test.half, name,
	       why);
}

static inline bool test_that(const char *place, bool ok, const char *name)
{
	test.place = place;
	test.failed += !ok;
	printf("%sok %d - %s: %s\n", ok ? "" : "not ", ++test.checks,
	       test.half, name);
	if (!ok)
		printf("#   at %s\n", place);
	return ok;
}

static inline void test_eq(const char *place, long long got, int error,
			   long long want, int want_error, const char *name)
{
	bool ok = got == want && (!want_error || error == want_error);

	if (test_that(place, ok, name))
		return;
	printf("#   expected %lld%s%s\n", want, want_error ? ", errno " : "",
	       want_error ? strerrorname_np(want_error) : "");
	printf("#   came     %lld%s%s\n", got, error ? ", errno " : "",
	       error ? strerrorname_np(error) : "");
}

/* The condition is true. */
#define OK(cond, name) test_that(PLACE, (cond), name)
/* The number is the one expected; errno is shown when it is not. */
#define EQ(got, want, name) do {					\
	errno = 0;							\
	long long got_ = (long long)(got);				\
	test_eq(PLACE, got_, errno, (long long)(want), 0, name);	\
} while (0)
/* The call returns -1 and sets this errno. */
#define ERR(call, want, name) do {					\
	errno = 0;							\
	long long got_ = (long long)(call);				\
	test_eq(PLACE, got_, errno, -1, (want), name);			\
} while (0)
/* What a test needs before it can check anything; also used in children. */
#define MUST(cond) do {							\
	if (!(cond)) {							\
		printf("Bail out! %s: %s: cannot go on: %s (%s)\n",	\
		       test.half, PLACE, #cond, strerror(errno));	\
		fflush(stdout);						\
		_exit(TEST_FAIL);					\
	}								\
} while (0)

#endif /* KPIPE_TEST_H */
