// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Says in a sentence what an error of this library means and what helps.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib.h"

static const struct {
	int error;
	const char *sentence;
} sentences[] = {
	{ ENOENT, "the kpipe module is not loaded (there is no " KP_DEVICE
		"): run \"kpipe load\" as root; or, of a channel, nobody has "
		"made that name: start the peer first, or open with "
		"KP_CREATE" },
	{ ENODEV, "the kpipe module is not loaded (" KP_DEVICE
		" leads nowhere): run \"kpipe load\" as root" },
	{ ENXIO, "the kpipe module is not loaded (" KP_DEVICE
		" leads nowhere): run \"kpipe load\" as root" },
	{ EACCES, "access is refused, to " KP_DEVICE ", a pipe or a channel's "
		"name: run as its owner or as root, and see that it, and the "
		"folders on the way to it, may be used" },
	{ EPERM, "the size or the number of pipe pages is above what a user "
		"may have: ask for less, close pipes, or run with "
		"CAP_SYS_RESOURCE (limits: /sys/module/kpipe/parameters). "
		"Where no pipe is made: /dev/shm/kpipe-UID, where names are "
		"noted, is not this user's alone: have it removed" },
	{ EMFILE, "no free descriptor is left in this process, or more came "
		"than were made room for: close some, or raise \"ulimit "
		"-n\"" },
	{ ENFILE, "the system is out of memory or of open files, or the "
		"user's hard limit of pipe pages is reached: close pipes" },
	{ ENOMEM, "there is not enough memory: ask for less (the largest pipe "
		"has 65536 pages), or close what is not needed" },
	{ EINVAL, "an argument is out of range: the flags, sizes, times and "
		"the form of a URI (SCHEME:ADDRESS) are in the manual page, "
		"and a descriptor must be one of the right kind" },
	{ ENOPKG, "notification pipes (O_EXCL) do not exist in kpipe: "
		"leave the flag out" },
	{ ENOTTY, "the descriptor is no kpipe pipe and not " KP_DEVICE
		", or the loaded module is older than this library: pass "
		"the right one, or \"kpipe unload\" and \"kpipe load\"" },
	{ EBADF, "the descriptor or channel is not open, or is not open for "
		"this: pass the right end, or open it for both directions" },
	{ EFAULT, "an address points outside the program's memory" },
	{ EAGAIN, "not at once: wait until the channel is ready, or give it a "
		"timeout; a snapshot: the pipe changed while it was read: try "
		"again" },
	{ ETIMEDOUT, "the time given was over before it could be done: see "
		"whether the peer runs, or give it longer" },
	{ EINTR, "a signal came while waiting, and nothing was moved: call "
		"again, or stop, as the signal wants" },
	{ EPIPE, "nobody can receive any more: the peer closed its end or is "
		"gone. Close the channel, and open a new one when the peer is "
		"back" },
	{ EOWNERDEAD, "the peer died in the middle of something, which is "
		"lost: what was received before it is whole. Close the "
		"channel, and open a new one when the peer is back" },
	{ EMSGSIZE, "the message is too long: for sending, for what the "
		"channel takes (kp_channel_max_message(); ask for more with "
		"kp_options.max_message); for receiving, for the buffer: the "
		"message is still there, call again with a larger one" },
	{ EBADMSG, "what came is no message of this library, or is longer "
		"than this end takes: see that both ends use the same "
		"transport, KP_MESSAGES and max_message" },
	{ EPROTO, "what is in the shared memory breaks the rules: the name is "
		"of something else, or the peer is damaged or hostile. Close "
		"the channel" },
	{ EOPNOTSUPP, "this transport cannot do that: \"kpipe info "
		"--transports\" says what each can do" },
	{ EPROTONOSUPPORT, "there is no such transport: \"kpipe info "
		"--transports\" lists them" },
	{ EPROTOTYPE, "under that name there is something of another kind: "
		"see with ls -l what it is, and choose another name" },
	{ EEXIST, "the name is there already and KP_EXCLUSIVE asks for a new "
		"one: choose another name, or leave the flag out" },
	{ EADDRINUSE, "somebody serves under that name, or something else "
		"has it: choose another name, or stop the other one" },
	{ ECONNREFUSED, "nobody serves under that name: start the server; if "
		"it was killed, starting it again replaces what it left" },
	{ ENOTCONN, "nobody is at the other end yet" },
	{ ENAMETOOLONG, "the name is too long: the path of a Unix socket has "
		"107 bytes at most, any other 4095" },
	{ EBUSY, "it is in use: finish what was begun on the channel first, "
		"or see who uses the name" },
	{ ENOSPC, "there is no room: in the buffer given, on the file system "
		"of the name, or among the system's queues or semaphores "
		"(limits: /proc/sys/kernel/msgmni, sem, "
		"/proc/sys/fs/mqueue/queues_max): \"kpipe gc\" finds those "
		"left over" },
	{ EDQUOT, "it is more than one user may have: ask for less, remove "
		"what is left over (\"kpipe gc\"), or raise the limit "
		"(message queues: \"ulimit -q\", "
		"/proc/sys/fs/mqueue/msg_max, /proc/sys/kernel/msgmnb)" },
	{ EIDRM, "somebody has removed the queue or semaphore, with what was "
		"in it: close the channel, and open a new one" },
	{ ESRCH, "there is no such process, or it has ended: see that it runs, "
		"and that the number is its own" },
	{ EHOSTUNREACH, "the machine cannot be reached: see that it runs, and "
		"that the network does" },
	{ ERANGE, "the value is too large for this doorbell: see its "
		"doorbell_bits in \"kpipe info --transports\"" },
};

/**
 * kp_strerror - what an error means and what to do about it
 * @error: a negative errno value that a function of this library returned
 *
 * The sentences are about pipes and channels: what another library returned
 * may need other words. Safe in any thread.
 *
 * Return: an English sentence that lives as long as the program.
 */
KP_PUBLIC const char *kp_strerror(int error)
{
	const char *other;
	size_t i;

	if (error >= 0)
		return "no error";
	for (i = 0; i < ARRAY_SIZE(sentences); i++)
		if (sentences[i].error == -error)
			return sentences[i].sentence;
	/* Unlike strerror(), this one has no buffer to share or to outlive. */
	other = strerrordesc_np(-error);
	return other ? other : "unknown error";
}
