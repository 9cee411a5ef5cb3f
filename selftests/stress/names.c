// SPDX-License-Identifier: GPL-2.0-only
/*
 * The load of the stress tier on a mounted file system: FIFOs and files that
 * are made, opened, renamed, linked and removed by several at once. Who waits
 * in open(2) of a FIFO that has lost its name is set free by a signal.
 */
#include <sys/stat.h>

#include "stress.h"

static void a_name(struct family *f, char name[80])
{
	snprintf(name, 80, "%s/%u", f->dir, dice(f, 6));
}

/* What one can do with names alone. Whether it succeeds is a matter of what
 * the others have done just before.
 */
static int with_names(struct family *f)
{
	char name[80], other[80];

	a_name(f, name);
	a_name(f, other);
	switch (dice(f, 6)) {
	case 0:
	case 1:
		return mkfifo(name, 0600);
	case 2:
		return rename(name, other);
	case 3:
		return link(name, other);
	case 4:
		return unlink(name);
	default:
		return chmod(name, 0600);
	}
}

static int opened(struct family *f)
{
	static const int modes[] = {
		O_RDWR, O_RDONLY, O_WRONLY, O_RDWR | O_NONBLOCK,
		O_RDONLY | O_NONBLOCK, O_WRONLY | O_NONBLOCK,
		O_RDWR | O_CREAT | O_NONBLOCK,
	};
	char name[80];

	a_name(f, name);
	return open(name, modes[dice(f, 7)], 0600);
}

/* All bytes in here are alike, and nobody knows which ones get lost. */
static void use(struct family *f, int fd)
{
	static char out[2 * PAGE], in[2 * PAGE];
	long ret, i;

	memset(out, 'n', sizeof(out));
	ret = write(fd, out, dice(f, sizeof(out)));
	f->tally->bytes += ret > 0 ? ret : 0;
	ret = read(fd, in, dice(f, sizeof(in)));
	for (i = 0; i < ret; i++)
		if (in[i] != 'n')
			wrong(f, "a byte nobody wrote at", i);
}

static void names(struct family *f)
{
	int fd;

	begin(f);
	while (go_on(f)) {
		if (dice(f, 3)) {
			with_names(f);
			continue;
		}
		fd = opened(f);
		if (fd < 0)
			continue;
		use(f, fd);
		close(fd);
	}
}

const struct load load_names = {
	.name = "names", .members = 4, .signals = true, .member = names,
};
