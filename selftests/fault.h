/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: making each allocation and each user copy of a call fail in its turn.
 *
 * A path is a call that is made again and again: with its first allocation or
 * user copy failing, then with its second, until there is none left to fail.
 * Then all of its slab allocations fail, and all of its pages. Pages have a
 * sweep of their own, as the allocator of slabs takes some too, now and then:
 * among the others they would make the N-th now this one and now that.
 *
 * Each time the result must be right or an error that the path names, what the
 * call says it has done must be what it has done, no pipe, page or descriptor
 * may be left, and the same call must then succeed.
 */
#ifndef KPIPE_FAULT_H
#define KPIPE_FAULT_H

#include "fault_inject.h"
#include "halves.h"

#define FAULT_MOST 1000		/* far more than any path has */
#define FAULT_TRIES 8		/* sweeps, until all pages had their turn */

struct fault_path {
	const char *name;
	/* How many of each kind there are to fail, at least: counted in the
	 * sources, not in what comes out.
	 */
	int least[FAULT_KINDS];
	int errors[4];		/* what the call may answer to a fault */
	void (*prepare)(void);
	long (*call)(void);	/* 0 or more, or -errno; with faults */
	/* Says by fault_holds() whether things are as ret tells, and cleans up.
	 */
	void (*judge)(long ret);
	/* As somebody without rights, but for judging. */
	bool poor;
	/* It takes so long that it is to succeed only after a whole sweep, and
	 * that pages are left out, of which it takes none for us.
	 */
	bool slow;
};

static struct {
	const struct fault_path *path;
	int n, wrong;
	long ret;
} fault;

static inline long fault_answer(long ret)
{
	return ret < 0 ? -errno : ret;
}

/* Part of judging. */
static inline void fault_holds(bool cond, const char *what)
{
	if (cond)
		return;
	if (fault.wrong++ < 8)
		printf("#   %s, fault %d, answer %ld: not so: %s\n",
		       fault.path->name, fault.n, fault.ret, what);
}

static inline bool fault_allowed(long ret)
{
	unsigned int i;

	for (i = 0; i < sizeof(fault.path->errors) / sizeof(int); i++)
		if (ret == -fault.path->errors[i])
			return true;
	return false;
}

/* The two lowest free descriptors, as one number. */
static inline int fault_lowest(void)
{
	int a = dup(0), b = dup(0);

	MUST(a >= 0 && b >= 0);
	close(a);
	close(b);
	return a * 1024 + b;
}

/* What the module holds now, if it is there. */
static inline struct kpipe_query fault_held(void)
{
	struct kpipe_query nothing = { 0 };

	return native() ? nothing : query();
}

/* Everything around one call; arm and disarm are about the faults in it. Only
 * who has rights can have all allocations fail.
 */
static inline bool fault_around(void (*arm)(int), int n, bool (*disarm)(void))
{
	bool poor = fault.path->poor && arm != fault_arm_all;
	struct kpipe_query before = fault_held(), after;
	int lowest = fault_lowest();
	bool met = false;

	fault.n = n;
	MUST(!poor || setresuid(65534, 65534, 0) == 0);
	fault.path->prepare();
	if (arm)
		arm(n);
	errno = 0;
	fault.ret = fault.path->call();
	if (arm)
		met = disarm();
	MUST(!poor || setresuid(0, 0, 0) == 0);
	if (fault.ret < 0)
		fault_holds(met && fault_allowed(fault.ret),
			    met ? "an error that is documented" : "success");
	fault.path->judge(fault.ret);
	after = fault_held();
	fault_holds(after.pipes == before.pipes, "no pipe is left");
	fault_holds(after.pages == before.pages, "no page is left");
	fault_holds(fault_lowest() == lowest, "no descriptor is left");
	return met;
}

/* Without faults it succeeds, also after it has failed. */
static inline void fault_none(void)
{
	fault_around(NULL, 0, NULL);
}

/* Each in turn. */
static inline void fault_turns(void)
{
	int n;

	for (n = 1; n < FAULT_MOST; n++) {
		if (!fault_around(fault_arm, n, fault_disarm))
			break;
		if (!fault.path->slow)
			fault_none();
	}
	fault_holds(n < FAULT_MOST, "an end of the faults");
	fault_none();
}

/* Those of slabs or those of pages, and of user copies with either. Where how
 * many there were of each kind goes.
 */
static inline void fault_sweep(bool pages, int *count)
{
	int kind;

	MUST(fault_set(FAULT_SLAB, "cache-filter", pages ? "Y" : "N"));
	MUST(fault_set(FAULT_PAGE, "min-order", pages ? "0" : "30"));
	for (kind = 0; kind < FAULT_KINDS; kind++)
		count[kind] = -fault_count(kind);
	fault_turns();
	for (kind = 0; kind < FAULT_KINDS; kind++)
		count[kind] += fault_count(kind);
}

/* Without any slab, and without any page. */
static inline void fault_none_left(void)
{
	int last = fault.path->slow ? FAULT_SLAB : FAULT_PAGE;
	int kind;

	MUST(fault_set(FAULT_SLAB, "cache-filter", "N"));
	for (kind = FAULT_SLAB; kind <= last; kind++) {
		fault_around(fault_arm_all, kind, fault_disarm_all);
		fault_none();
	}
}

static inline void fault_each(const struct fault_path *path)
{
	const int *least = path->least;
	int tries = path->slow ? 0 : FAULT_TRIES;
	int count[FAULT_KINDS], paged[FAULT_KINDS] = { 0 };
	char text[128];

	fault.path = path;
	fault.wrong = 0;
	fault_none();
	fault_sweep(false, count);
	while (tries--) {
		fault_sweep(true, paged);
		if (paged[FAULT_PAGE] >= least[FAULT_PAGE])
			break;
	}
	fault_none_left();

	snprintf(text, sizeof(text), "%s: faults: %d slab, %d page, %d copy",
		 path->name, count[FAULT_SLAB], paged[FAULT_PAGE],
		 count[FAULT_COPY]);
	OK(!fault.wrong, text);
	if (!OK(count[FAULT_SLAB] >= least[FAULT_SLAB] &&
		paged[FAULT_PAGE] >= least[FAULT_PAGE] &&
		count[FAULT_COPY] >= least[FAULT_COPY],
		"as many as the sources have"))
		printf("#   expected at least %d slab, %d page, %d copy\n",
		       least[FAULT_SLAB], least[FAULT_PAGE],
		       least[FAULT_COPY]);
}

/* An empty path ends the array. */
static inline void fault_all(const struct fault_path *paths)
{
	if (!fault_possible()) {
		test_skip("all checks", "this kernel has no fault injection");
		return;
	}
	fault_begin();
	signal(SIGPIPE, SIG_IGN);
	for (; paths->name; paths++)
		fault_each(paths);
}

#endif /* KPIPE_FAULT_H */
