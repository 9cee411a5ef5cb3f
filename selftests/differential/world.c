// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the two worlds, and keeps their descriptors.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <unistd.h>

#include <linux/kpipe.h>

#include "memory.h"
#include "world.h"

enum { FILE_BYTES = 20000, FIRST = 100, HIGH = 200 };

const char *const world_names[WORLD_NAMES] = { "a", "b", "c" };

static int native_pipe(struct world *w, int fd[2], int flags)
{
	(void)w;
	return pipe2(fd, flags);
}

static long native_set_size(struct world *w, int fd, unsigned long size)
{
	(void)w;
	return fcntl(fd, F_SETPIPE_SZ, size);
}

static long native_get_size(struct world *w, int fd)
{
	(void)w;
	return fcntl(fd, F_GETPIPE_SZ);
}

static long native_splice(struct world *w, int in, int out, size_t len,
			  int flags)
{
	(void)w;
	return splice(in, NULL, out, NULL, len, flags);
}

static long native_tee(struct world *w, int in, int out, size_t len, int flags)
{
	(void)w;
	return tee(in, out, len, flags);
}

static long native_vmsplice(struct world *w, int fd, const struct iovec *iov,
			    size_t count, int flags)
{
	(void)w;
	return vmsplice(fd, iov, count, flags);
}

static int kpipe_pipe(struct world *w, int fd[2], int flags)
{
	struct kpipe_create create = { .flags = flags };

	if (ioctl(w->device, KPIPE_IOC_CREATE, &create) < 0)
		return -1;
	fd[0] = create.fd[0];
	fd[1] = create.fd[1];
	return 0;
}

static long kpipe_set_size(struct world *w, int fd, unsigned long size)
{
	uint64_t wanted = size;

	(void)w;
	return ioctl(fd, KPIPE_IOC_SET_SIZE, &wanted) < 0 ? -1 : (long)wanted;
}

static long kpipe_get_size(struct world *w, int fd)
{
	uint64_t size;

	(void)w;
	return ioctl(fd, KPIPE_IOC_GET_SIZE, &size) < 0 ? -1 : (long)size;
}

static long kpipe_link(struct world *w, unsigned long command, int in, int out,
		       size_t len, int flags)
{
	struct kpipe_splice args = {
		.fd_in = in, .fd_out = out, .flags = flags, .len = len,
	};

	return ioctl(w->device, command, &args) < 0 ? -1 : (long)args.len;
}

static long kpipe_splice_pipes(struct world *w, int in, int out, size_t len,
			  int flags)
{
	return kpipe_link(w, KPIPE_IOC_SPLICE, in, out, len, flags);
}

static long kpipe_tee(struct world *w, int in, int out, size_t len, int flags)
{
	return kpipe_link(w, KPIPE_IOC_TEE, in, out, len, flags);
}

static long kpipe_vmsplice_memory(struct world *w, int fd, const struct iovec *iov,
			    size_t count, int flags)
{
	struct kpipe_vmsplice args = {
		.fd = fd, .flags = flags, .iov = (uintptr_t)iov,
		.nr_segs = count,
	};

	return ioctl(w->device, KPIPE_IOC_VMSPLICE, &args) < 0 ?
	       -1 : (long)args.len;
}

/* Descriptors that scripts do not touch go out of the way of theirs. */
static int put_high(int fd)
{
	static int next = HIGH;
	int high = fcntl(fd, F_DUPFD_CLOEXEC, next);

	if (fd < 0 || high < 0) {
		perror("differential: cannot prepare a descriptor");
		exit(2);
	}
	next = high + 1;
	close(fd);
	return high;
}

static int make_file(void)
{
	unsigned char bytes[FILE_BYTES];
	int fd = memfd_create("differential", 0);

	memory_fill(bytes, sizeof(bytes), 1);
	if (write(fd, bytes, sizeof(bytes)) != FILE_BYTES)
		perror("differential: cannot write a file");
	return put_high(fd);
}

/* Small, so that they are full at times. */
static void make_native(int fd[2], int flags)
{
	int made[2];

	if (pipe2(made, flags) || fcntl(made[0], F_SETPIPE_SZ, 2 * 4096) < 0) {
		perror("differential: cannot make a pipe of the kernel");
		exit(2);
	}
	fd[0] = put_high(made[0]);
	fd[1] = put_high(made[1]);
}

void world_native(struct world *w)
{
	*w = (struct world){
		.name = "native", .fs = "tmpfs", .pipe = native_pipe,
		.set_size = native_set_size, .get_size = native_get_size,
		.splice = native_splice, .tee = native_tee,
		.vmsplice = native_vmsplice, .device = -1,
	};
}

void world_kpipe(struct world *w)
{
	*w = (struct world){
		.name = "kpipe", .fs = "kpipe", .pipe = kpipe_pipe,
		.set_size = kpipe_set_size, .get_size = kpipe_get_size,
		.splice = kpipe_splice_pipes, .tee = kpipe_tee,
		.vmsplice = kpipe_vmsplice_memory, .ours = true,
	};
}

void world_mount(const struct world *w, char folder[32])
{
	snprintf(folder, 32, "/tmp/differential-XXXXXX");
	if (!mkdtemp(folder) || mount("none", folder, w->fs, 0, "")) {
		fprintf(stderr, "differential: cannot mount a %s: %s\n", w->fs,
			strerror(errno));
		exit(2);
	}
}

void world_unmount(const char *folder)
{
	if (umount(folder) || rmdir(folder))
		perror("differential: cannot unmount");
}

void world_prepare(struct world *w, const char *folder)
{
	if (chdir(folder)) {
		perror("differential: cannot go to the folder for FIFOs");
		exit(2);
	}
	for (int i = 0; i < WORLD_NAMES; i++)
		unlink(world_names[i]);
	if (w->ours)
		w->device = put_high(open("/dev/kpipe", O_RDWR));
	w->epoll = put_high(epoll_create1(0));
	w->file = make_file();
	w->copy = put_high(memfd_create("copy", 0));
	/* Packets are never appended to, whoever has them. */
	make_native(w->source, O_DIRECT);
	make_native(w->sink, 0);
	fcntl(w->source[1], F_SETFL, O_DIRECT | O_NONBLOCK);
	fcntl(w->sink[0], F_SETFL, O_NONBLOCK);
	w->lent = mmap(NULL, LENT, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	memset(w->fd, -1, sizeof(w->fd));
	memset(w->named, -1, sizeof(w->named));
}

int world_free_slot(const struct world *w)
{
	for (int i = 0; i < WORLD_FDS; i++)
		if (w->fd[i] < 0)
			return i;
	return -1;
}

static bool slot_fits(const struct world *w, int slot, int mode)
{
	int other = mode == MODE_READ ? O_WRONLY : O_RDONLY;

	return w->fd[slot] >= 0 &&
	       (mode == MODE_ANY ||
		(fcntl(w->fd[slot], F_GETFL) & O_ACCMODE) != other);
}

int world_live_slot(const struct world *w, unsigned int hint, int mode)
{
	for (unsigned int i = 0; i < WORLD_FDS; i++)
		if (slot_fits(w, (hint + i) % WORLD_FDS, mode))
			return (hint + i) % WORLD_FDS;
	return mode == MODE_ANY ? -1 : world_live_slot(w, hint, MODE_ANY);
}

bool world_adopt(struct world *w, int fd, int pipe)
{
	int slot = world_free_slot(w);

	if (slot < 0) {
		close(fd);
		return false;
	}
	w->fd[slot] = FIRST + slot;
	w->pipe_of[slot] = pipe;
	dup2(fd, w->fd[slot]);
	close(fd);
	return true;
}

void world_close(struct world *w, int slot)
{
	close(w->fd[slot]);
	w->fd[slot] = -1;
}
