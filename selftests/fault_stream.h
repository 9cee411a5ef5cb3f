/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: a stream of bytes of which each tells its place, so that one that is
 * lost or doubled is noticed; and the pipe through which it goes in the tests
 * of faults.
 */
#ifndef KPIPE_FAULT_STREAM_H
#define KPIPE_FAULT_STREAM_H

#include "fault.h"

#define STREAM_MOST (32 * PAGE)

static unsigned char stream_bytes[STREAM_MOST];
static unsigned char stream_got[STREAM_MOST];
static int stream_pipe[2];

static inline void stream_init(void)
{
	int i;

	for (i = 0; i < STREAM_MOST; i++)
		stream_bytes[i] = i * 7 + i / 251;
}

/* An O_NONBLOCK pipe with the first bytes of the stream in it. */
static inline void stream_open(int flags, size_t bytes)
{
	open_pipe(stream_pipe, O_NONBLOCK | flags);
	MUST(!bytes || write(stream_pipe[1], stream_bytes, bytes) ==
	     (ssize_t)bytes);
}

/* What a fd has is the stream from one place to another, and no more. */
static inline void stream_holds(int fd, size_t from, size_t to)
{
	size_t got = 0;
	ssize_t n;
	int queued = -1;

	MUST(ioctl(fd, FIONREAD, &queued) == 0);
	fault_holds(queued == (int)(to - from), "FIONREAD counts the rest");
	while ((n = read(fd, stream_got, sizeof(stream_got))) > 0) {
		fault_holds(got + n <= to - from &&
			    !memcmp(stream_got, stream_bytes + from + got, n),
			    "the bytes of the stream, in order");
		got += n;
	}
	fault_holds(n == 0 || errno == EAGAIN, "the end of it");
	fault_holds(got == to - from, "no byte lost or doubled");
}

static inline void stream_close(size_t from, size_t to)
{
	stream_holds(stream_pipe[0], from, to);
	close_pipe(stream_pipe);
}

#endif /* KPIPE_FAULT_STREAM_H */
