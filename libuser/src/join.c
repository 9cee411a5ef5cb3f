// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Joins and leaves named things. All of it happens under kp_names_lock(), so
 * that nobody comes while the last one goes; users of another uid, whom that
 * does not keep out, are told by the lock of the attendance.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "join.h"
#include "names.h"

static const char *attendance_name(char name[PATH_MAX], const char *scheme,
				   const char *address)
{
	snprintf(name, PATH_MAX, "%s-%s", scheme,
		 *address == '/' ? address + 1 : address);
	return name;
}

static unsigned int direction(const struct kp_channel *channel)
{
	return channel->flags & KP_DUPLEX;
}

static bool is_noted(int names, const char *scheme, const char *address)
{
	struct kp_owner owner;

	return !kp_name_owner(names, scheme, address, &owner);
}

/* Sees to it that there is a note exactly if nobody wants the thing kept. */
static int note(int names, const struct kp_joinable *thing,
		const char *address, unsigned int flags)
{
	if (flags & KP_KEEP)
		kp_name_forget(names, thing->scheme, address);
	else if (!is_noted(names, thing->scheme, address))
		return kp_name_note(names, thing->scheme, address);
	return 0;
}

/* The thing first: as long as it is there, so is its attendance. */
int kp_join_remove(const struct kp_joinable *thing, const char *address)
{
	char name[PATH_MAX];
	int seized, error;

	attendance_name(name, thing->scheme, address);
	seized = kp_attend_seize(name);
	if (seized < 0 && seized != -ENOENT)
		return seized;
	error = thing->remove(address);
	if (!error || error == -ENOENT)
		error = kp_attend_unlink(name);
	if (seized >= 0)
		kp_attend_release(seized);
	return error;
}

static int take_away(int names, const struct kp_joinable *thing,
		     const char *address)
{
	int error = kp_join_remove(thing, address);

	if (!error)
		kp_name_forget(names, thing->scheme, address);
	return error;
}

/* What has a note and nobody in it is left over. */
static int clear(int names, const struct kp_joinable *thing,
		 const char *address)
{
	int error = is_noted(names, thing->scheme, address) ?
		    take_away(names, thing, address) : 0;

	return error == -EBUSY ? 0 : error;
}

static int join_present(int names, struct kp_channel *channel,
			struct kp_attendance *attendance,
			const struct kp_joinable *thing, const char *address,
			const struct kp_request *request)
{
	char name[PATH_MAX];
	uid_t owner = geteuid();
	int error = thing->find(channel, address, request, &owner);

	if (error)
		return error;
	if (request->flags & KP_EXCLUSIVE) {
		thing->drop(channel);
		return -EEXIST;
	}
	attendance_name(name, thing->scheme, address);
	error = kp_attend_open(attendance, name, direction(channel), owner);
	if (error == -ENOENT)
		return 0;
	if (!error)
		error = note(names, thing, address, request->flags);
	if (error) {
		kp_attend_leave(attendance);
		thing->drop(channel);
	}
	return error;
}

static int join_new(int names, struct kp_channel *channel,
		    struct kp_attendance *attendance,
		    const struct kp_joinable *thing, const char *address,
		    const struct kp_request *request)
{
	char name[PATH_MAX];
	int error = note(names, thing, address, request->flags);

	if (error)
		return error;
	attendance_name(name, thing->scheme, address);
	error = kp_attend_make(attendance, name, direction(channel),
			       request->options->mode);
	if (error)
		goto forget;
	error = thing->make(channel, address, request);
	if (!error)
		return 0;
	kp_attend_leave(attendance);
	kp_attend_unlink(name);
forget:
	kp_name_forget(names, thing->scheme, address);
	return error;
}

int kp_join(struct kp_channel *channel, struct kp_membership *member,
	    const struct kp_joinable *thing, const char *address,
	    const struct kp_request *request)
{
	struct kp_attendance *attendance = &member->attendance;
	int names, error;

	*attendance = (struct kp_attendance){ -1, -1 };
	member->address = strdup(address);
	if (!member->address)
		return -ENOMEM;
	names = kp_names_lock();
	error = names;
	if (names < 0)
		goto free_address;
	error = clear(names, thing, address);
	if (!error)
		error = join_present(names, channel, attendance, thing,
				     address, request);
	if (error == -ENOENT && request->flags & KP_CREATE)
		error = join_new(names, channel, attendance, thing, address,
				 request);
	kp_names_unlock(names);
	if (!error)
		return 0;
free_address:
	free(member->address);
	member->address = NULL;
	return error;
}

void kp_leave(struct kp_channel *channel, struct kp_membership *member,
	      const struct kp_joinable *thing)
{
	bool tidy = member->address && member->attendance.mine >= 0 &&
		    !(channel->flags & KP_KEEP);
	int names;

	thing->drop(channel);
	kp_attend_leave(&member->attendance);
	names = tidy ? kp_names_lock() : -1;
	if (names >= 0) {
		/* -EBUSY: the last one does it, if only another process
		 * that has this very end through fork().
		 */
		take_away(names, thing, member->address);
		kp_names_unlock(names);
	}
	free(member->address);
}

int kp_join_pair(struct kp_membership *receiver, struct kp_membership *sender)
{
	struct kp_attendance pair[2];
	int error = kp_attend_pair(pair);

	if (error)
		return error;
	receiver->attendance = pair[0];
	sender->attendance = pair[1];
	return 0;
}

int kp_join_handed(struct kp_membership *member, const int fds[2])
{
	struct stat st;
	int i;

	for (i = 0; i < 2; i++)
		if (fstat(fds[i], &st) < 0 || !S_ISFIFO(st.st_mode))
			return -EBADF;
	member->attendance.mine = fds[0];
	member->attendance.theirs = fds[1];
	return 0;
}
