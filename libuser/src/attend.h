/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Attendance: whether somebody is still at the other end of a thing whose
 * users the kernel does not count, such as a message queue or a semaphore.
 *
 * There are two FIFOs beside the thing. Whoever sends holds one of them open,
 * whoever receives the other, and each side looks at the other's: it hangs up
 * when the last holder has closed it or is gone, however it went, and not
 * before there was one. Relatives use two pipes without names instead.
 *
 * A holder also has a shared flock() on the senders' FIFO, so that who gets
 * the exclusive one knows that nobody else is there.
 *
 * The FIFOs stay empty, unless a transport writes to its own to wake the
 * other side, which finds the byte in theirs.
 */
#ifndef KPIPE_ATTEND_H
#define KPIPE_ATTEND_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Both -1 when the thing was made by a program that keeps no attendance. */
struct kp_attendance {
	int mine;
	int theirs;
};

/* [0] receives, [1] sends. For relatives; writing to mine is not for these. */
int kp_attend_pair(struct kp_attendance pair[2]);

/* Takes part under a name, "SCHEME-REST", without slashes; -ENOENT when no
 * attendance is kept. What others than owner, root and this user have put
 * there is -EPERM. direction: KP_SEND or KP_RECEIVE.
 */
int kp_attend_open(struct kp_attendance *attendance, const char *name,
		   unsigned int direction, uid_t owner);
/* The same, and makes the FIFOs. */
int kp_attend_make(struct kp_attendance *attendance, const char *name,
		   unsigned int direction, mode_t mode);

void kp_attend_leave(struct kp_attendance *attendance);

/* Keeps everybody out: a descriptor for kp_attend_release() when the thing
 * and, with kp_attend_unlink(), the FIFOs are taken away; -EBUSY while somebody
 * is there, -ENOENT when no attendance is kept.
 */
int kp_attend_seize(const char *name);
void kp_attend_release(int seized);
int kp_attend_unlink(const char *name);

/* True when the other side was there and is gone. */
bool kp_attend_gone(const struct kp_attendance *attendance);

/* Sleeps until one of the events of fd (-1: none) or a wake-up, or until the
 * other side goes. Returns 0, or 1 when that is the case, or what kp_wait_fd()
 * returns.
 */
int kp_attend_wait(const struct kp_attendance *attendance, int fd,
		   short events, int64_t deadline);

/* A descriptor, readable for one of the events of fd, and when the other side
 * goes. To be closed.
 */
int kp_attend_epoll(const struct kp_attendance *attendance, int fd,
		    uint32_t events);

#endif /* KPIPE_ATTEND_H */
