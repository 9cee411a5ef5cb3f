// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asking what an end is ready for, with and without waiting for it: poll,
 * select, and epoll, level- and edge-triggered.
 */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "memory.h"
#include "ops.h"
#include "world.h"

static void poll_ends(struct call *c, int timeout)
{
	static const short wanted[] = { POLLIN | POLLOUT | POLLRDHUP, POLLIN,
					POLLOUT, POLLPRI };
	struct pollfd p[2] = {
		{ c->fd, wanted[c->op.flag % 4], 0 },
		{ c->other, wanted[c->op.flag / 4 % 4], 0 },
	};

	c->r.value = poll(p, 1 + c->op.salt % 2, timeout);
	c->r.bytes = (uint16_t)p[0].revents | (uint32_t)p[1].revents << 16;
}

static void do_poll(struct call *c)
{
	poll_ends(c, 0);
}

static void do_poll_wait(struct call *c)
{
	poll_ends(c, -1);
}

static void select_ends(struct call *c, struct timeval *timeout)
{
	fd_set set[3];
	int last = c->fd > c->other ? c->fd : c->other;

	for (int i = 0; i < 3; i++) {
		FD_ZERO(&set[i]);
		if (c->op.flag & (1 << i))
			FD_SET(c->fd, &set[i]);
		if (c->op.flag & (8 << i))
			FD_SET(c->other, &set[i]);
	}
	c->r.value = select(last + 1, &set[0], &set[1], &set[2], timeout);
	if (c->r.value >= 0)
		c->r.bytes = memory_hash(set, sizeof(set));
}

static void do_select(struct call *c)
{
	struct timeval now = { 0 };

	select_ends(c, &now);
}

static void do_select_wait(struct call *c)
{
	select_ends(c, NULL);
}

static void do_epoll(struct call *c)
{
	static const int commands[] = { EPOLL_CTL_ADD, EPOLL_CTL_ADD,
					EPOLL_CTL_MOD, EPOLL_CTL_DEL };
	static const uint32_t extra[] = { 0, EPOLLET, EPOLLET, EPOLLONESHOT };
	static const uint32_t events[] = { EPOLLIN | EPOLLOUT, EPOLLIN,
					   EPOLLOUT,
					   EPOLLIN | EPOLLOUT | EPOLLRDHUP };
	struct epoll_event e = {
		.events = events[c->op.flag % 4] | extra[c->op.flag / 4 % 4],
		.data.u32 = c->slot,
	};

	c->r.value = epoll_ctl(c->w->epoll, commands[c->op.flag / 16 % 4],
			       c->fd, &e);
	if (!c->r.value && e.events & (EPOLLET | EPOLLONESHOT))
		c->w->watched = true;
}

static void epoll_events(struct call *c, int timeout)
{
	struct epoll_event e[2 * WORLD_FDS] = { 0 };

	c->r.value = epoll_wait(c->w->epoll, e, 1 + c->op.salt % 24, timeout);
	if (c->r.value > 0)
		c->r.bytes = memory_hash(e, c->r.value * sizeof(e[0]));
}

static void do_epoll_get(struct call *c)
{
	epoll_events(c, 0);
}

static void do_epoll_wait(struct call *c)
{
	epoll_events(c, -1);
}

const struct kind kinds_wait[] = {
	{ "poll", 7, NEEDS_TWO, NULL, do_poll, NULL },
	{ "poll-wait", 1, NEEDS_TWO, always_sleeps, do_poll_wait, NULL },
	{ "select", 3, NEEDS_TWO, NULL, do_select, NULL },
	{ "select-wait", 1, NEEDS_TWO, always_sleeps, do_select_wait, NULL },
	{ "epoll-ctl", 5, NEEDS_END, NULL, do_epoll, NULL },
	{ "epoll-get", 6, NEEDS_NOTHING, NULL, do_epoll_get, NULL },
	{ "epoll-wait", 1, NEEDS_NOTHING, always_sleeps, do_epoll_wait, NULL },
	{ 0 },
};
