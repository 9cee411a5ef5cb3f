// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * signal: - a real-time signal as a doorbell: a value goes with it, and the
 * kernel keeps rings apart and in order until they are heard. Who listens
 * blocks the signal and reads it from a signalfd.
 *
 * Signals go to a process, so there is no name but its number; the ringer
 * holds it by a pidfd, which never means another process. As a signal that
 * nobody waits for would end the process, the ringer first waits until it is
 * blocked there. Then it introduces itself, and takes its leave in the end, by
 * signals with codes of our own: that is how the listener knows whom to watch.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "nap.h"
#include "ringers.h"
#include "transport.h"

/* Codes below 0 are for processes; these are nobody's. */
enum { CODE_HELLO = -1001, CODE_BYE = -1002 };

static const struct kp_attendance nobody = { -1, -1 };

struct bell {
	struct kp_channel base;
	int number;
	int pidfd;		/* who rings: the listener */
	pid_t pid;		/* who rings: itself; copies by fork do not */
	int signals;		/* who listens: the signalfd */
	bool rung;		/* value was taken from it and not heard yet */
	uint64_t value;
	struct kp_ringers ringers;
};

static struct bell *bell_of(const struct kp_channel *channel)
{
	return (struct bell *)channel;
}

/* "PID", "PID+N", "+N" or nothing: signal SIGRTMIN+N of the process, or of
 * this one, which is 0.
 */
static int parse(const char *address, pid_t *pid, int *number)
{
	unsigned long value = 0, offset = 0;
	const char *text = address;
	char *end;

	if (*text >= '0' && *text <= '9') {
		value = strtoul(text, &end, 10);
		text = end;
	}
	if (*text == '+' && text[1] >= '0' && text[1] <= '9') {
		offset = strtoul(text + 1, &end, 10);
		text = end;
	}
	if (*text || value > INT_MAX ||
	    offset > (unsigned long)(SIGRTMAX - SIGRTMIN))
		return -EINVAL;
	*pid = (pid_t)value;
	*number = SIGRTMIN + (int)offset;
	return 0;
}

static bool has_ended(int pidfd)
{
	struct pollfd entry = { .fd = pidfd, .events = POLLIN };

	return poll(&entry, 1, 0) == 1;
}

/* 1 when the process has blocked the signal, 0 when it would die of it. */
static int is_blocked(pid_t pid, int number)
{
	char path[32], line[128];
	uint64_t blocked = 0;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	status = fopen(path, "re");
	if (!status)
		return errno == ENOENT ? -ESRCH : -errno;
	while (fgets(line, sizeof(line), status))
		if (sscanf(line, "SigBlk: %" SCNx64, &blocked) == 1)
			break;
	fclose(status);
	return blocked >> (number - 1) & 1;
}

static int await_listener(const struct bell *bell, pid_t pid, int64_t deadline)
{
	int64_t nap = KP_NAP_FIRST;
	int result;

	for (;;) {
		/* In this order: what was read is then the same process's. */
		result = is_blocked(pid, bell->number);
		if (has_ended(bell->pidfd))
			return -ESRCH;
		if (result)
			return result < 0 ? result : 0;
		result = kp_nap(&nobody, nap, deadline);
		if (result < 0)
			return result;
		nap = kp_nap_longer(nap);
	}
}

static int send_signal(const struct bell *bell, int code, uint64_t value)
{
	siginfo_t info = { .si_signo = bell->number, .si_code = code };

	info.si_pid = getpid();
	info.si_uid = getuid();
	info.si_value.sival_ptr = (void *)(uintptr_t)value;
	if (pidfd_send_signal(bell->pidfd, bell->number, &info, 0) == 0)
		return 0;
	return errno == ESRCH ? -EPIPE : -errno;
}

/* -EAGAIN: as many signals are waiting as RLIMIT_SIGPENDING allows. */
static int send_in_time(const struct bell *bell, int code, uint64_t value,
			int64_t deadline)
{
	int64_t nap = KP_NAP_FIRST;
	int error;

	for (;;) {
		if (has_ended(bell->pidfd))
			return -EPIPE;
		error = send_signal(bell, code, value);
		if (error != -EAGAIN)
			return error;
		error = kp_nap(&nobody, nap, deadline);
		if (error < 0)
			return error;
		nap = kp_nap_longer(nap);
	}
}

static int open_ringer(struct bell *bell, pid_t pid, int64_t deadline)
{
	int error;

	if (!pid)
		return -EINVAL;
	bell->pid = getpid();
	bell->pidfd = pidfd_open(pid, 0);
	if (bell->pidfd < 0)
		return -errno;
	error = await_listener(bell, pid, deadline);
	if (!error)
		error = send_in_time(bell, CODE_HELLO, 0, deadline);
	if (error)
		close(bell->pidfd);
	return error;
}

/* The signal stays blocked when the channel is closed: one that comes too late
 * must not end the process.
 */
static int open_listener(struct bell *bell, pid_t pid)
{
	sigset_t set;
	int error;

	if (pid && pid != getpid())
		return -EINVAL;
	sigemptyset(&set);
	sigaddset(&set, bell->number);
	bell->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (bell->signals < 0)
		return -errno;
	error = kp_ringers_init(&bell->ringers, bell->signals);
	if (error) {
		close(bell->signals);
		return error;
	}
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	return 0;
}

static int open_channel(struct kp_channel *channel,
			const struct kp_request *request)
{
	struct bell *bell = bell_of(channel);
	pid_t pid;
	int error = parse(request->address, &pid, &bell->number);

	if (error)
		return error;
	return channel->flags & KP_SEND ?
	       open_ringer(bell, pid, request->deadline) :
	       open_listener(bell, pid);
}

static void close_channel(struct kp_channel *channel)
{
	struct bell *bell = bell_of(channel);

	if (channel->flags & KP_SEND) {
		/* If it does not get through, our end will be noticed. */
		if (bell->pid == getpid())
			send_signal(bell, CODE_BYE, 0);
		close(bell->pidfd);
		return;
	}
	kp_ringers_free(&bell->ringers);
	close(bell->signals);
}

static int ring(struct kp_channel *channel, uint64_t value, int64_t deadline)
{
	return send_in_time(bell_of(channel), SI_QUEUE, value, deadline);
}

/* Takes one signal. */
static int take(struct bell *bell)
{
	struct signalfd_siginfo info;

	if (read(bell->signals, &info, sizeof(info)) < 0)
		return -errno;
	switch (info.ssi_code) {
	case CODE_HELLO:
		return kp_ringers_add(&bell->ringers, (pid_t)info.ssi_pid);
	case CODE_BYE:
		kp_ringers_remove(&bell->ringers, (pid_t)info.ssi_pid);
		return 0;
	default:
		bell->rung = true;
		/* kill(2) brings no value. */
		bell->value = info.ssi_code == SI_QUEUE ? info.ssi_ptr : 0;
		return 0;
	}
}

/* Takes signals until it rings: 0, or -EAGAIN when there is none. */
static int take_ring(struct bell *bell)
{
	int error = 0;

	while (!bell->rung && !error)
		error = take(bell);
	return error;
}

/* The same, and -EPIPE when there is none and nobody is left to ring. */
static int look(struct bell *bell)
{
	int error = take_ring(bell);

	if (error != -EAGAIN || !kp_ringers_gone(&bell->ringers))
		return error;
	/* They may have rung before they went. */
	error = take_ring(bell);
	return error == -EAGAIN && kp_ringers_gone(&bell->ringers) ?
	       -EPIPE : error;
}

static int hear(struct kp_channel *channel, uint64_t *value, int64_t deadline)
{
	struct bell *bell = bell_of(channel);
	int result;

	for (;;) {
		result = look(bell);
		if (!result)
			break;
		if (result != -EAGAIN)
			return result;
		result = kp_wait_fd(bell->ringers.epoll, POLLIN, deadline);
		if (result < 0)
			return result;
	}
	*value = bell->value;
	bell->rung = false;
	return 0;
}

static int is_ready(struct kp_channel *channel, unsigned int want)
{
	/* How many signals may wait is the listener's limit. */
	if (want == KP_SEND)
		return KP_SEND;
	return look(bell_of(channel)) == -EAGAIN ? 0 : KP_RECEIVE;
}

static int get_fd(const struct kp_channel *channel, unsigned int direction,
		  short *events)
{
	const struct bell *bell = bell_of(channel);

	*events = POLLIN;
	return direction == KP_SEND ? bell->pidfd : bell->ringers.epoll;
}

const struct kp_transport kp_signal_transport = {
	.info = {
		.name = "signal",
		.address = "[PID][+N]",
		.summary = "real-time signal SIGRTMIN+N, to process PID",
		.limits = "ulimit -i signals waiting, for all of a user's",
		.can = KP_CAN_OPEN,
		.kind = KP_KIND_DOORBELL,
		.poll = KP_POLL_SIGNALFD,
		.name_kind = KP_NAME_PROCESS,
		.senders = KP_MANY,
		.receivers = 1,
		.doorbell_bits = 8 * sizeof(void *),
		.crash_receive = -EPIPE,
		.crash_send = -EPIPE,
	},
	.channel_size = sizeof(struct bell),
	.open = open_channel,
	.close = close_channel,
	.ring = ring,
	.hear = hear,
	.fd = get_fd,
	.ready = is_ready,
};
