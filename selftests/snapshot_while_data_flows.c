// SPDX-License-Identifier: GPL-2.0-only
/* Snapshots taken in full run are never torn: their numbers fit together. */
#include "child.h"
#include "snap.h"

static void flow(int fd, long nr, int step)
{
	static char buf[3 * PAGE];

	for (;; step = step * 5 % 12289)
		if (syscall(nr, fd, buf, step ?: 1) <= 0)
			_exit(0);
}

/* Returns how many of its statements do not hold. */
static int contradictions(int fd, struct kpipe_snapshot *last)
{
	struct kpipe_slot slot[32];
	struct kpipe_snapshot s = snap_slots(fd, slot, 32);
	unsigned long long sum = 0, i;
	int wrong = 0;

	for (i = 0; i < s.slots_used && i < 32; i++) {
		sum += slot[i].len;
		wrong += slot[i].len == 0;
		wrong += slot[i].offset + slot[i].len > PAGE;
		wrong += i > 0 && slot[i].offset != 0;
	}
	wrong += sum != s.unread;
	wrong += s.slots_used > s.capacity;
	wrong += s.head_pos > PAGE || s.tail_pos > PAGE;
	wrong += (int)(s.head_slot - s.tail_slot) < 0;
	wrong += s.head_slot - s.tail_slot > s.capacity;
	wrong += s.write_side.bytes < last->write_side.bytes;
	wrong += s.read_side.bytes < last->read_side.bytes;
	wrong += (int)(s.head_slot - last->head_slot) < 0;
	wrong += (int)(s.tail_slot - last->tail_slot) < 0;
	wrong += s.readers != 1 || s.writers != 1;
	*last = s;
	return wrong;
}

static void body(void)
{
	int fd[2], i, wrong = 0, rounds = test_scaled(20000);
	struct kpipe_snapshot last;
	pid_t pid[4];

	open_pipe(fd, 0);
	/* Two of each, to have the locks contended. */
	for (i = 0; i < 4; i++) {
		pid[i] = child();
		if (pid[i] == 0)
			flow(fd[i / 2], i / 2 ? SYS_write : SYS_read, 17 + i);
	}
	last = snap(fd[0]);
	for (i = 0; i < rounds; i++)
		wrong += contradictions(fd[0], &last);
	EQ(wrong, 0, "no contradiction");
	OK(last.read_side.bytes > 0, "data was flowing");
	for (i = 0; i < 4; i++) {
		kill(pid[i], SIGKILL);
		reap(pid[i]);
	}
	close_pipe(fd);
}

int main(void)
{
	return run_on_kpipe(body, 60);
}
