// SPDX-License-Identifier: GPL-2.0-only
/* A field that must be zero is looked at: later versions may give it sense. */
#include "halves.h"

#define REFUSED(command, type, field, value) do {			\
	type arg = { 0 };						\
									\
	arg.field = (value);						\
	ERR(ioctl(device, command, &arg), EINVAL, #type "." #field);	\
} while (0)

static void body(void)
{
	struct kpipe_query q;
	int fd[2];
	int lowest = dup(0);
	__u64 pipes = query().pipes;

	close(lowest);
	REFUSED(KPIPE_IOC_CREATE, struct kpipe_create, pad, 1);
	REFUSED(KPIPE_IOC_CREATE, struct kpipe_create, pad, 1U << 31);
	REFUSED(KPIPE_IOC_CREATE, struct kpipe_create, reserved[0], 1);
	REFUSED(KPIPE_IOC_CREATE, struct kpipe_create, reserved[3], 1ULL << 63);
	REFUSED(KPIPE_IOC_QUERY, struct kpipe_query, reserved[0], 1);
	REFUSED(KPIPE_IOC_QUERY, struct kpipe_query, reserved[1], 1);
	EQ(query().pipes, pipes, "no pipe came into being");
	EQ(dup(0), lowest, "no descriptor did");
	close(lowest);

	open_pipe(fd, 0);
	REFUSED(KPIPE_IOC_SNAPSHOT, struct kpipe_snapshot, reserved[2], 1);
	close_pipe(fd);

	q = query();
	OK(q.features & KPIPE_FEATURE_CREATE, "CREATE is announced");
	OK(q.features & KPIPE_FEATURE_SNAPSHOT, "SNAPSHOT is announced");
	OK(!q.reserved[0] && !q.reserved[1], "reserved comes back as zero");
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
