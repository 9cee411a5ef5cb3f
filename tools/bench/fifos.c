// SPDX-License-Identifier: GPL-2.0-only
/*
 * Named FIFOs: the running kernel's in a folder for temporary files, and
 * kpipe's in a file system of type kpipe. Their option is the folder, in which
 * for kpipe's there must be a slash; its FIFOs work as that mount says. Without
 * one, kpipe's is mounted where only this process and its children see it, and
 * the option may be a policy.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

#include "fds.h"
#include "policies.h"

static const char *temporary(void)
{
	const char *folder = getenv("TMPDIR");

	return folder && folder[0] ? folder : "/tmp";
}

/* Both ends are opened here, so that no peer has to wait in open(2). */
static int open_ends(struct bench_channel *channel, const char *path)
{
	int *fd = channel->fd;

	fd[BENCH_READS] = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	fd[BENCH_WRITES] = open(path, O_WRONLY | O_CLOEXEC);
	if (fd[BENCH_READS] < 0 || fd[BENCH_WRITES] < 0 ||
	    fcntl(fd[BENCH_READS], F_SETFL, 0)) {
		channel_failed(channel, path);
		fds_destroy(channel);
		return -1;
	}
	return 0;
}

static int make_in(struct bench_channel *channel, const char *folder)
{
	static unsigned int number;
	char path[PATH_MAX];
	int result;

	snprintf(path, sizeof(path), "%s/kpipe-bench-%d-%u", folder, getpid(),
		 number++);
	channel->fd[BENCH_READS] = -1;
	channel->fd[BENCH_WRITES] = -1;
	if (mkfifo(path, 0600))
		return channel_failed(channel, path);
	result = open_ends(channel, path);
	unlink(path);
	return result;
}

/* Makes one to see: the file system does not tell by itself. */
static int check_kind(struct bench_channel *channel, const char *folder,
		      bool wanted)
{
	bool found;

	if (make_in(channel, folder))
		return -1;
	found = kp_is_kpipe(channel->fd[BENCH_READS]) == 1;
	fds_destroy(channel);
	if (found == wanted)
		return 0;
	snprintf(channel->problem, sizeof(channel->problem),
		 "%s: FIFOs made there are %s", folder,
		 found ? "kpipe's" : "the kernel's own");
	return -1;
}

static const char *native_folder(const struct bench_channel *channel)
{
	return channel->options[0] ? channel->options : temporary();
}

/* Whether it is one is seen when a FIFO is made in it. */
static int options_folder(struct bench_channel *channel)
{
	(void)channel;
	return 0;
}

static int check_native(struct bench_channel *channel)
{
	return check_kind(channel, native_folder(channel), false);
}

static int make_native(struct bench_channel *channel)
{
	return make_in(channel, native_folder(channel));
}

const struct bench_transport transport_fifo = {
	.name = "fifo",
	.summary = "the running kernel's FIFO; option: the folder for it",
	.in_kernel = true,
	.make = make_native,
	.join = fds_join,
	.send = fds_send,
	.receive = fds_receive,
	.fill = fds_fill,
	.options = options_folder,
	.check = check_native,
	.destroy = fds_destroy,
};

static char mounted[64];

/* In a mount name space of our own, so that it goes when we do. */
static int mount_privately(struct bench_channel *channel)
{
	snprintf(mounted, sizeof(mounted), "/tmp/kpipe-bench-XXXXXX");
	if (!mkdtemp(mounted)) {
		mounted[0] = '\0';
		return channel_failed(channel, "a folder in /tmp");
	}
	if (unshare(CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", mounted, "kpipe", 0, NULL)) {
		channel_failed(channel, "mount -t kpipe");
		rmdir(mounted);
		mounted[0] = '\0';
		return -1;
	}
	return 0;
}

static void unmount(void)
{
	umount2(mounted, MNT_DETACH);
	rmdir(mounted);
}

static bool has_folder(const struct bench_channel *channel)
{
	return strchr(channel->options, '/');
}

static int options_kpipe(struct bench_channel *channel)
{
	return has_folder(channel) ? 0 : policy_options(channel);
}

static const char *kpipe_folder(const struct bench_channel *channel)
{
	return has_folder(channel) ? channel->options : mounted;
}

static int check_kpipe(struct bench_channel *channel)
{
	if (!has_folder(channel) && !mounted[0]) {
		if (mount_privately(channel))
			return -1;
		atexit(unmount);
	}
	return check_kind(channel, kpipe_folder(channel), true);
}

static int make_kpipe(struct bench_channel *channel)
{
	if (make_in(channel, kpipe_folder(channel)))
		return -1;
	if (has_folder(channel) || !policy_set(channel))
		return 0;
	fds_destroy(channel);
	return -1;
}

const struct bench_transport transport_kpipe_fifo = {
	.name = "kpipe-fifo",
	.summary = "kpipe's FIFO; option: a folder, or a policy",
	.make = make_kpipe,
	.join = fds_join,
	.send = fds_send,
	.receive = fds_receive,
	.fill = fds_fill,
	.counters = fds_counters,
	.options = options_kpipe,
	.check = check_kpipe,
	.destroy = fds_destroy,
};
