// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts each operation by how it ended, so that a comparison of scripts that
 * never came to the point cannot pass for one that did.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "coverage.h"
#include "ops.h"

/* How an operation can end; errno values stand for themselves. */
enum {
	WELL = 0,		/* with a result above 0 */
	ZERO = 200,
	SLEPT,			/* others went on before it ended, without error */
	SIGNALLED,		/* the same, and a signal came meanwhile */
	BROKEN,			/* SIGPIPE came */
	SKIPPED,
	OUTCOMES,
};

/* What has to happen, by operation: besides each of them once without error. */
static const struct {
	const char *kind;
	int outcome[12];
} wanted[] = {
	{ "read", { ZERO, SLEPT, SIGNALLED, EAGAIN, EINTR, EFAULT, EBADF } },
	{ "readv", { ZERO, SLEPT, SIGNALLED, EAGAIN, EINTR, EFAULT, EINVAL } },
	{ "write", { ZERO, SLEPT, SIGNALLED, EAGAIN, EINTR, EFAULT, EBADF,
		     EPIPE, BROKEN } },
	{ "writev", { ZERO, SLEPT, SIGNALLED, EAGAIN, EFAULT, EINVAL, EPIPE } },
	{ "preadv2", { EAGAIN, EOPNOTSUPP, ESPIPE } },
	{ "pwritev2", { EAGAIN, EOPNOTSUPP, ESPIPE, EPIPE } },
	{ "pipe", { EINVAL } },
	{ "reopen", { SLEPT, ENXIO, EINTR, EINVAL } },
	{ "reap", { ZERO } },
	{ "set-size", { EINVAL, EBUSY } },
	{ "poll", { ZERO } },
	{ "poll-wait", { SLEPT, EINTR } },
	{ "select", { ZERO } },
	{ "select-wait", { SLEPT, EINTR } },
	{ "epoll-ctl", { EEXIST, ENOENT } },
	{ "epoll-get", { ZERO } },
	{ "epoll-wait", { SLEPT, EINTR } },
	{ "splice", { ZERO, SLEPT, SIGNALLED, EAGAIN, EINTR, EPIPE, BROKEN,
		      EINVAL, EBADF } },
	{ "tee", { ZERO, SLEPT, SIGNALLED, EAGAIN, EINTR, EPIPE, BROKEN, EINVAL,
		   EBADF } },
	{ "vmsplice", { ZERO, SLEPT, EAGAIN, EINTR, EFAULT, EPIPE, EINVAL } },
	{ "sendfile", { ZERO, EAGAIN, EPIPE } },
	{ "from-file", { SLEPT, EAGAIN, EINTR, EPIPE, BROKEN } },
	{ "to-file", { ZERO, SLEPT, EAGAIN, EINTR } },
	{ "from-pipe", { SLEPT, EAGAIN, EINTR, EPIPE } },
	{ "to-pipe", { ZERO, SLEPT, EAGAIN, EINTR } },
	{ "mkfifo", { EEXIST } },
	{ "open", { SLEPT, SIGNALLED, ENOENT, ENXIO, EINTR, EINVAL, ENOTDIR } },
	{ "link-name", { EEXIST, ENOENT } },
	{ NULL },
};

static long counts[OPS_MAX][OUTCOMES];
static long notices;

static const char *outcome_name(int outcome)
{
	static const char *const names[OUTCOMES] = {
		[WELL] = "ok", [ZERO] = "0", [SLEPT] = "slept",
		[SIGNALLED] = "signalled", [BROKEN] = "SIGPIPE",
		[SKIPPED] = "skipped",
	};

	return names[outcome] ? names[outcome] : strerrorname_np(outcome);
}

static void count_result(const struct result *r)
{
	long *of = counts[r->kind - 1];

	if (r->skipped) {
		of[SKIPPED]++;
		return;
	}
	if (r->value < 0)
		of[r->error]++;
	else
		of[r->value ? WELL : ZERO]++;
	if (r->slept && r->value >= 0) {
		of[SLEPT]++;
		of[SIGNALLED] += r->signals > 0;
	}
	of[BROKEN] += r->sigpipe > 0;
}

void coverage_add(const struct report *report)
{
	for (int i = 0; i < report->steps; i++) {
		const struct step *s = &report->step[i];

		notices += s->notices.count;
		for (int who = 0; who < ALL; who++)
			if (s->of[who].kind)
				count_result(&s->of[who]);
	}
}

/* Calls that ended with a result, whoever did them. */
static long ended(int kind)
{
	long n = 0;

	for (int i = 0; i <= ZERO; i++)
		n += counts[kind][i];
	return n;
}

long coverage_compared(void)
{
	long n = 0;

	for (int i = 0; i < ops_count(); i++)
		n += ended(i);
	return n;
}

long coverage_skipped(void)
{
	long n = 0;

	for (int i = 0; i < ops_count(); i++)
		n += counts[i][SKIPPED];
	return n;
}

void coverage_print(void)
{
	for (int i = 0; i < ops_count(); i++) {
		const struct op op = { .kind = i };

		printf("# %-11s %7ld:", op_kind(&op)->name, ended(i));
		for (int j = 0; j < OUTCOMES; j++)
			if (counts[i][j])
				printf(" %s %ld", outcome_name(j),
				       counts[i][j]);
		puts("");
	}
	printf("# %ld signals of O_ASYNC\n", notices);
}

static int missing(const char *kind, const char *outcome)
{
	printf("# never happened: %s %s\n", kind, outcome);
	return 1;
}

static int missing_of(int kind, const int *outcome)
{
	const struct op op = { .kind = kind };
	int lacking = 0;

	for (; *outcome; outcome++)
		if (!counts[kind][*outcome])
			lacking += missing(op_kind(&op)->name,
					   outcome_name(*outcome));
	return lacking;
}

int coverage_missing(void)
{
	int lacking = notices ? 0 : missing("a signal of", "O_ASYNC");

	for (int i = 0; i < ops_count(); i++) {
		const struct op op = { .kind = i };

		if (!counts[i][WELL] && !counts[i][ZERO])
			lacking += missing(op_kind(&op)->name, "ok");
	}
	for (int i = 0; wanted[i].kind; i++)
		lacking += missing_of(op_named(wanted[i].kind),
				      wanted[i].outcome);
	return lacking;
}
