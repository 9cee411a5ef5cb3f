// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Takes the state of a pipe, with as many slots as it has at that moment.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib.h"

/* Slots that the first try has room for: those of a default pipe and more. */
#define FIRST_ROOM 32
/* Every try has room for the capacity that the one before it saw, so another
 * one is needed only when the pipe was enlarged in between.
 */
#define TRIES 16

static int ask(int via, int fd, struct kpipe_snapshot *state)
{
	uint64_t slots = state->slots;
	uint32_t room = state->slots_room;

	memset(state, 0, sizeof(*state));
	state->fd = fd;
	state->slots = slots;
	state->slots_room = room;
	return ioctl(via, KPIPE_IOC_SNAPSHOT, state) < 0 ? -errno : 0;
}

/*
 * The device answers for any descriptor, one opened with O_PATH included.
 * Without the device an end can still be asked about itself; O_PATH cannot,
 * and then what is wrong is that the device could not be opened.
 */
int kp_look(int fd, struct kpipe_snapshot *state)
{
	int device = kp_open();
	int error;

	if (device >= 0) {
		error = ask(device, fd, state);
		close(device);
		return error;
	}
	error = ask(fd, -1, state);
	if (error == -EBADF && fcntl(fd, F_GETFD) >= 0)
		return device;
	return error;
}

static struct kp_snapshot *with_room(uint32_t room)
{
	struct kp_snapshot *snapshot;

	snapshot = malloc(sizeof(*snapshot) +
			  (size_t)room * sizeof(struct kpipe_slot));
	if (!snapshot)
		return NULL;
	memset(snapshot, 0, sizeof(*snapshot));
	snapshot->slots = (struct kpipe_slot *)(snapshot + 1);
	snapshot->state.slots = (uintptr_t)snapshot->slots;
	snapshot->state.slots_room = room;
	return snapshot;
}

/**
 * kp_snapshot - the state of a pipe at one moment
 * @fd: an end of the pipe, or a descriptor opened on it with O_PATH
 * @result: receives the snapshot; kp_snapshot_free() it
 *
 * Changes nothing in the pipe, wakes nobody, does not wait for a peer. It
 * may wait for a reader or writer that is copying at the moment. Safe in any
 * thread. @result is written only on success.
 *
 * Return: 0; -EINVAL or -ENOTTY (@fd is not a kpipe pipe), -EBADF, -EACCES
 * (no read permission on a pipe opened with O_PATH), -ENOMEM, -EAGAIN (the
 * pipe grew faster than it could be read); the errors of kp_open() when @fd
 * was opened with O_PATH and the device cannot be.
 */
KP_PUBLIC int kp_snapshot(int fd, struct kp_snapshot **result)
{
	struct kp_snapshot *snapshot;
	uint32_t room = FIRST_ROOM;
	int error, i;

	for (i = 0; i < TRIES; i++) {
		snapshot = with_room(room);
		if (!snapshot)
			return -ENOMEM;
		error = kp_look(fd, &snapshot->state);
		if (!error && snapshot->state.slots_used <= room) {
			*result = snapshot;
			return 0;
		}
		room = snapshot->state.capacity;
		if (room < snapshot->state.slots_used)
			room = snapshot->state.slots_used;
		kp_snapshot_free(snapshot);
		if (error)
			return error;
	}
	return -EAGAIN;
}

/**
 * kp_snapshot_free - give back what kp_snapshot() made
 * @snapshot: a snapshot, or NULL
 */
KP_PUBLIC void kp_snapshot_free(struct kp_snapshot *snapshot)
{
	free(snapshot);
}
