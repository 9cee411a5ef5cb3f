// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * mq: - POSIX message queues, as mq_overview(7) has them. The kernel keeps the
 * messages, whole and in order, also when nobody is there to take them. A
 * queue's descriptor can be polled; that its users have gone it does not say,
 * which is what the attendance is for (attend.h).
 *
 * The kernel wants a buffer as long as the longest message of the queue, so a
 * message for a caller with less room, or with several parts, goes through
 * one of ours. If it is too long for him it stays there until he asks with
 * more room.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mqueue.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fdio.h"
#include "join.h"

/* What mq_overview(7) says of a queue that nobody asked anything of. */
#define USUAL_MESSAGES 10
#define USUAL_SIZE 8192

struct mq {
	struct kp_channel base;
	struct kp_membership member;
	mqd_t queue;
	int epoll;
	size_t longest;		/* message of the queue */
	char *buffer;		/* longest bytes, when first needed */
	size_t held;		/* bytes of the message that stays in it */
};

static struct mq *mq_of(const struct kp_channel *channel)
{
	return (struct mq *)channel;
}

/* A number in /proc/sys/fs/mqueue, or 0. */
static long limit(const char *name)
{
	char path[64];
	long value;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/sys/fs/mqueue/%s", name);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%ld", &value) != 1)
		value = 0;
	fclose(file);
	return value;
}

/* mq_open() says EMFILE both when the process has no descriptor left and when
 * the user's queues would hold more bytes than RLIMIT_MSGQUEUE.
 */
static int why_too_many(void)
{
	int fd = open("/", O_PATH | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	close(fd);
	return -EDQUOT;
}

static int why_refused(int error, const struct mq_attr *attr)
{
	long longest = limit("msgsize_max");

	if (error == EMFILE)
		return why_too_many();
	if (error != EINVAL || !attr)
		return -error;
	return longest && attr->mq_msgsize > longest ? -EMSGSIZE : -EDQUOT;
}

static int access_mode(const struct kp_channel *channel)
{
	return channel->flags & KP_SEND ? O_WRONLY : O_RDONLY;
}

/* Takes the queue for the channel's, if messages as long as wanted fit in. */
static int adopt(struct mq *mq, mqd_t queue, size_t wanted)
{
	struct mq_attr attr;

	if (mq_getattr(queue, &attr) < 0)
		return -errno;
	if ((size_t)attr.mq_msgsize < wanted)
		return -EMSGSIZE;
	mq->queue = queue;
	mq->longest = (size_t)attr.mq_msgsize;
	mq->base.max_message = mq->longest;
	return 0;
}

/* The same for one that is closed if it does not suit. */
static int adopt_opened(struct mq *mq, mqd_t queue, size_t wanted)
{
	int error = adopt(mq, queue, wanted);

	if (error)
		mq_close(queue);
	return error;
}

static int find(struct kp_channel *channel, const char *address,
		const struct kp_request *request, uid_t *owner)
{
	mqd_t queue = mq_open(address, access_mode(channel) | O_NONBLOCK);
	struct stat st;

	if (queue < 0)
		return why_refused(errno, NULL);
	/* A queue's descriptor is a file's, on Linux. */
	if (fstat(queue, &st) == 0)
		*owner = st.st_uid;
	return adopt_opened(mq_of(channel), queue,
			    request->options->max_message);
}

static int make_queue(struct kp_channel *channel, const char *address,
		      int how, const struct kp_options *options)
{
	struct mq_attr attr = {
		.mq_maxmsg = USUAL_MESSAGES,
		.mq_msgsize = USUAL_SIZE,
	};
	bool usual = !options->max_message && !options->capacity;
	mqd_t queue;

	if (options->max_message > LONG_MAX || options->capacity > LONG_MAX / 2)
		return -EMSGSIZE;
	if (options->max_message)
		attr.mq_msgsize = (long)options->max_message;
	if (options->capacity)
		attr.mq_maxmsg = ((long)options->capacity + attr.mq_msgsize -
				  1) / attr.mq_msgsize;
	queue = mq_open(address, how | O_NONBLOCK | O_CREAT | O_EXCL,
			options->mode, usual ? NULL : &attr);
	if (queue < 0)
		return why_refused(errno, usual ? NULL : &attr);
	return adopt_opened(mq_of(channel), queue, 0);
}

static int make(struct kp_channel *channel, const char *address,
		const struct kp_request *request)
{
	int error = make_queue(channel, address, access_mode(channel),
			       request->options);

	/* Made, but of no use: out of memory for its attributes. */
	if (error && error != -EEXIST)
		mq_unlink(address);
	return error;
}

static void drop(struct kp_channel *channel)
{
	mq_close(mq_of(channel)->queue);
}

static int remove_queue(const char *address)
{
	return mq_unlink(address) < 0 ? -errno : 0;
}

static const struct kp_joinable joinable = {
	.scheme = "mq",
	.find = find,
	.make = make,
	.drop = drop,
	.remove = remove_queue,
};

static int watch(struct mq *mq)
{
	mq->epoll = kp_attend_epoll(&mq->member.attendance, mq->queue,
				    mq->base.flags & KP_SEND ? EPOLLOUT :
							       EPOLLIN);
	return mq->epoll < 0 ? mq->epoll : 0;
}

/* "fd=QUEUE,MINE,THEIRS" */
static int open_handed(struct mq *mq, const struct kp_request *request)
{
	int flags = fcntl(request->handed[0], F_GETFL), error;

	if (request->handed_count != 3)
		return -EINVAL;
	if (flags < 0 || (flags & O_ACCMODE) != access_mode(&mq->base))
		return -EBADF;
	error = adopt(mq, request->handed[0], 0);
	if (!error)
		error = kp_join_handed(&mq->member, &request->handed[1]);
	return error ? error : watch(mq);
}

/* One slash, in front. */
static bool is_name(const char *address)
{
	return address[0] == '/' && address[1] && !strchr(address + 1, '/');
}

static int open_channel(struct kp_channel *channel,
			const struct kp_request *request)
{
	struct mq *mq = mq_of(channel);
	int error;

	if (request->handed_count)
		return open_handed(mq, request);
	if (!is_name(request->address))
		return -EINVAL;
	error = kp_join(channel, &mq->member, &joinable, request->address,
			request);
	if (error)
		return error;
	error = watch(mq);
	if (error)
		kp_leave(channel, &mq->member, &joinable);
	return error;
}

static void close_channel(struct kp_channel *channel)
{
	struct mq *mq = mq_of(channel);

	close(mq->epoll);
	free(mq->buffer);
	kp_leave(channel, &mq->member, &joinable);
}

/* A queue without a name: it has one only until both have opened it. */
static int make_pair(struct kp_channel *pair[2], const struct kp_request *rq)
{
	static unsigned int counter;
	char name[64];
	mqd_t queue;
	int error;

	snprintf(name, sizeof(name), "/kpipe-%d-%u", (int)getpid(),
		 __atomic_fetch_add(&counter, 1, __ATOMIC_RELAXED));
	error = make_queue(pair[0], name, O_RDONLY, rq->options);
	if (error)
		return error;
	queue = mq_open(name, O_WRONLY | O_NONBLOCK);
	error = queue < 0 ? -errno : adopt_opened(mq_of(pair[1]), queue, 0);
	mq_unlink(name);
	if (error)
		drop(pair[0]);
	return error;
}

static int open_pair(struct kp_channel *pair[2],
		     const struct kp_request *request)
{
	struct mq *in = mq_of(pair[0]), *out = mq_of(pair[1]);
	int error = make_pair(pair, request);

	if (error)
		return error;
	error = kp_join_pair(&in->member, &out->member);
	if (error)
		goto drop;
	error = watch(in);
	if (error)
		goto leave;
	error = watch(out);
	if (!error)
		return 0;
	close(in->epoll);
leave:
	kp_attend_leave(&in->member.attendance);
	kp_attend_leave(&out->member.attendance);
drop:
	drop(pair[0]);
	drop(pair[1]);
	return error;
}

static ssize_t send_once(struct mq *mq, const char *data, size_t size)
{
	if (kp_attend_gone(&mq->member.attendance))
		return -EPIPE;
	return mq_send(mq->queue, data, size, 0) < 0 ? -errno : (ssize_t)size;
}

static int need_buffer(struct mq *mq)
{
	if (!mq->buffer)
		mq->buffer = malloc(mq->longest);
	return mq->buffer ? 0 : -ENOMEM;
}

static ssize_t send_message(struct kp_channel *channel,
			    const struct iovec *vector, int count,
			    size_t total, int64_t deadline)
{
	struct mq *mq = mq_of(channel);
	const char *data = vector->iov_base;
	ssize_t sent;
	int error;

	if (count > 1) {
		error = need_buffer(mq);
		if (error)
			return error;
		kp_gather(mq->buffer, vector, count, total);
		data = mq->buffer;
	}
	for (;;) {
		sent = send_once(mq, data, total);
		if (sent != -EAGAIN)
			return sent;
		error = kp_attend_wait(&mq->member.attendance, mq->queue,
				       POLLOUT, deadline);
		if (error < 0)
			return error;
	}
}

/* Gives the held message, or keeps it if there is no room. */
static ssize_t give_held(struct mq *mq, const struct iovec *vector, int count,
			 size_t total)
{
	size_t length = mq->held;

	if (length > total)
		return -EMSGSIZE;
	kp_scatter(vector, count, mq->buffer, length);
	mq->held = 0;
	return (ssize_t)length;
}

static ssize_t receive_once(struct mq *mq, const struct iovec *vector,
			    int count, size_t total)
{
	bool direct = count == 1 && total >= mq->longest;
	ssize_t came;
	int error;

	if (mq->held)
		return give_held(mq, vector, count, total);
	if (!direct) {
		error = need_buffer(mq);
		if (error)
			return error;
	}
	/* Zero-length messages, which others may send, say nothing. */
	do {
		came = mq_receive(mq->queue,
				  direct ? vector->iov_base : mq->buffer,
				  direct ? total : mq->longest, NULL);
	} while (came == 0);
	if (came < 0)
		return -errno;
	if (direct)
		return came;
	mq->held = (size_t)came;
	return give_held(mq, vector, count, total);
}

static ssize_t receive_message(struct kp_channel *channel,
			       const struct iovec *vector, int count,
			       size_t total, int64_t deadline)
{
	struct mq *mq = mq_of(channel);
	ssize_t came;
	int gone = 0;

	for (;;) {
		came = receive_once(mq, vector, count, total);
		if (came != -EAGAIN)
			return came;
		/* They were gone before the queue was found empty. */
		if (gone)
			return 0;
		gone = kp_attend_wait(&mq->member.attendance, mq->queue,
				      POLLIN, deadline);
		if (gone < 0)
			return gone;
	}
}

static int get_fd(const struct kp_channel *channel, unsigned int direction,
		  short *events)
{
	(void)direction;
	*events = POLLIN;
	return mq_of(channel)->epoll;
}

static int is_ready(struct kp_channel *channel, unsigned int want)
{
	struct mq *mq = mq_of(channel);
	struct pollfd entry = { .fd = mq->epoll, .events = POLLIN };
	int ready;

	if (mq->held)
		return (int)want;
	ready = poll(&entry, 1, 0);
	return ready < 0 ? -errno : ready ? (int)want : 0;
}

static int export_end(struct kp_channel *channel, char *text, size_t size)
{
	const struct mq *mq = mq_of(channel);
	int fds[] = { mq->queue, mq->member.attendance.mine,
		      mq->member.attendance.theirs };

	if (mq->held)
		return -EBUSY;
	return kp_fd_export(fds, ARRAY_SIZE(fds), text, size);
}

static int name_exists(const char *address)
{
	mqd_t queue = mq_open(address, O_RDONLY);

	if (queue < 0)
		return errno != ENOENT;
	mq_close(queue);
	return 1;
}

static int name_remove(const char *address)
{
	return kp_join_remove(&joinable, address);
}

const struct kp_transport kp_mq_transport = {
	.info = {
		.name = "mq",
		.address = "/NAME",
		.summary = "a POSIX message queue",
		.limits = "/proc/sys/fs/mqueue/msg_max, msgsize_max, "
			  "queues_max; ulimit -q",
		.can = KP_CAN_OPEN | KP_CAN_CREATE | KP_CAN_PAIR |
		       KP_CAN_EXPORT | KP_CAN_SAY_END | KP_CAN_OUTLIVE,
		.kind = KP_KIND_MESSAGE,
		.poll = KP_POLL_ITSELF,
		.name_kind = KP_NAME_MQUEUE,
		.senders = KP_MANY,
		.receivers = KP_MANY,
		.crash_receive = 0,
		.crash_send = -EPIPE,
		.max_message = USUAL_SIZE,
	},
	.channel_size = sizeof(struct mq),
	.open = open_channel,
	.pair = open_pair,
	.close = close_channel,
	.send = send_message,
	.receive = receive_message,
	.fd = get_fd,
	.ready = is_ready,
	.export = export_end,
	.name_exists = name_exists,
	.name_remove = name_remove,
};
