// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * sysvmsg: - System V message queues: msgget, msgsnd, msgrcv, msgctl, visible
 * in ipcs(1). The kernel keeps the messages, whole and in order, also when
 * nobody is there to take them.
 *
 * A queue cannot be polled, msgrcv() knows no time limit, and neither it nor
 * msgsnd() returns when the other side is gone. So both are called with
 * IPC_NOWAIT, and the waiting is done beside the queue (attend.h):
 *
 * - Who has sent a message puts a byte into the senders' FIFO, and who wants
 *   one takes a byte from there first. A receiver that finds no byte looks
 *   into the queue nevertheless before it sleeps, and from time to time while
 *   it does: a sender or receiver killed between the two steps leaves a
 *   message without a byte. A byte without a message does no harm.
 * - A sender that finds the queue full naps (nap.h). Receivers do not
 *   announce room, so that taking a message needs nothing else.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <unistd.h>

#include "fdio.h"
#include "join.h"
#include "nap.h"
#include "sysvkey.h"

/* MSGMAX as it usually is. */
#define USUAL_SIZE 8192
/* msgrcv() can choose by type; here all messages are alike. */
#define TYPE 1

struct packet {
	long type;
	char data[];
};

struct sysvmsg {
	struct kp_channel base;
	struct kp_membership member;
	int queue;
	int timer;
	size_t longest;		/* message that the system allows */
	struct packet *packet;	/* room for one */
};

static struct sysvmsg *sysvmsg_of(const struct kp_channel *channel)
{
	return (struct sysvmsg *)channel;
}

static bool is_attended(const struct sysvmsg *msg)
{
	return msg->member.attendance.theirs >= 0;
}

static int look(int queue, struct msqid_ds *state)
{
	return msgctl(queue, IPC_STAT, state) < 0 ? -errno : 0;
}

/* The queue is the channel's, if messages as long as wanted fit in. */
static int adopt(struct sysvmsg *msg, int queue, size_t capacity,
		 size_t wanted)
{
	struct msginfo system;

	if (msgctl(0, IPC_INFO, (struct msqid_ds *)&system) < 0)
		return -errno;
	msg->queue = queue;
	msg->longest = (size_t)system.msgmax;
	if (capacity < msg->longest)
		msg->longest = capacity;
	msg->base.max_message = msg->longest;
	return wanted > msg->longest ? -EMSGSIZE : 0;
}

static int find(struct kp_channel *channel, const char *address,
		const struct kp_request *request, uid_t *owner)
{
	struct msqid_ds state;
	key_t key;
	int queue, error = kp_sysv_key(address, &key);

	if (error)
		return error;
	queue = msgget(key, 0);
	if (queue < 0)
		return -errno;
	error = look(queue, &state);
	if (error)
		return error;
	*owner = state.msg_perm.uid;
	return adopt(sysvmsg_of(channel), queue, state.msg_qbytes,
		     request->options->max_message);
}

/* Gives a new queue its size. Above msgmnb that needs CAP_SYS_RESOURCE. */
static int set_capacity(int queue, size_t wanted, size_t *capacity)
{
	struct msqid_ds state;
	int error = look(queue, &state);

	if (error)
		return error;
	*capacity = state.msg_qbytes;
	if (wanted <= *capacity)
		return 0;
	state.msg_qbytes = wanted;
	if (msgctl(queue, IPC_SET, &state) < 0)
		return errno == EPERM ? -EDQUOT : -errno;
	*capacity = wanted;
	return 0;
}

static int make(struct kp_channel *channel, const char *address,
		const struct kp_request *request)
{
	const struct kp_options *options = request->options;
	size_t capacity;
	key_t key;
	int queue, error = kp_sysv_key(address, &key);

	if (error)
		return error;
	queue = msgget(key, IPC_CREAT | IPC_EXCL | (int)options->mode);
	if (queue < 0)
		return -errno;
	error = set_capacity(queue, options->capacity, &capacity);
	if (!error)
		error = adopt(sysvmsg_of(channel), queue, capacity,
			      options->max_message);
	if (error)
		msgctl(queue, IPC_RMID, NULL);
	return error;
}

/* A queue is not opened, so it is not closed either. */
static void drop(struct kp_channel *channel)
{
	(void)channel;
}

static int remove_queue(const char *address)
{
	key_t key;
	int queue, error = kp_sysv_key(address, &key);

	if (error)
		return error;
	queue = msgget(key, 0);
	if (queue < 0 || msgctl(queue, IPC_RMID, NULL) < 0)
		return -errno;
	return 0;
}

static const struct kp_joinable joinable = {
	.scheme = "sysvmsg",
	.find = find,
	.make = make,
	.drop = drop,
	.remove = remove_queue,
};

static int open_channel(struct kp_channel *channel,
			const struct kp_request *request)
{
	struct sysvmsg *msg = sysvmsg_of(channel);
	char address[KP_SYSV_KEY_TEXT];
	key_t key;
	int error = kp_sysv_key(request->address, &key);

	if (error)
		return error;
	kp_sysv_key_text(address, key);
	msg->timer = kp_nap_timer();
	if (msg->timer < 0)
		return msg->timer;
	error = kp_join(channel, &msg->member, &joinable, address, request);
	if (error)
		goto close_timer;
	msg->packet = malloc(sizeof(*msg->packet) + msg->longest);
	if (msg->packet)
		return 0;
	error = -ENOMEM;
	kp_leave(channel, &msg->member, &joinable);
close_timer:
	close(msg->timer);
	return error;
}

static void close_channel(struct kp_channel *channel)
{
	struct sysvmsg *msg = sysvmsg_of(channel);

	free(msg->packet);
	kp_leave(channel, &msg->member, &joinable);
	close(msg->timer);
}

static int send_once(struct sysvmsg *msg, size_t size)
{
	if (kp_attend_gone(&msg->member.attendance))
		return -EPIPE;
	return msgsnd(msg->queue, msg->packet, size, IPC_NOWAIT) < 0 ?
	       -errno : 0;
}

/* When the FIFO is full, there is a byte in it already. */
static void announce(const struct sysvmsg *msg)
{
	ssize_t ignored;

	if (is_attended(msg))
		ignored = write(msg->member.attendance.mine, "", 1);
	(void)ignored;
}

static ssize_t send_message(struct kp_channel *channel,
			    const struct iovec *vector, int count,
			    size_t total, int64_t deadline)
{
	struct sysvmsg *msg = sysvmsg_of(channel);
	int64_t nap = KP_NAP_FIRST;
	int error;

	msg->packet->type = TYPE;
	kp_gather(msg->packet->data, vector, count, total);
	for (;;) {
		error = send_once(msg, total);
		if (!error)
			break;
		if (error != -EAGAIN)
			return error;
		error = kp_nap(&msg->member.attendance, nap, deadline);
		if (error < 0)
			return error;
		nap = kp_nap_longer(nap);
	}
	announce(msg);
	return (ssize_t)total;
}

static bool take_byte(const struct sysvmsg *msg)
{
	char byte;

	return is_attended(msg) &&
	       read(msg->member.attendance.theirs, &byte, 1) == 1;
}

static ssize_t receive_once(struct sysvmsg *msg, const struct iovec *vector,
			    int count, size_t total)
{
	size_t room = total < msg->longest ? total : msg->longest;
	ssize_t came;
	bool announced;

	/* Again for a byte without a message, and for a message of length 0:
	 * others may send that, and it says nothing.
	 */
	do {
		announced = take_byte(msg);
		came = msgrcv(msg->queue, msg->packet, room, 0, IPC_NOWAIT);
	} while (came == 0 || (came < 0 && errno == ENOMSG && announced));
	if (came < 0)
		return errno == ENOMSG ? -EAGAIN :
		       errno == E2BIG ? -EMSGSIZE : -errno;
	kp_scatter(vector, count, msg->packet->data, (size_t)came);
	return came;
}

static ssize_t receive_message(struct kp_channel *channel,
			       const struct iovec *vector, int count,
			       size_t total, int64_t deadline)
{
	struct sysvmsg *msg = sysvmsg_of(channel);
	int64_t nap = is_attended(msg) ? KP_NAP_WATCH : KP_NAP_FIRST;
	ssize_t came;
	int gone = 0;

	for (;;) {
		came = receive_once(msg, vector, count, total);
		if (came != -EAGAIN)
			return came;
		/* They were gone before the queue was found empty. */
		if (gone)
			return 0;
		gone = kp_nap(&msg->member.attendance, nap, deadline);
		if (gone < 0)
			return gone;
		if (!is_attended(msg))
			nap = kp_nap_longer(nap);
	}
}

static int get_fd(const struct kp_channel *channel, unsigned int direction,
		  short *events)
{
	const struct sysvmsg *msg = sysvmsg_of(channel);

	*events = POLLIN;
	return direction == KP_RECEIVE && is_attended(msg) ?
	       msg->member.attendance.theirs : msg->timer;
}

/* The longest message must fit in. */
static bool has_room(const struct sysvmsg *msg, const struct msqid_ds *state)
{
	return !state->msg_qnum || state->msg_cbytes + msg->longest <=
				   state->msg_qbytes;
}

static int is_ready(struct kp_channel *channel, unsigned int want)
{
	struct sysvmsg *msg = sysvmsg_of(channel);
	struct msqid_ds state;
	bool ready;
	int error;

	/* A byte that is taken and has no message must not wake again. */
	do {
		error = look(msg->queue, &state);
		if (error)
			return error;
		ready = want == KP_SEND ? has_room(msg, &state) :
					  state.msg_qnum != 0;
	} while (!ready && want == KP_RECEIVE && take_byte(msg));
	if (ready || kp_attend_gone(&msg->member.attendance))
		return (int)want;
	kp_nap_arm(msg->timer);
	return 0;
}

static int name_exists(const char *address)
{
	key_t key;

	return !kp_sysv_key(address, &key) &&
	       (msgget(key, 0) >= 0 || errno != ENOENT);
}

static int name_remove(const char *address)
{
	return kp_join_remove(&joinable, address);
}

const struct kp_transport kp_sysvmsg_transport = {
	.info = {
		.name = "sysvmsg",
		.address = "KEY",
		.summary = "a System V message queue",
		.limits = "/proc/sys/kernel/msgmax, msgmnb, msgmni",
		.can = KP_CAN_OPEN | KP_CAN_CREATE | KP_CAN_SAY_END |
		       KP_CAN_OUTLIVE,
		.kind = KP_KIND_MESSAGE,
		.poll = KP_POLL_FIFO,
		.name_kind = KP_NAME_SYSV,
		.senders = KP_MANY,
		.receivers = KP_MANY,
		.crash_receive = 0,
		.crash_send = -EPIPE,
		.max_message = USUAL_SIZE,
	},
	.channel_size = sizeof(struct sysvmsg),
	.open = open_channel,
	.close = close_channel,
	.send = send_message,
	.receive = receive_message,
	.fd = get_fd,
	.ready = is_ready,
	.name_exists = name_exists,
	.name_remove = name_remove,
};
