// SPDX-License-Identifier: GPL-2.0-only
/* fdinfo's cursors are those of the snapshot, in the form SLOT.POS. */
#include "snap.h"

static void cursor(int fd, const char *key, unsigned int *slot,
		   unsigned int *pos)
{
	char path[64], line[256], format[64];
	FILE *f;

	*slot = *pos = ~0U;
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	snprintf(format, sizeof(format), "%s:\t%%u.%%u", key);
	f = fopen(path, "r");
	MUST(f);
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, format, slot, pos) == 2)
			break;
	fclose(f);
}

static void agree(int fd, const char *name)
{
	struct kpipe_snapshot s = snap(fd);
	unsigned int slot, pos;

	printf("# %s\n", name);
	cursor(fd, "kpipe-head", &slot, &pos);
	EQ(slot, s.head_slot, "head's slot");
	EQ(pos, s.head_pos, "head's position");
	cursor(fd, "kpipe-tail", &slot, &pos);
	EQ(slot, s.tail_slot, "tail's slot");
	EQ(pos, s.tail_pos, "tail's position");
}

static void body(void)
{
	static char buf[3 * PAGE];
	int fd[2];

	open_pipe(fd, O_NONBLOCK);
	agree(fd[0], "a new pipe");
	MUST(write(fd[1], buf, 9000) == 9000);
	agree(fd[1], "9000 bytes written");
	MUST(read(fd[0], buf, 5000) == 5000);
	agree(fd[0], "5000 read");
	MUST(read(fd[0], buf, 5000) == 4000);
	agree(fd[0], "all read");
	close_pipe(fd);
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
