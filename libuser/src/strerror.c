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
		"): run \"kpipe load\" as root" },
	{ ENODEV, "the kpipe module is not loaded (" KP_DEVICE
		" leads nowhere): run \"kpipe load\" as root" },
	{ ENXIO, "the kpipe module is not loaded (" KP_DEVICE
		" leads nowhere): run \"kpipe load\" as root" },
	{ EACCES, "access to " KP_DEVICE " or to the pipe is refused: "
		"run as the pipe's owner or as root, and see that " KP_DEVICE
		" may be read" },
	{ EPERM, "the size or the number of pipe pages is above what a user "
		"may have: ask for less, close pipes, or run with "
		"CAP_SYS_RESOURCE (limits: /sys/module/kpipe/parameters)" },
	{ EMFILE, "no free descriptor is left in this process: close some, "
		"or raise \"ulimit -n\"" },
	{ ENFILE, "the system is out of memory or of open files, or the "
		"user's hard limit of pipe pages is reached: close pipes" },
	{ ENOMEM, "there is not enough memory: ask for a smaller pipe (65536 "
		"pages is the most), or close some" },
	{ EINVAL, "an argument is out of range: flags are O_CLOEXEC, "
		"O_NONBLOCK and O_DIRECT, a size is at most 2 GiB, and a "
		"descriptor must be one of a kpipe pipe" },
	{ ENOPKG, "notification pipes (O_EXCL) do not exist in kpipe: "
		"leave the flag out" },
	{ ENOTTY, "the descriptor is no kpipe pipe and not " KP_DEVICE
		", or the loaded module is older than this library: pass "
		"the right one, or \"kpipe unload\" and \"kpipe load\"" },
	{ EBADF, "the descriptor is not open, or is not open for this: "
		"pass an end of the pipe" },
	{ EFAULT, "an address points outside the program's memory" },
	{ EAGAIN, "the pipe changed while it was read: try again" },
};

/**
 * kp_strerror - what an error means and what to do about it
 * @error: a negative errno value that a function of this library returned
 *
 * The sentences are about pipes: what another library returned may need other
 * words. Safe in any thread.
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
