// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation and user copy of opening a FIFO, in each way to open one,
 * fails once: who waits for a peer is met only by one who came.
 */
#include "fault_stream.h"
#include "fifo.h"
#include "limits.h"
#include "snap.h"

static int fifo, mode, keeper;
static struct opening *waiting;

/* What holds the FIFO's other end, if anything does. */
static void alone(int flags)
{
	mode = flags;
	keeper = -1;
	waiting = NULL;
}

static void both(void)
{
	alone(O_RDWR);
}

static void reader_alone(void)
{
	alone(O_RDONLY | O_NONBLOCK);
}

static void writer_to_reader(void)
{
	alone(O_WRONLY);
	keeper = open("f", O_RDONLY | O_NONBLOCK);
	MUST(keeper >= 0);
}

static void reader_to_waiting_writer(void)
{
	alone(O_RDONLY);
	waiting = open_start("f", O_WRONLY);
	MUST(open_sleeps(waiting));
}

static void writer_to_waiting_reader(void)
{
	alone(O_WRONLY);
	waiting = open_start("f", O_RDONLY);
	MUST(open_sleeps(waiting));
}

static long call_open(void)
{
	fifo = open("f", mode);
	return fault_answer(fifo);
}

/* A reader and a writer, counted by who has the FIFO open. */
static void judge_counts(int fd, unsigned int readers, unsigned int writers)
{
	struct kpipe_snapshot s = snap(fd);

	fault_holds(s.readers == readers && s.writers == writers,
		    "who has it open is counted");
}

static void judge_waiting(long ret)
{
	if (ret < 0) {
		fault_holds(!waiting->returned &&
			    asleep_now(waiting->pid, SYS_openat),
			    "the other one still waits");
	} else {
		fault_holds(open_returns(waiting) && waiting->fd >= 0,
			    "the other one has met this one");
		judge_counts(fifo, 1, 1);
	}
	open_end(waiting);
}

static void judge_open(long ret)
{
	if (waiting)
		judge_waiting(ret);
	else if (keeper >= 0)
		judge_counts(keeper, 1, ret >= 0);
	else if (ret >= 0)
		judge_counts(fifo, 1, mode == O_RDWR);
	if (ret >= 0)
		MUST(close(fifo) == 0);
	if (keeper >= 0)
		MUST(close(keeper) == 0);
	/* Nobody is left who would be taken for a peer. */
	fault_holds(open("f", O_WRONLY | O_NONBLOCK) < 0 && errno == ENXIO,
		    "nobody has it open");
}

#define ERRORS { ENOMEM, EFAULT, ENFILE }

static const struct fault_path paths[] = {
	/* Name, file, pipe, ring; the name. */
	{ "open for both", { [FAULT_SLAB] = 4, [FAULT_COPY] = 1 }, ERRORS,
	  both, call_open, .judge = judge_open },
	{ "open to read without waiting",
	  { [FAULT_SLAB] = 4, [FAULT_COPY] = 1 }, ERRORS,
	  reader_alone, call_open, .judge = judge_open },
	/* The pipe is there: name, file. */
	{ "open to write to a reader", { [FAULT_SLAB] = 2, [FAULT_COPY] = 1 },
	  ERRORS, writer_to_reader, call_open, .judge = judge_open },
	{ "open to read from a waiting writer",
	  { [FAULT_SLAB] = 2, [FAULT_COPY] = 1 }, ERRORS,
	  reader_to_waiting_writer, call_open, .judge = judge_open },
	{ "open to write to a waiting reader",
	  { [FAULT_SLAB] = 2, [FAULT_COPY] = 1 }, ERRORS,
	  writer_to_waiting_reader, call_open, .judge = judge_open },
	{ "open the last FIFO that a user may have",
	  { [FAULT_SLAB] = 4, [FAULT_COPY] = 1 }, ERRORS,
	  both, call_open, .judge = judge_open, .poor = true },
	{}
};

static void body(void)
{
	char dir[64];

	new_directory(dir);
	private_mounts();
	MUST(mount("none", dir, "kpipe", 0, "") == 0 && chdir(dir) == 0);
	MUST(mkfifo("f", 0666) == 0 && chmod("f", 0666) == 0);
	limit_set(true, SLOTS);
	fault_all(paths);
	limit_set(true, 0);
	MUST(unlink("f") == 0 && chdir("/") == 0);
	EQ(umount(dir), 0, "nothing keeps the file system busy");
	MUST(rmdir(dir) == 0);
}

int main(void)
{
	return run_on_kpipe(body, 120);
}
