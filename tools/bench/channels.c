// SPDX-License-Identifier: GPL-2.0-only
/*
 * The library's channels through shared memory, as strangers use them: the
 * process that runs the bench makes the name and the end that receives, which
 * the reader takes over by fork(); each writer opens the name for itself.
 *
 * What is sent is copied into the ring, what is received is copied out of it.
 * The bench sends streams: what does not fit into one message goes in several,
 * and a message may be taken in parts.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <kpipe/channel.h>
#include <kpipe/kpipe.h>

#include "transport.h"

struct ends {
	char uri[96];
	struct kp_options options;
	struct kp_channel *reader, *writer;
	const char *at;			/* of the message that is being taken */
	size_t left;
	unsigned int *readers;		/* how many have joined, shared */
};

static int failed(struct bench_channel *channel, const char *what, int error)
{
	snprintf(channel->problem, sizeof(channel->problem), "%s: %s", what,
		 kp_strerror(error));
	return -1;
}

static void name_it(const struct bench_channel *channel, struct ends *ends)
{
	const char *scheme = channel->transport->name;
	const struct kp_transport_info *info = kp_transport_find(scheme);
	const char *folder = getenv("TMPDIR");
	static unsigned int number;
	unsigned int id = (unsigned int)getpid() << 12 ^ number++;

	if (info->name_kind == KP_NAME_SYSV)
		snprintf(ends->uri, sizeof(ends->uri), "%s:%u", scheme,
			 id | 1U << 31);
	else if (info->name_kind == KP_NAME_SHM)
		snprintf(ends->uri, sizeof(ends->uri), "%s:/kpipe-bench-%u",
			 scheme, id);
	else
		snprintf(ends->uri, sizeof(ends->uri), "%s:%s/kpipe-bench-%u",
			 scheme, folder && *folder ? folder : "/tmp", id);
}

static int options_sleep(struct bench_channel *channel)
{
	const char *options = channel->options;

	if (!options[0] || !strcmp(options, "sleep"))
		return 0;
	snprintf(channel->problem, sizeof(channel->problem),
		 "the only option of %s is \"sleep\", not \"%s\"",
		 channel->transport->name, options);
	return -1;
}

static void destroy(struct bench_channel *channel)
{
	struct ends *ends = channel->state;

	kp_channel_close(ends->writer);
	kp_channel_close(ends->reader);
	munmap(ends->readers, sizeof(*ends->readers));
	free(ends);
}

static int make(struct bench_channel *channel)
{
	struct ends *ends = calloc(1, sizeof(*ends));
	int error;

	if (!ends)
		return channel_failed(channel, "a channel");
	ends->readers = mmap(NULL, sizeof(*ends->readers),
			     PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (ends->readers == MAP_FAILED) {
		free(ends);
		return channel_failed(channel, "a channel");
	}
	name_it(channel, ends);
	if (channel->options[0])
		ends->options.spin = -1;
	error = kp_channel_open(ends->uri, KP_RECEIVE | KP_CREATE,
				&ends->options, &ends->reader);
	channel->state = ends;
	if (!error)
		return 0;
	failed(channel, ends->uri, error);
	destroy(channel);
	return -1;
}

static int open_writer(struct bench_channel *channel)
{
	struct ends *ends = channel->state;
	int error = kp_channel_open(ends->uri, KP_SEND, &ends->options,
				    &ends->writer);

	return error ? failed(channel, ends->uri, error) : 0;
}

static int join(struct bench_channel *channel, enum bench_side side)
{
	struct ends *ends = channel->state;

	if (side == BENCH_READS) {
		if (!__atomic_fetch_add(ends->readers, 1, __ATOMIC_RELAXED))
			return 0;
		return failed(channel, "a second reader", -EBUSY);
	}
	if (open_writer(channel))
		return -1;
	kp_channel_close(ends->reader);
	ends->reader = NULL;
	return 0;
}

static ssize_t result(ssize_t n)
{
	if (n >= 0)
		return n;
	errno = (int)-n;
	return -1;
}

static ssize_t send_some(struct bench_channel *channel, const void *data,
			 size_t size)
{
	struct ends *ends = channel->state;
	size_t most = kp_channel_max_message(ends->writer);

	return result(kp_send(ends->writer, data, size < most ? size : most,
			      KP_FOREVER));
}

static ssize_t receive_some(struct bench_channel *channel, void *data,
			    size_t size)
{
	struct ends *ends = channel->state;
	const void *at;
	ssize_t length;

	if (!ends->left) {
		length = kp_peek(ends->reader, &at, KP_FOREVER);
		if (length <= 0)
			return result(length);
		ends->at = at;
		ends->left = (size_t)length;
	}
	if (size > ends->left)
		size = ends->left;
	memcpy(data, ends->at, size);
	ends->at += size;
	ends->left -= size;
	if (!ends->left)
		kp_consume(ends->reader, size);
	return (ssize_t)size;
}

static ssize_t fill(struct bench_channel *channel)
{
	struct ends *ends = channel->state;
	char page[4096] = { 1 };
	ssize_t n, sum = 0;

	if (!ends->writer && open_writer(channel))
		return -1;
	while ((n = kp_send(ends->writer, page, sizeof(page), KP_NOW)) > 0)
		sum += n;
	return n == -EAGAIN ? sum : failed(channel, "filling", (int)n);
}

#define SHARED_MEMORY(symbol, scheme, text)	\
const struct bench_transport symbol = {		\
	.name = scheme,				\
	.summary = text,			\
	.make = make,				\
	.join = join,				\
	.send = send_some,			\
	.receive = receive_some,		\
	.fill = fill,				\
	.options = options_sleep,		\
	.destroy = destroy,			\
}

SHARED_MEMORY(transport_shm, "shm",
	      "libkpipe's ring in POSIX shared memory; option: sleep");
SHARED_MEMORY(transport_sysvshm, "sysvshm",
	      "the same in System V shared memory");
SHARED_MEMORY(transport_mmap, "mmap", "the same in a mapped file in $TMPDIR");
