// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * An end that goes on pipe descriptors.
 *
 * A call without a time limit is one blocking read or write, as a program
 * would make it; O_NONBLOCK is set and cleared only when a call with a limit
 * follows one without, or the other way round. The flag belongs to the open
 * file, which is why an end is used by one process at a time.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fdio.h"
#include "pipeend.h"

/* Linux 6.18; older headers do not have it. */
#ifndef RWF_NOSIGNAL
#define RWF_NOSIGNAL 0x00000100
#endif

static struct kp_pipe_end *end_of(const struct kp_channel *channel)
{
	return (struct kp_pipe_end *)channel;
}

static bool does_wait(int fd)
{
	return fd >= 0 && !(fcntl(fd, F_GETFL) & O_NONBLOCK);
}

void kp_pipe_end_init(struct kp_channel *channel, int in, int out)
{
	struct kp_pipe_end *end = end_of(channel);
	struct sigaction now;

	end->in = in;
	end->out = out;
	end->in_waits = does_wait(in);
	end->out_waits = does_wait(out);
	sigaction(SIGPIPE, NULL, &now);
	end->sigpipe = now.sa_handler == SIG_IGN ? KP_SIGPIPE_IGNORED :
						   KP_SIGPIPE_FLAG;
}

static void close_two(const int fd[2])
{
	close(fd[0]);
	close(fd[1]);
}

static const struct kp_pipe_transport *
transport_of(const struct kp_channel *channel)
{
	return (const struct kp_pipe_transport *)channel->transport;
}

int kp_pipe_end_pair(struct kp_channel *pair[2],
		     const struct kp_request *request)
{
	const struct kp_pipe_transport *transport = transport_of(pair[0]);
	int there[2], back[2] = { -1, -1 };
	int error = transport->create(there, request->options);

	if (!error && request->flags & KP_DUPLEX) {
		error = transport->create(back, request->options);
		if (error)
			close_two(there);
	}
	if (error)
		return error;
	kp_pipe_end_init(pair[0], there[0], back[1]);
	kp_pipe_end_init(pair[1], back[0], there[1]);
	return 0;
}

static bool goes(int fd, int mode)
{
	int flags = fcntl(fd, F_GETFL) & O_ACCMODE;

	return flags == mode || flags == O_RDWR;
}

int kp_pipe_end_open(struct kp_channel *channel,
		     const struct kp_request *request)
{
	bool receives = channel->flags & KP_RECEIVE;
	bool sends = channel->flags & KP_SEND;
	int in = -1, out = -1, i;

	if (request->handed_count != receives + sends)
		return -EINVAL;
	for (i = 0; i < request->handed_count; i++)
		if (!transport_of(channel)->is_pipe(request->handed[i]))
			return -EBADF;
	if (receives)
		in = request->handed[0];
	if (sends)
		out = request->handed[receives];
	if ((receives && !goes(in, O_RDONLY)) || (sends && !goes(out, O_WRONLY)))
		return -EBADF;
	kp_pipe_end_init(channel, in, out);
	return 0;
}

void kp_pipe_end_close(struct kp_channel *channel)
{
	kp_pipe_end_shutdown(channel, KP_DUPLEX);
}

int kp_pipe_end_shutdown(struct kp_channel *channel, unsigned int direction)
{
	struct kp_pipe_end *end = end_of(channel);

	if (direction & KP_RECEIVE && end->in >= 0) {
		close(end->in);
		end->in = -1;
	}
	if (direction & KP_SEND && end->out >= 0) {
		close(end->out);
		end->out = -1;
	}
	return 0;
}

/* Makes calls on fd wait exactly when they may take as long as they like. */
static int set_waiting(int fd, bool *waits, int64_t deadline)
{
	bool wanted = deadline == KP_DEADLINE_NEVER;
	int flags;

	if (*waits == wanted)
		return 0;
	flags = fcntl(fd, F_GETFL);
	if (flags < 0)
		return -errno;
	flags = wanted ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
	if (fcntl(fd, F_SETFL, flags) < 0)
		return -errno;
	*waits = wanted;
	return 0;
}

static ssize_t write_plainly(int fd, const struct iovec *vector, int count)
{
	ssize_t sent = count == 1 ?
		       write(fd, vector->iov_base, vector->iov_len) :
		       writev(fd, vector, count);

	return sent < 0 ? -errno : sent;
}

/*
 * A SIGPIPE that this very write raised waits for this thread, and is thrown
 * away before the mask is as it was. One that was waiting before is not ours.
 */
static ssize_t write_masked(int fd, const struct iovec *vector, int count)
{
	static const struct timespec at_once;
	sigset_t pipe_only, before, waiting;
	bool others;
	ssize_t sent;

	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
	sigpending(&waiting);
	others = sigismember(&waiting, SIGPIPE);
	sent = write_plainly(fd, vector, count);
	if (!others)
		while (sigtimedwait(&pipe_only, NULL, &at_once) < 0 &&
		       errno == EINTR)
			;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return sent;
}

static ssize_t write_once(struct kp_channel *channel,
			  const struct iovec *vector, int count,
			  int64_t deadline)
{
	struct kp_pipe_end *end = end_of(channel);
	int error = set_waiting(end->out, &end->out_waits, deadline);
	ssize_t sent;

	if (error)
		return error;
	if (end->sigpipe == KP_SIGPIPE_IGNORED)
		return write_plainly(end->out, vector, count);
	if (end->sigpipe == KP_SIGPIPE_FLAG) {
		sent = pwritev2(end->out, vector, count, -1, RWF_NOSIGNAL);
		if (sent >= 0 || errno != EOPNOTSUPP)
			return sent < 0 ? -errno : sent;
		end->sigpipe = KP_SIGPIPE_MASK;
	}
	return write_masked(end->out, vector, count);
}

ssize_t kp_pipe_end_send(struct kp_channel *channel,
			 const struct iovec *vector, int count, size_t total,
			 int64_t deadline)
{
	return kp_fd_send(channel, end_of(channel)->out, write_once, vector,
			  count, total, deadline);
}

/*
 * read() returns 0 from a FIFO also as long as nobody has opened it to write.
 * poll() knows the difference: a hang-up is a writer that is gone.
 */
static bool never_had_a_sender(int fd)
{
	struct pollfd entry = { .fd = fd, .events = POLLIN };

	return poll(&entry, 1, 0) == 0;
}

static ssize_t read_once(struct kp_channel *channel,
			 const struct iovec *vector, int count,
			 int64_t deadline)
{
	struct kp_pipe_end *end = end_of(channel);
	int error = set_waiting(end->in, &end->in_waits, deadline);
	ssize_t came;

	if (error)
		return error;
	came = count == 1 ? read(end->in, vector->iov_base, vector->iov_len) :
			    readv(end->in, vector, count);
	if (came == 0 && end->in_is_fifo && never_had_a_sender(end->in))
		return -EAGAIN;
	return came < 0 ? -errno : came;
}

ssize_t kp_pipe_end_receive(struct kp_channel *channel,
			    const struct iovec *vector, int count,
			    size_t total, int64_t deadline)
{
	(void)total;
	return kp_fd_move(channel, end_of(channel)->in, POLLIN, read_once,
			  vector, count, deadline);
}

int kp_pipe_end_fd(const struct kp_channel *channel, unsigned int direction,
		   short *events)
{
	const struct kp_pipe_end *end = end_of(channel);
	int fd = direction == KP_RECEIVE ? end->in : end->out;

	*events = direction == KP_RECEIVE ? POLLIN : POLLOUT;
	return fd < 0 ? -EBADF : fd;
}

int kp_pipe_end_export(struct kp_channel *channel, char *text, size_t size)
{
	const struct kp_pipe_end *end = end_of(channel);
	int fds[2], count = 0;

	if (end->in >= 0)
		fds[count++] = end->in;
	if (end->out >= 0)
		fds[count++] = end->out;
	return kp_fd_export(fds, count, text, size);
}
