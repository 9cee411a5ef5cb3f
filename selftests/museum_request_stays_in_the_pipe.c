// SPDX-License-Identifier: GPL-2.0-only
/*
 * A FUSE server splices a request to write, of a file that is not cached, into
 * a pipe, and answers it before it has looked at the bytes. They stay what they
 * were, though the writer uses its memory for something else, and the kernel
 * the pages that it had the request in.
 *
 * Bug: CVE-2022-1011.
 * Planted: kpipe_take_buf() takes no reference to the page.
 * Printed: not ok 7 - kpipe: as it was when it was written (4096 bytes wrong)
 */
#include <linux/fuse.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "child.h"
#include "halves.h"

enum { FILE_NODE = 2, NOT_ANSWERED = -1 };

struct server {
	int device, way[2], pipe[2];
	volatile int written;
};

static void answer(struct server *s, __u64 unique, int error, void *out,
		   size_t len)
{
	char reply[512];
	struct fuse_out_header head = {
		.len = sizeof(head) + len,
		.error = error,
		.unique = unique,
	};

	memcpy(reply, &head, sizeof(head));
	memcpy(reply + sizeof(head), out, len);
	MUST(write(s->device, reply, head.len) == head.len);
}

static struct fuse_attr attributes(__u64 node)
{
	return (struct fuse_attr){
		.ino = node,
		.nlink = 1,
		.mode = node == FILE_NODE ? S_IFREG | 0666 : S_IFDIR | 0777,
	};
}

static void serve(struct server *s, const struct fuse_in_header *in)
{
	struct fuse_init_out init = {
		.major = FUSE_KERNEL_VERSION,
		.minor = FUSE_KERNEL_MINOR_VERSION,
		.max_write = 4 * PAGE,
	};
	struct fuse_entry_out entry = {
		.nodeid = FILE_NODE,
		.attr = attributes(FILE_NODE),
	};
	struct fuse_attr_out attr = { .attr = attributes(in->nodeid) };
	struct fuse_open_out opened = { .open_flags = FOPEN_DIRECT_IO };
	struct fuse_write_out written = { .size = PAGE };

	switch (in->opcode) {
	case FUSE_INIT:
		return answer(s, in->unique, 0, &init, sizeof(init));
	case FUSE_LOOKUP:
		return answer(s, in->unique, 0, &entry, sizeof(entry));
	case FUSE_GETATTR:
		return answer(s, in->unique, 0, &attr, sizeof(attr));
	case FUSE_OPEN:
		return answer(s, in->unique, 0, &opened, sizeof(opened));
	case FUSE_WRITE:
		s->written = 1;
		return answer(s, in->unique, 0, &written, sizeof(written));
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
		return;
	case FUSE_RELEASE:
		return answer(s, in->unique, 0, NULL, 0);
	}
	answer(s, in->unique, -EOPNOTSUPP, NULL, 0);
}

/* All requests come through the pipe; of a write only the head is read. */
static void serve_all(struct server *s)
{
	struct fuse_in_header in;
	static char rest[PAGE];
	ssize_t n;

	for (;;) {
		n = splice(s->device, NULL, s->way[1], NULL, 64 * PAGE, 0);
		if (n <= 0)
			_exit(0);
		MUST(splice(s->way[0], NULL, s->pipe[1], NULL, n, 0) == n);
		MUST(read(s->pipe[0], &in, sizeof(in)) == sizeof(in));
		n -= sizeof(in);
		if (in.opcode != FUSE_WRITE)
			MUST(!n || read(s->pipe[0], rest, PAGE) == n);
		serve(s, &in);
	}
}

/* Uses pages that have become free. */
static void churn(void)
{
	static char other[PAGE];
	int fd[2], i;

	memset(other, 'C', PAGE);
	MUST(pipe2(fd, O_NONBLOCK) == 0);
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], other, PAGE) == PAGE);
	close_pipe(fd);
}

static void write_and_forget(struct server *s, const char *dir)
{
	static char data[PAGE], got[PAGE];
	struct fuse_write_in in;
	char path[80];
	int fd, i, wrong = 0;

	snprintf(path, sizeof(path), "%s/f", dir);
	fd = open(path, O_WRONLY);
	OK(fd >= 0, "the file is opened");
	memset(data, 'D', PAGE);
	EQ(write(fd, data, PAGE), PAGE, "a page is written");
	EQ(s->written, 1, "the server has answered");
	memset(data, 'X', PAGE);
	churn();
	EQ(read(s->pipe[0], &in, sizeof(in)), sizeof(in), "what to write");
	EQ(in.size, PAGE, "a page");
	EQ(read(s->pipe[0], got, PAGE), PAGE, "the page itself");
	for (i = 0; i < PAGE; i++)
		wrong += got[i] != 'D';
	EQ(wrong, 0, "as it was when it was written");
	close(fd);
}

/* One processor, so that a page that is free is the next to be used. */
static void on_one_processor(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	MUST(sched_setaffinity(0, sizeof(set), &set) == 0);
}

static void body(void)
{
	struct server *s = shared(sizeof(*s));
	char dir[] = "/tmp/kpipe-XXXXXX", options[80];
	pid_t pid;

	s->device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	MUST(s->device >= 0 && mkdtemp(dir) && pipe(s->way) == 0);
	open_pipe(s->pipe, 0);
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40000,user_id=0,group_id=0", s->device);
	MUST(mount("none", dir, "fuse", MS_NOSUID | MS_NODEV, options) == 0);
	pid = child();
	if (pid == 0)
		serve_all(s);
	close(s->device);
	write_and_forget(s, dir);
	MUST(umount2(dir, MNT_DETACH) == 0);
	EQ(reap(pid), 0, "the server ends with the file system");
	MUST(rmdir(dir) == 0);
	close_pipe(s->way);
	close_pipe(s->pipe);
	munmap(s, sizeof(*s));
}

static bool fuse_is_there(void)
{
	if (geteuid() || access(KP_DEVICE, F_OK))
		return false;
	/* Quietly: what counts is whether the device is there then. */
	if (system("modprobe fuse 2>/dev/null"))
		return false;
	return access("/dev/fuse", R_OK | W_OK) == 0;
}

int main(void)
{
	if (!fuse_is_there()) {
		test_begin(20);
		test_skip("all checks", "needs root and FUSE, in the test VM");
		return test_end();
	}
	on_one_processor();
	MUST(unshare(CLONE_NEWNS) == 0);
	MUST(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	return run_twice(body, 30);
}
