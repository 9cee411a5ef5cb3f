// SPDX-License-Identifier: GPL-2.0-only
/*
 * The member that is in every family with pipes, and does to them what leaves
 * the bytes alone: resizes, looks at them in every way there is, opens ends
 * once more, asks for signals. It holds every end, so it leaves at once when
 * the family is to come to an end.
 */
#include <poll.h>

#include "stress.h"

/* Above what an ordinary user may, below what takes long to get. */
static const unsigned int sizes[] = { 0, 4096, 8192, 20000, 65536, 1 << 20 };

static void resize(struct family *f, int fd)
{
	__u64 size = sizes[dice(f, 6)];

	if (ioctl(fd, KPIPE_IOC_SET_SIZE, &size) == 0)
		f->common->resized++;
	else if (errno != EBUSY && errno != ENOMEM && errno != EFAULT &&
		 errno != EINTR)
		wrong(f, "resize", errno);
}

static void snapshot(int fd)
{
	struct kpipe_slot slots[20];
	struct kpipe_snapshot s = {
		.fd = -1, .slots = (uintptr_t)slots, .slots_room = 20,
	};

	if (ioctl(fd, KPIPE_IOC_SNAPSHOT, &s))
		errno = 0;
}

static void read_fdinfo(int fd)
{
	char path[64], text[2048];
	int info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = open(path, O_RDONLY);
	if (info < 0)
		return;
	while (read(info, text, sizeof(text)) > 0)
		;
	close(info);
}

static void open_again(int fd, int mode)
{
	char path[64];
	int again;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	again = open(path, mode);
	if (again >= 0)
		close(again);
}

/* By ioctl, which leaves the other flags as somebody else sets them now. */
static void ask_for_signals(struct family *f, int fd)
{
	int on = dice(f, 2);

	if (fcntl(fd, F_SETOWN, getpid()) || ioctl(fd, FIOASYNC, &on))
		errno = 0;
}

static void look(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT };
	int unread;

	if (poll(&p, 1, 0) < 0 || ioctl(fd, FIONREAD, &unread))
		errno = 0;
}

void meddle(struct family *f)
{
	begin(f);
	while (!atomic_load(f->stop)) {
		int fd = f->fd[dice(f, f->load->pipes)][dice(f, 2)];

		switch (dice(f, 6)) {
		case 0:
			resize(f, fd);
			break;
		case 1:
			snapshot(fd);
			break;
		case 2:
			read_fdinfo(fd);
			break;
		case 3:
			open_again(fd, O_RDONLY + dice(f, 3));
			break;
		case 4:
			ask_for_signals(f, fd);
			break;
		default:
			look(fd);
		}
		usleep(dice(f, 3000));
	}
}
