/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: running the same checks over every transport of libkpipe, in every way
 * in which two ends of it can meet, as struct kp_transport_info says.
 *
 * A test says what a transport must be capable of; for each that is, and each
 * way, its body gets a struct chan to make connections of. Afterwards no
 * descriptor, no name and no note of one may be left.
 *
 * KPIPE_TRANSPORTS="uds fifo" chooses transports; by default it is all that
 * need no module. KPIPE_CHAN_DIR is the folder for names that are paths.
 */
#ifndef KPIPE_CHAN_H
#define KPIPE_CHAN_H

#include <dirent.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>

#include <kpipe/channel.h>
#include <kpipe/kpipe.h>

#include "child.h"

struct chan {
	const struct kp_transport_info *info;
	enum { CHAN_PAIR, CHAN_OPEN, CHAN_LISTEN } way;
	unsigned int flags;	/* KP_MESSAGES, or 0 */
	struct kp_options options;
	char uri[200];
	bool abstract;
};

static char chan_folder[64];

static inline bool chan_is(const struct chan *c, const char *name)
{
	return !strcmp(c->info->name, name);
}

static inline bool chan_duplex(const struct chan *c)
{
	return c->info->can & KP_CAN_DUPLEX && c->way != CHAN_OPEN;
}

static inline bool chan_messages(const struct chan *c)
{
	return c->flags & KP_MESSAGES || c->info->kind == KP_KIND_MESSAGE;
}

/* One that nobody has now, as the kernel chooses it. */
static inline unsigned int chan_free_port(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	MUST(fd >= 0);
	MUST(!bind(fd, (struct sockaddr *)&address, size));
	MUST(!getsockname(fd, (struct sockaddr *)&address, &size));
	close(fd);
	return ntohs(address.sin_port);
}

/* A new name for each connection, so that nothing old can be met. */
static inline void chan_name(struct chan *c)
{
	static unsigned int number;
	const char *name = c->info->name;
	unsigned int id = (unsigned int)getpid() * 1000 + number++ % 1000;

	if (c->way == CHAN_PAIR)
		snprintf(c->uri, sizeof(c->uri), "%s:", name);
	else if (c->abstract)
		snprintf(c->uri, sizeof(c->uri), "%s:@kpipe-test-%u", name, id);
	else if (c->info->name_kind == KP_NAME_FILE)
		snprintf(c->uri, sizeof(c->uri), "%s:%s/c%u", name,
			 chan_folder, id);
	else if (c->info->name_kind == KP_NAME_SYSV)
		snprintf(c->uri, sizeof(c->uri), "%s:%u", name,
			 0x4b000000U | (id & 0xffffff));
	else if (c->info->name_kind == KP_NAME_NETWORK)
		snprintf(c->uri, sizeof(c->uri), "%s:127.0.0.1:%u", name,
			 chan_free_port());
	else
		snprintf(c->uri, sizeof(c->uri), "%s:/kpipe-test-%u", name, id);
}

/* What a channel of this direction is to be opened with. */
static inline unsigned int chan_flags(const struct chan *c,
				      unsigned int direction)
{
	if (chan_duplex(c))
		direction = KP_DUPLEX;
	if (c->way == CHAN_OPEN && direction == KP_RECEIVE)
		direction |= KP_CREATE;
	return direction | c->flags;
}

static inline struct kp_channel *chan_open(const struct chan *c,
					   unsigned int direction)
{
	struct kp_channel *end = NULL;
	int error = kp_channel_open(c->uri, chan_flags(c, direction),
				    &c->options, &end);

	if (error)
		printf("# %s: %s\n", c->uri, kp_strerror(error));
	MUST(!error);
	return end;
}

static inline struct kp_listener *chan_listen(const struct chan *c)
{
	struct kp_listener *listener = NULL;

	MUST(kp_listen(c->uri, c->flags, &c->options, &listener) == 0);
	return listener;
}

static inline struct kp_channel *chan_accept(struct kp_listener *listener)
{
	struct kp_channel *end = NULL;

	MUST(kp_accept(listener, KP_SECONDS(20), &end) == 0);
	return end;
}

static inline void *chan_opener(void *argument)
{
	return chan_open(argument, KP_SEND);
}

/* Both ends in this process: end[0] receives, end[1] sends. */
static inline void chan_both(struct chan *c, struct kp_channel *end[2])
{
	struct kp_listener *listener;
	pthread_t thread;
	void *opened;

	chan_name(c);
	switch (c->way) {
	case CHAN_PAIR:
		MUST(kp_channel_pair(c->uri, c->flags |
				     (chan_duplex(c) ? KP_DUPLEX : 0),
				     &c->options, end) == 0);
		return;
	case CHAN_OPEN:
		end[0] = chan_open(c, KP_RECEIVE);
		end[1] = chan_open(c, KP_SEND);
		return;
	case CHAN_LISTEN:
		listener = chan_listen(c);
		MUST(!pthread_create(&thread, NULL, chan_opener, c));
		end[0] = chan_accept(listener);
		MUST(!pthread_join(thread, &opened));
		end[1] = opened;
		kp_listener_close(listener);
		return;
	}
}

static inline void chan_close_both(struct kp_channel *end[2])
{
	kp_channel_close(end[0]);
	kp_channel_close(end[1]);
}

/* A child that makes a name, receives or listens under it, and stays. */
static inline pid_t chan_make_in_child(struct chan *c)
{
	pid_t pid;
	int made[2];

	chan_name(c);
	MUST(pipe(made) == 0);
	pid = child();
	if (pid == 0) {
		if (c->way == CHAN_LISTEN)
			chan_listen(c);
		else
			chan_open(c, KP_RECEIVE);
		MUST(write(made[1], "", 1) == 1);
		pause();
	}
	MUST(read(made[0], &(char){ 0 }, 1) == 1);
	close(made[0]);
	close(made[1]);
	return pid;
}

/* Runs run() with the child's end; it is closed when the process ends. */
struct chan_child {
	unsigned int direction;		/* of the child's end */
	void (*run)(struct chan *c, struct kp_channel *end, void *context);
	void *context;
};

static inline pid_t chan_fork_pair(struct chan *c, struct chan_child *job,
				   struct kp_channel **mine)
{
	int his = job->direction == KP_SEND;
	struct kp_channel *end[2];
	pid_t pid;

	chan_both(c, end);
	pid = child();
	if (pid == 0) {
		kp_channel_close(end[!his]);
		job->run(c, end[his], job->context);
		_exit(TEST_PASS);
	}
	kp_channel_close(end[his]);
	*mine = end[!his];
	return pid;
}

/* The one that makes the name is there before the other one opens it. */
static inline pid_t chan_fork_open(struct chan *c, struct chan_child *job,
				   struct kp_channel **mine)
{
	bool child_makes = job->direction == KP_RECEIVE;
	struct kp_channel *end = NULL;
	int made[2];
	pid_t pid;

	chan_name(c);
	MUST(pipe(made) == 0);
	if (!child_makes)
		end = chan_open(c, KP_RECEIVE);
	pid = child();
	if (pid == 0) {
		kp_channel_close(end);
		end = chan_open(c, job->direction);
		MUST(write(made[1], "", 1) == 1);
		close(made[0]);
		close(made[1]);
		job->run(c, end, job->context);
		_exit(TEST_PASS);
	}
	close(made[1]);
	MUST(read(made[0], &(char){ 0 }, 1) == 1);
	close(made[0]);
	*mine = child_makes ? chan_open(c, KP_SEND) : end;
	return pid;
}

static inline pid_t chan_fork_listen(struct chan *c, struct chan_child *job,
				     struct kp_channel **mine)
{
	struct kp_listener *listener;
	struct kp_channel *end;
	pid_t pid;

	chan_name(c);
	listener = chan_listen(c);
	pid = child();
	if (pid == 0) {
		kp_listener_close(listener);
		end = chan_open(c, job->direction);
		job->run(c, end, job->context);
		_exit(TEST_PASS);
	}
	*mine = chan_accept(listener);
	kp_listener_close(listener);
	return pid;
}

/* One end here, the other in a child. */
static inline pid_t chan_fork(struct chan *c, struct chan_child job,
			      struct kp_channel **mine)
{
	switch (c->way) {
	case CHAN_PAIR:
		return chan_fork_pair(c, &job, mine);
	case CHAN_OPEN:
		return chan_fork_open(c, &job, mine);
	default:
		return chan_fork_listen(c, &job, mine);
	}
}

static inline int64_t chan_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static inline int chan_entries(const char *folder)
{
	DIR *dir = opendir(folder);
	int count = 0;

	MUST(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

/* Bytes that show where they belong: a pseudo-random sequence. */
struct chan_bytes {
	uint64_t state;
};

static inline unsigned char chan_next(struct chan_bytes *b)
{
	b->state = b->state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned char)(b->state >> 56);
}

static inline void chan_fill(struct chan_bytes *b, void *data, size_t size)
{
	unsigned char *to = data;

	while (size--)
		*to++ = chan_next(b);
}

/* A number from 0 to below - 1. */
static inline size_t chan_roll(struct chan_bytes *b, size_t below)
{
	size_t number = 0;
	int i;

	for (i = 0; i < 4; i++)
		number = number << 8 | chan_next(b);
	return number % below;
}

/* How many of them are not what they should be. */
static inline size_t chan_wrong(struct chan_bytes *b, const void *data,
				size_t size)
{
	const unsigned char *from = data;
	size_t wrong = 0;

	while (size--)
		wrong += *from++ != chan_next(b);
	return wrong;
}

static inline bool chan_chosen(const struct kp_transport_info *info)
{
	const char *list = getenv("KPIPE_TRANSPORTS"), *at;
	size_t length = strlen(info->name);

	if (!list)
		return !(info->can & KP_NEEDS_MODULE);
	for (at = list; (at = strstr(at, info->name)); at += length)
		if ((at == list || at[-1] == ' ') &&
		    (!at[length] || at[length] == ' '))
			return true;
	return false;
}

static inline void chan_run_way(struct chan *c, void (*body)(struct chan *c))
{
	static const char *const ways[] = { "pair", "named", "accepted" };
	char title[80];
	int fds, names;

	snprintf(title, sizeof(title), "%s %s%s%s", c->info->name,
		 ways[c->way], c->abstract ? " @" : "",
		 c->flags & KP_MESSAGES ? " messages" : "");
	test.half = title;
	fds = chan_entries("/proc/self/fd");
	names = chan_entries(chan_folder);
	body(c);
	EQ(chan_entries("/proc/self/fd"), fds, "no descriptor is left");
	EQ(chan_entries(chan_folder), names, "no name is left");
}

/* Of this process or of a child of it. */
static inline bool chan_has_left_over(void)
{
	struct kp_leftover *list = NULL;
	ssize_t count = kp_leftovers(&list), i, ours = 0;
	char mark[32];

	snprintf(mark, sizeof(mark), "/kpipe-test-%d", getpid());
	for (i = 0; i < count; i++) {
		if (list[i].pid != getpid() && !strstr(list[i].uri, mark) &&
		    !strstr(list[i].uri, chan_folder))
			continue;
		printf("# left over: %s\n", list[i].uri);
		ours++;
	}
	if (count >= 0)
		kp_leftovers_free(list, (size_t)count);
	return ours;
}

static inline void chan_run_ways(const struct kp_transport_info *info,
				 unsigned int flags,
				 void (*body)(struct chan *c))
{
	static const uint32_t needs[] = {
		[CHAN_PAIR] = KP_CAN_PAIR, [CHAN_OPEN] = KP_CAN_CREATE,
		[CHAN_LISTEN] = KP_CAN_LISTEN,
	};
	struct chan c = { .info = info, .flags = flags };
	int way;

	for (way = CHAN_PAIR; way <= CHAN_LISTEN; way++) {
		c.way = way;
		c.abstract = false;
		if (!(info->can & needs[way]))
			continue;
		chan_run_way(&c, body);
		c.abstract = way != CHAN_PAIR && strchr(info->address, '@');
		if (c.abstract)
			chan_run_way(&c, body);
	}
}

/* Kinds for chan_run(). As messages: streams, too, with KP_MESSAGES. */
#define CHAN_STREAMS	(1U << KP_KIND_STREAM)
#define CHAN_MESSAGES	(1U << KP_KIND_MESSAGE)
#define CHAN_DOORBELLS	(1U << KP_KIND_DOORBELL)

/* Runs body for every transport of these kinds that has all abilities, in
 * every way it has.
 */
static inline int chan_run(unsigned int kinds, uint32_t abilities,
			   void (*body)(struct chan *c), int seconds)
{
	const char *folder = getenv("KPIPE_CHAN_DIR");
	const struct kp_transport_info *info;
	size_t i;

	test_begin(seconds);
	snprintf(chan_folder, sizeof(chan_folder), "%s/kpipe-chan-XXXXXX",
		 folder ? folder : "/tmp");
	MUST(mkdtemp(chan_folder));
	for (i = 0; (info = kp_transport_nth(i)); i++) {
		if (!chan_chosen(info) || (info->can & abilities) != abilities)
			continue;
		if (kinds & 1U << info->kind)
			chan_run_ways(info, 0, body);
		if (kinds & CHAN_MESSAGES && info->can & KP_CAN_MESSAGES)
			chan_run_ways(info, KP_MESSAGES, body);
	}
	test.half = "all";
	OK(!chan_has_left_over(), "no note of a name is left");
	MUST(rmdir(chan_folder) == 0);
	return test_end();
}

#endif /* KPIPE_CHAN_H */
