// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Owns /dev/shm/kpipe-UID: who made which name. A symbolic link holds a note
 * because it is made, replaced and read in one step each, so that no reader
 * and no crash ever meets half of one.
 *
 * The lock is an flock() of the folder itself. As the folder is removed when
 * it is empty, whoever gets the lock looks whether it still has a name.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "names.h"

#define FOLDER_MAX 48
/* A link's own name: 32 hexadecimal digits. */
#define NOTE_MAX 33
/* A new note before it takes the place of an old one. */
#define NEW_NOTE "new"

static void folder_path(char path[FOLDER_MAX])
{
	snprintf(path, FOLDER_MAX, "/dev/shm/kpipe-%u",
		 (unsigned int)geteuid());
}

/* /dev/shm is everybody's: what stands there under our name may be a trap. */
static int check_folder(int folder)
{
	struct stat st;

	if (fstat(folder, &st) < 0)
		return -errno;
	if (st.st_uid != geteuid() || st.st_mode & 077)
		return -EPERM;
	return st.st_nlink ? 0 : -ESTALE;
}

static int lock_folder(const char *path)
{
	int folder, error;

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return -errno;
	folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		return errno == ENOENT ? -ESTALE :
		       errno == ENOTDIR || errno == ELOOP ? -EPERM : -errno;
	do {
		error = flock(folder, LOCK_EX) < 0 ? -errno : 0;
	} while (error == -EINTR);
	if (!error)
		error = check_folder(folder);
	if (!error)
		return folder;
	close(folder);
	return error;
}

int kp_names_lock(void)
{
	char path[FOLDER_MAX];
	int names;

	folder_path(path);
	do {
		names = lock_folder(path);
	} while (names == -ESTALE);
	/* Left by whoever was killed in kp_name_note(). */
	if (names >= 0)
		unlinkat(names, NEW_NOTE, 0);
	return names;
}

void kp_names_unlock(int names)
{
	char path[FOLDER_MAX];

	folder_path(path);
	rmdir(path);
	/* close() alone would not do, should another thread have forked. */
	flock(names, LOCK_UN);
	close(names);
}

/* FNV-1a, 128 bits wide: no two URIs meet by accident, and to meet on purpose
 * one would have to be this user.
 */
static void note_name(char name[NOTE_MAX], const char *uri)
{
	const unsigned __int128 prime = ((unsigned __int128)1 << 88) + 0x13b;
	unsigned __int128 hash = ((unsigned __int128)0x6c62272e07bb0142 << 64) +
				 0x62b821756295c58d;

	for (; *uri; uri++)
		hash = (hash ^ (unsigned char)*uri) * prime;
	snprintf(name, NOTE_MAX, "%016" PRIx64 "%016" PRIx64,
		 (uint64_t)(hash >> 64), (uint64_t)hash);
}

static int uri_of(char uri[PATH_MAX], const char *scheme, const char *address)
{
	int length = snprintf(uri, PATH_MAX, "%s:%s", scheme, address);

	return length < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* Reads a note: the owner, and where in text the URI begins. */
static int read_note(int names, const char *name, char text[PATH_MAX],
		     struct kp_owner *owner, const char **uri)
{
	ssize_t length = readlinkat(names, name, text, PATH_MAX - 1);
	int used = 0;

	if (length < 0)
		return -errno;
	text[length] = '\0';
	if (sscanf(text, "%" SCNd32 " %" SCNu32 " %" SCNu64 " %n", &owner->pid,
		   &owner->pid_space, &owner->start, &used) < 3 || !used)
		return -EINVAL;
	*uri = text + used;
	return 0;
}

static int read_owner(int names, const char *uri, struct kp_owner *owner)
{
	char name[NOTE_MAX], text[PATH_MAX];
	const char *noted;
	int error;

	note_name(name, uri);
	error = read_note(names, name, text, owner, &noted);
	if (!error && strcmp(noted, uri))
		error = -ENOENT;
	return error;
}

int kp_name_owner(int names, const char *scheme, const char *address,
		  struct kp_owner *owner)
{
	char uri[PATH_MAX];
	int error = uri_of(uri, scheme, address);

	return error ? error : read_owner(names, uri, owner);
}

int kp_name_note(int names, const char *scheme, const char *address)
{
	char uri[PATH_MAX], text[PATH_MAX], name[NOTE_MAX];
	struct kp_owner self;
	int error, length;

	error = uri_of(uri, scheme, address);
	if (!error)
		error = kp_owner_self(&self);
	if (error)
		return error;
	length = snprintf(text, sizeof(text),
			  "%" PRId32 " %" PRIu32 " %" PRIu64 " %s", self.pid,
			  self.pid_space, self.start, uri);
	if (length >= (int)sizeof(text))
		return -ENAMETOOLONG;
	note_name(name, uri);
	if (symlinkat(text, names, NEW_NOTE) < 0)
		return -errno;
	if (renameat(names, NEW_NOTE, names, name) < 0) {
		error = -errno;
		unlinkat(names, NEW_NOTE, 0);
	}
	return error;
}

void kp_name_forget(int names, const char *scheme, const char *address)
{
	char uri[PATH_MAX], name[NOTE_MAX];

	if (uri_of(uri, scheme, address))
		return;
	note_name(name, uri);
	unlinkat(names, name, 0);
}

bool kp_name_mine(int names, const char *scheme, const char *address)
{
	struct kp_owner owner, self;

	return !kp_name_owner(names, scheme, address, &owner) &&
	       !kp_owner_self(&self) && kp_owner_same(&owner, &self);
}

static int is_note(const struct dirent *entry)
{
	return strlen(entry->d_name) == NOTE_MAX - 1;
}

int kp_names_each(int names,
		  int (*tell)(const char *uri, const struct kp_owner *owner,
			      void *context),
		  void *context)
{
	char text[PATH_MAX];
	struct kp_owner owner;
	struct dirent **list;
	const char *uri;
	int i, count, result = 0;

	count = scandirat(names, ".", &list, is_note, alphasort);
	if (count < 0)
		return -errno;
	for (i = 0; i < count; i++) {
		if (!result &&
		    !read_note(names, list[i]->d_name, text, &owner, &uri))
			result = tell(uri, &owner, context);
		free(list[i]);
	}
	free(list);
	return result;
}

char *kp_name_path(const char *address)
{
	const char *slash = strrchr(address, '/');
	const char *last = slash ? slash + 1 : address;
	char *part, *folder, *path = NULL;

	if (!*last || !strcmp(last, ".") || !strcmp(last, "..")) {
		errno = EISDIR;
		return NULL;
	}
	part = slash ? strndup(address, slash - address + 1) : strdup(".");
	if (!part)
		return NULL;
	folder = realpath(part, NULL);
	free(part);
	if (!folder)
		return NULL;
	/* The root folder ends with the slash already. */
	if (asprintf(&path, "%s/%s", folder[1] ? folder : "", last) < 0)
		path = NULL;
	free(folder);
	return path;
}
