// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Two ways over FIFOs, and many clients of one server.
 *
 * The listener's FIFO only carries calls: fixed records, shorter than PIPE_BUF
 * and so never mixed. A client makes two FIFOs of its own beside it, opens its
 * ends of both, and calls. The server opens the other ends and says hello; on
 * that the client removes the names, and both have a channel that nobody else
 * can get at.
 *
 * Nobody waits for the dead: the server opens without waiting and takes a
 * client only whose end it finds open, and the client, while it waits for the
 * hello, watches whether the listener's FIFO loses its reader.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fifo.h"
#include "names.h"

#define CALL_MAGIC 0x6b706366	/* "kpcf" */
#define HELLO 'K'

/*
 * number: when the call was made, in nanoseconds, so that a record of a caller
 * who gave up is never taken for a later call.
 */
struct call {
	uint32_t magic;
	int32_t pid;
	uint64_t number;
};

/* A client's own FIFOs: "PATH.PID.NUMBER.up" to the server, ".down" from it. */
struct call_names {
	char up[PATH_MAX], down[PATH_MAX];
};

static int name_call(struct call_names *names, const char *path,
		     const struct call *call)
{
	int length = snprintf(names->up, PATH_MAX,
			      "%s.%" PRId32 ".%" PRIu64 ".up", path, call->pid,
			      call->number);
	int other = snprintf(names->down, PATH_MAX,
			     "%s.%" PRId32 ".%" PRIu64 ".down", path,
			     call->pid, call->number);

	return length < PATH_MAX && other < PATH_MAX ? 0 : -ENAMETOOLONG;
}

static struct kp_fifo_listener *listener_of(const struct kp_listener *listener)
{
	return (struct kp_fifo_listener *)listener;
}

/* The client. */

struct caller {
	struct call_names names;
	int up_both;	/* keeps both ends of up open until the server has it */
	int up, down;
	int listener;
};

static const struct kp_options private_fifo = { .mode = 0600 };
static const struct kp_request private_request = {
	.flags = KP_CREATE | KP_EXCLUSIVE,
	.options = &private_fifo,
};

static int make_two(int names, struct call_names *call)
{
	bool made;
	int error;

	error = kp_fifo_make(names, call->up, &private_request, &made);
	if (error)
		return error;
	error = kp_fifo_make(names, call->down, &private_request, &made);
	if (error) {
		unlink(call->up);
		kp_name_forget(names, "fifo", call->up);
	}
	return error;
}

static int make_names(struct caller *caller, const char *path,
		      struct call *call)
{
	int names = kp_names_lock(), error;
	struct timespec now;

	if (names < 0)
		return names;
	/* Two threads may call in the same moment; names are locked. */
	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
		call->number = (uint64_t)now.tv_sec * 1000000000 +
			       (uint64_t)now.tv_nsec;
		error = name_call(&caller->names, path, call);
		if (!error)
			error = make_two(names, &caller->names);
	} while (error == -EEXIST);
	kp_names_unlock(names);
	return error;
}

static int open_ends(struct caller *caller, size_t capacity)
{
	int error;

	caller->up_both = kp_fifo_open(caller->names.up, O_RDWR | O_NONBLOCK);
	if (caller->up_both < 0)
		return caller->up_both;
	caller->up = kp_fifo_open(caller->names.up, O_WRONLY | O_NONBLOCK);
	if (caller->up < 0)
		return caller->up;
	caller->down = kp_fifo_open(caller->names.down, O_RDONLY | O_NONBLOCK);
	if (caller->down < 0)
		return caller->down;
	error = kp_fifo_set_capacity(caller->up, capacity);
	return error ? error : kp_fifo_set_capacity(caller->down, capacity);
}

static int call_listener(struct caller *caller, const struct call *call,
			 int64_t deadline)
{
	const struct iovec vector = { (void *)call, sizeof(*call) };
	struct kp_pipe_end line;
	ssize_t sent;

	kp_pipe_end_init(&line.base, -1, caller->listener);
	sent = kp_pipe_end_send(&line.base, &vector, 1, sizeof(*call),
				deadline);
	if (sent == -EPIPE)
		return -ECONNREFUSED;
	return sent < 0 ? (int)sent : 0;
}

static int await_hello(struct caller *caller, int64_t deadline)
{
	struct pollfd entries[] = {
		{ .fd = caller->down, .events = POLLIN },
		{ .fd = caller->listener },
	};
	struct timespec left;
	char hello;
	int ready;

	ready = ppoll(entries, 2, kp_deadline_left(deadline, &left), NULL);
	if (ready < 0)
		return -errno;
	if (ready == 0)
		return kp_deadline_error(deadline);
	if (read(caller->down, &hello, 1) == 1 && hello == HELLO)
		return 0;
	return -ECONNREFUSED;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

int kp_fifo_call(struct kp_channel *channel, const char *path,
		 const struct kp_request *request)
{
	struct call call = { .magic = CALL_MAGIC, .pid = getpid() };
	struct caller caller = { .up_both = -1, .up = -1, .down = -1 };
	int error;

	caller.listener = kp_fifo_open(path, O_WRONLY | O_NONBLOCK);
	if (caller.listener < 0)
		return caller.listener == -ENXIO ? -ECONNREFUSED :
						   caller.listener;
	error = make_names(&caller, path, &call);
	if (!error) {
		error = open_ends(&caller, request->options->capacity);
		if (!error)
			error = call_listener(&caller, &call,
					      request->deadline);
		if (!error)
			error = await_hello(&caller, request->deadline);
		kp_fifo_remove(caller.names.up);
		kp_fifo_remove(caller.names.down);
	}
	close_if_open(caller.up_both);
	close(caller.listener);
	if (error) {
		close_if_open(caller.up);
		close_if_open(caller.down);
		return error;
	}
	kp_pipe_end_init(channel, caller.down, caller.up);
	((struct kp_pipe_end *)channel)->in_is_fifo = true;
	return 0;
}

/* The server. */

/* Without a reader a FIFO cannot be opened so: -ENXIO. */
static int is_free(const char *path)
{
	int probe = kp_fifo_open(path, O_WRONLY | O_NONBLOCK);

	if (probe < 0)
		return probe == -ENXIO || probe == -ENOENT ? 0 : probe;
	close(probe);
	return -EADDRINUSE;
}

static int open_for_calls(struct kp_fifo_listener *listener)
{
	listener->in = kp_fifo_open(listener->path, O_RDONLY | O_NONBLOCK);
	if (listener->in < 0)
		return listener->in;
	listener->out = kp_fifo_open(listener->path, O_WRONLY | O_NONBLOCK);
	if (listener->out >= 0)
		return 0;
	close(listener->in);
	return listener->out;
}

int kp_fifo_listen(struct kp_listener *base, const struct kp_request *request)
{
	struct kp_fifo_listener *listener = listener_of(base);
	int names, error;

	/* One way, a FIFO has room for many senders itself. */
	if ((request->flags & KP_DUPLEX) != KP_DUPLEX)
		return -EOPNOTSUPP;
	listener->path = kp_name_path(request->address);
	if (!listener->path)
		return -errno;
	names = kp_names_lock();
	error = names < 0 ? names : is_free(listener->path);
	if (!error)
		error = kp_fifo_make(names, listener->path, request,
				     &listener->made);
	if (!error)
		error = open_for_calls(listener);
	if (names >= 0)
		kp_names_unlock(names);
	if (!error) {
		listener->made = listener->made &&
				 !kp_fifo_keep(listener->path, request);
		return 0;
	}
	if (listener->made)
		kp_fifo_remove(listener->path);
	free(listener->path);
	return error;
}

static int next_call(struct kp_fifo_listener *listener, struct call *call,
		     int64_t deadline)
{
	ssize_t came;
	int ready;

	for (;;) {
		came = read(listener->in, call, sizeof(*call));
		if (came == sizeof(*call) && call->magic == CALL_MAGIC)
			return 0;
		/* Somebody who is no client wrote there: his loss. */
		if (came > 0)
			continue;
		if (came < 0 && errno != EAGAIN)
			return -errno;
		ready = kp_wait_fd(listener->in, POLLIN, deadline);
		if (ready < 0)
			return ready;
	}
}

/* -ENXIO, -ENOENT: the client is gone. */
static int answer(struct kp_channel *channel,
		  const struct kp_fifo_listener *listener,
		  const struct call *call)
{
	size_t capacity = listener->base.options.capacity;
	const struct iovec hello = { (char[]){ HELLO }, 1 };
	struct call_names names;
	int up, down, error = name_call(&names, listener->path, call);

	if (error)
		return error;
	/* In this order: whose down has a reader now had up open before. */
	up = kp_fifo_open(names.up, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
	if (up < 0)
		return up;
	down = kp_fifo_open(names.down, O_WRONLY | O_NONBLOCK | O_NOFOLLOW);
	if (down < 0) {
		close(up);
		return down;
	}
	kp_pipe_end_init(channel, up, down);
	((struct kp_pipe_end *)channel)->in_is_fifo = true;
	error = kp_fifo_set_capacity(up, capacity);
	if (!error)
		error = kp_fifo_set_capacity(down, capacity);
	if (!error)
		error = (int)kp_pipe_end_send(channel, &hello, 1, 1,
					      KP_DEADLINE_NOW);
	if (error > 0)
		return 0;
	kp_pipe_end_close(channel);
	return error;
}

/* What is wrong here and not with the client. */
static bool is_our_trouble(int error)
{
	return error == -EMFILE || error == -ENFILE || error == -ENOMEM;
}

int kp_fifo_accept(struct kp_listener *base, struct kp_channel *channel,
		   int64_t deadline)
{
	struct kp_fifo_listener *listener = listener_of(base);
	struct call call;
	int error;

	do {
		error = next_call(listener, &call, deadline);
		if (error)
			return error;
		error = answer(channel, listener, &call);
	} while (error && !is_our_trouble(error));
	/* Back into the line, for when there are descriptors again. */
	if (error && write(listener->out, &call, sizeof(call)) < 0)
		return -errno;
	return error;
}

int kp_fifo_listener_fd(const struct kp_listener *listener)
{
	return listener_of(listener)->in;
}

void kp_fifo_unlisten(struct kp_listener *base)
{
	struct kp_fifo_listener *listener = listener_of(base);

	close(listener->in);
	close(listener->out);
	if (listener->made)
		kp_fifo_remove(listener->path);
	free(listener->path);
}
