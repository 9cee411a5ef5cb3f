/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Channels: one small vocabulary over every local way to send bytes.
 *
 * A channel is one end of a connection, named by a URI "SCHEME:ADDRESS". What
 * a scheme can and cannot do is data, struct kp_transport_info; what it cannot
 * do, it refuses with -EOPNOTSUPP.
 *
 * Every function returns 0 or a positive result, or a negative errno value;
 * kp_strerror() says in words what to do about it. errno itself means nothing
 * after a call.
 *
 * Threads: one thread may send on a channel while another one receives on it.
 * Two that go the same way need a lock of their own, and nobody may use a
 * channel that is being closed. Different channels have nothing in common.
 *
 * Signals: SIGPIPE is never raised. A call that waits returns -EINTR when a
 * handler ran, if it had moved nothing.
 *
 * Processes: the ends of a pair may be taken through fork(), and an end can be
 * handed to another program with kp_channel_export(). An end is closed when
 * the last process that has it has closed it or is gone, however it went: so
 * each process closes the end that it does not use.
 */
#ifndef KPIPE_CHANNEL_H
#define KPIPE_CHANNEL_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kp_channel;
struct kp_listener;

/* Directions, for opening, waiting and shutting down. */
#define KP_RECEIVE	(1U << 0)
#define KP_SEND		(1U << 1)
#define KP_DUPLEX	(KP_RECEIVE | KP_SEND)
/* Flags for opening, listening and pairs. */
#define KP_CREATE	(1U << 2)	/* make the name if it is not there */
#define KP_EXCLUSIVE	(1U << 3)	/* with KP_CREATE: -EEXIST if it is */
#define KP_KEEP		(1U << 4)	/* leave the name when closing */
#define KP_MESSAGES	(1U << 5)	/* messages, also where only bytes flow */
#define KP_HUGE		(1U << 6)	/* huge pages where there are some */

/* Timeouts are in nanoseconds; the first two are not times. When one is over,
 * the call returns -ETIMEDOUT; KP_NOW gives -EAGAIN instead.
 */
#define KP_FOREVER	((int64_t)-1)
#define KP_NOW		((int64_t)0)
#define KP_MS(n)	((int64_t)(n) * 1000000)
#define KP_SECONDS(n)	((int64_t)(n) * 1000000000)

/* The most parts a vector may have. */
#define KP_VECTOR_MAX	256
/* The most descriptors that one message may carry. */
#define KP_FDS_MAX	64

/**
 * struct kp_options - what a channel shall be like; zeros and NULL: as usual
 * @capacity: bytes that may be under way, at least; 0: as usual
 * @max_message: the longest message that must pass; 0: as usual
 * @open_within: how long opening may wait for a peer; 0: as long as it takes
 * @spin: nanoseconds that a wait may look before it sleeps, where the library
 *        does the waiting; 0: as usual, -1: not at all
 * @mode: permissions of a name that is made, as for open(2); 0: 0600
 * @reserved: 0
 */
struct kp_options {
	size_t capacity;
	size_t max_message;
	int64_t open_within;
	int64_t spin;
	mode_t mode;
	uint32_t reserved[7];
};

/* Opening. */
int kp_channel_open(const char *uri, unsigned int flags,
		    const struct kp_options *options,
		    struct kp_channel **channel);
/* Two ends for relatives; one way: pair[0] receives, pair[1] sends. */
int kp_channel_pair(const char *uri, unsigned int flags,
		    const struct kp_options *options,
		    struct kp_channel *pair[2]);
int kp_listen(const char *uri, unsigned int flags,
	      const struct kp_options *options, struct kp_listener **listener);
int kp_accept(struct kp_listener *listener, int64_t timeout,
	      struct kp_channel **channel);
/* Readable when kp_accept() has something to do. */
int kp_listener_fd(const struct kp_listener *listener);
void kp_listener_close(struct kp_listener *listener);

/* Streams: kp_send() sends all unless time runs out or a signal comes, when it
 * returns what it has sent so far; kp_receive() takes what is there, at least
 * one byte. Messages: whole or not at all, and at least one byte long; one
 * that is too long for the room given stays where it is (-EMSGSIZE).
 * Receiving returns 0 at the end: no peer is left, and nothing is under way.
 */
ssize_t kp_send(struct kp_channel *channel, const void *data, size_t size,
		int64_t timeout);
ssize_t kp_sendv(struct kp_channel *channel, const struct iovec *vector,
		 int count, int64_t timeout);
ssize_t kp_receive(struct kp_channel *channel, void *data, size_t size,
		   int64_t timeout);
ssize_t kp_receivev(struct kp_channel *channel, const struct iovec *vector,
		    int count, int64_t timeout);

/* With descriptors. Those received are close-on-exec and the caller's. */
ssize_t kp_send_fds(struct kp_channel *channel, const void *data, size_t size,
		    const int *fds, unsigned int count, int64_t timeout);
/* *count: room in fds on entry, how many came on return. */
ssize_t kp_receive_fds(struct kp_channel *channel, void *data, size_t size,
		       int *fds, unsigned int *count, int64_t timeout);

/* Without copying. kp_reserve() gives room for size bytes, kp_commit() sends
 * the first size of them (0: none, the room is given back). kp_peek() shows
 * what would be received and returns its length, kp_consume() takes it: a
 * message whole whatever size is, of a stream size bytes. What kp_peek() shows
 * may still be written to by a hostile peer: check a copy, or check nothing.
 */
int kp_reserve(struct kp_channel *channel, size_t size, void **data,
	       int64_t timeout);
int kp_commit(struct kp_channel *channel, size_t size);
ssize_t kp_peek(struct kp_channel *channel, const void **data,
		int64_t timeout);
int kp_consume(struct kp_channel *channel, size_t size);

/* Doorbells carry a small value or nothing: see doorbell_bits. */
int kp_ring(struct kp_channel *channel, uint64_t value, int64_t timeout);
int kp_hear(struct kp_channel *channel, uint64_t *value, int64_t timeout);

/* Waiting for several channels at once, with poll(2) or epoll(7): before every
 * sleep ask kp_channel_ready(); if it says 0, what was wanted will make the
 * descriptor of that direction ready. "Ready" means that a call would not
 * wait; what it returns may be the end or an error. A descriptor that is ready
 * while the channel is not costs a turn round the loop and means nothing.
 */
int kp_channel_fd(const struct kp_channel *channel, unsigned int direction,
		  short *events);
int kp_channel_ready(struct kp_channel *channel, unsigned int want);
/* The same with the sleep: returns the directions that are ready. */
int kp_channel_wait(struct kp_channel *channel, unsigned int want,
		    int64_t timeout);

/* Ends one direction for good. After KP_SEND the peer gets what is under way
 * and then the end.
 */
int kp_channel_shutdown(struct kp_channel *channel, unsigned int direction);
void kp_channel_close(struct kp_channel *channel);

/* Makes the end survive exec, and writes the URI that the program opens it
 * with, "SCHEME:fd=N", for its arguments or environment. Close the end when
 * the program has started.
 */
int kp_channel_export(struct kp_channel *channel, char *uri, size_t size);

/* Bits of struct kp_peer.known. */
#define KP_PEER_PID	(1U << 0)	/* pid and start */
#define KP_PEER_USER	(1U << 1)	/* uid and gid */

/**
 * struct kp_peer - who is at the other end, as the kernel saw it connect
 * @known: KP_PEER_* bits; what is not known is 0
 * @pid: process
 * @uid: effective user
 * @gid: effective group
 * @start: when it started, in clock ticks since boot: a pid may be used again,
 *         a pid with its start is one process
 */
struct kp_peer {
	uint32_t known;
	pid_t pid;
	uid_t uid;
	gid_t gid;
	uint64_t start;
};

int kp_channel_peer(struct kp_channel *channel, struct kp_peer *peer);

/* What travels. */
enum kp_kind { KP_KIND_STREAM, KP_KIND_MESSAGE, KP_KIND_DOORBELL };

/* What kp_channel_fd() gives. */
enum kp_poll {
	KP_POLL_ITSELF,		/* the thing that carries the data */
	KP_POLL_EVENTFD,	/* an eventfd that the peer writes to */
	KP_POLL_SOCKET,		/* a socket beside it, that the peer writes to */
	KP_POLL_SIGNALFD,
	KP_POLL_TIMER,		/* a timer: the channel is looked at now and then */
	KP_POLL_THREAD,		/* an eventfd that a thread of ours writes to */
	KP_POLL_FIFO,		/* a FIFO that the peer writes to */
};

/* What kind of thing an address names, and who takes it away. */
enum kp_name {
	KP_NAME_NONE,		/* relatives only */
	KP_NAME_FILE,		/* a file, FIFO or socket in the file system */
	KP_NAME_ABSTRACT,	/* goes with its last user */
	KP_NAME_SHM,		/* in /dev/shm */
	KP_NAME_MQUEUE,		/* in /dev/mqueue */
	KP_NAME_SYSV,		/* a System V key, in ipcs(1) */
	KP_NAME_PROCESS,	/* a process */
	KP_NAME_NETWORK,	/* an address of a network */
};

/* struct kp_transport_info.can */
#define KP_CAN_OPEN		(1U << 0)	/* kp_channel_open(): strangers */
#define KP_CAN_LISTEN		(1U << 1)	/* kp_listen(), kp_accept() */
#define KP_CAN_PAIR		(1U << 2)	/* kp_channel_pair(): relatives */
#define KP_CAN_DUPLEX		(1U << 3)	/* both ways on one channel */
#define KP_CAN_MESSAGES		(1U << 4)	/* a stream that takes KP_MESSAGES */
#define KP_CAN_PASS_FDS		(1U << 5)	/* kp_send_fds() */
#define KP_CAN_NAME_PEER	(1U << 6)	/* kp_channel_peer() */
#define KP_CAN_HALF_CLOSE	(1U << 7)	/* kp_channel_shutdown() */
#define KP_CAN_ZERO_COPY	(1U << 8)	/* kp_reserve(), kp_peek() */
#define KP_CAN_EXPORT		(1U << 9)	/* kp_channel_export() */
#define KP_CAN_SAY_END		(1U << 10)	/* receiving returns 0 in the end */
#define KP_CAN_OUTLIVE		(1U << 11)	/* data waits though both are gone */
#define KP_CAN_REMOTE		(1U << 12)	/* reaches other machines */
#define KP_NEEDS_MODULE		(1U << 13)	/* of kpipe, for this to work */
#define KP_CAN_CREATE		(1U << 14)	/* kp_channel_open() with KP_CREATE */

#define KP_MANY		UINT32_MAX
#define KP_UNTOLD	(-1)

/**
 * struct kp_transport_info - what one transport can and cannot do
 * @name: the scheme, without the colon
 * @address: what stands behind the colon, as in a manual page; "" for nothing
 * @summary: half a line
 * @limits: where the system's own limits are set, or NULL
 * @can: KP_CAN_* and KP_NEEDS_MODULE. Without KP_CAN_CREATE a name is a
 *       listener's
 * @kind: stream, message or doorbell
 * @poll: how it can be waited for
 * @name_kind: what an address names
 * @senders: how many may send to one receiver: 1 or KP_MANY
 * @receivers: how many may take from the same queue of data: 1 or KP_MANY
 * @doorbell_bits: width of the value a doorbell carries; 0: none
 * @crash_receive: what receiving returns, once it is drained, when the sender
 *                 was killed: 0 (the end), a negative errno value, or
 *                 KP_UNTOLD
 * @crash_send: what sending returns when the receiver was killed: a negative
 *              errno value, or KP_UNTOLD
 * @atomic: streams: bytes that one of many senders sends in one piece; 0: none
 * @max_message: the longest message by default; 0: no messages
 */
struct kp_transport_info {
	const char *name;
	const char *address;
	const char *summary;
	const char *limits;
	uint32_t can;
	enum kp_kind kind;
	enum kp_poll poll;
	enum kp_name name_kind;
	uint32_t senders;
	uint32_t receivers;
	uint32_t doorbell_bits;
	int crash_receive;
	int crash_send;
	size_t atomic;
	size_t max_message;
};

/* In the order of the manual page; NULL behind the last. */
const struct kp_transport_info *kp_transport_nth(size_t n);
/* By name or by URI; NULL if there is none. */
const struct kp_transport_info *kp_transport_find(const char *uri);
const struct kp_transport_info *
kp_channel_transport(const struct kp_channel *channel);
/* The longest message of this channel; 0: it is a stream or a doorbell. */
size_t kp_channel_max_message(const struct kp_channel *channel);

/**
 * struct kp_leftover - a name that was made by a process and still stands
 * @uri: what it would be opened as
 * @pid: who made it
 * @start: when that process started
 * @dead: 1: it is gone, so the name is left over; 0: it is alive, or cannot be
 *        told from here
 * @exists: 1: what the name stands for is there; 0: only our note of it
 */
struct kp_leftover {
	char *uri;
	pid_t pid;
	uint64_t start;
	int dead;
	int exists;
};

/* All names that this user's processes made and did not take away yet. */
ssize_t kp_leftovers(struct kp_leftover **list);
/* Takes one away, if its maker is still dead; else -EBUSY. */
int kp_leftover_remove(const struct kp_leftover *leftover);
void kp_leftovers_free(struct kp_leftover *list, size_t count);

#ifdef __cplusplus
}
#endif

#endif /* KPIPE_CHANNEL_H */
