/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Notes of the names that processes of this user have made and not yet taken
 * away. A note is a symbolic link in /dev/shm/kpipe-UID whose text is the
 * owner and the URI. They live as long as the names that stay in memory do,
 * until the next boot; with the last of them goes the folder.
 *
 * How a transport makes a name:
 *
 *	names = kp_names_lock();
 *	if the thing is there: kp_name_owner() says whose it is;
 *	  dead: take it away and go on; alive: use it, or -EEXIST;
 *	  no note of it: somebody else's, use it or -EEXIST, never remove it
 *	kp_name_note(names, ...);	before the thing is made, so that it is
 *					never there without a note
 *	make the thing; on failure kp_name_forget()
 *	kp_names_unlock(names);
 *
 * and takes it away, in close():
 *
 *	names = kp_names_lock();
 *	if (kp_name_mine(names, ...)) { remove it; kp_name_forget(); }
 *	kp_names_unlock(names);
 *
 * A process that has made a name by fork() of the maker is not the maker. An
 * address that is a path is made absolute first: kp_name_path().
 */
#ifndef KPIPE_NAMES_H
#define KPIPE_NAMES_H

#include <stddef.h>

#include "owner.h"

/* Keeps other processes and threads of this user out, for the moment it takes
 * to look at a name and to change it. Returns a number for the functions
 * below, or -EPERM when the folder is not this user's alone.
 */
int kp_names_lock(void);
void kp_names_unlock(int names);

/* Who made this name; -ENOENT when there is no note of it. */
int kp_name_owner(int names, const char *scheme, const char *address,
		  struct kp_owner *owner);
/* Notes that the calling process makes it, whoever made it before. */
int kp_name_note(int names, const char *scheme, const char *address);
void kp_name_forget(int names, const char *scheme, const char *address);
bool kp_name_mine(int names, const char *scheme, const char *address);

/* Calls tell() for every note; it may forget that one. Stops at, and returns,
 * what is not 0.
 */
int kp_names_each(int names,
		  int (*tell)(const char *uri, const struct kp_owner *owner,
			      void *context),
		  void *context);

/* address as an absolute path without links in its folder, to be freed; NULL
 * and errno when the folder is not there.
 */
char *kp_name_path(const char *address);

#endif /* KPIPE_NAMES_H */
