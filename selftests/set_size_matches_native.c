// SPDX-License-Identifier: GPL-2.0-only
/*
 * KPIPE_IOC_SET_SIZE gives what F_SETPIPE_SZ gives, also for sizes that make no
 * sense, of which kernels differ in what they think.
 */
#include <inttypes.h>

#include "halves.h"

static int64_t native_size(uint64_t size)
{
	int fd[2];
	int64_t got;

	MUST(pipe2(fd, 0) == 0);
	got = fcntl(fd[1], F_SETPIPE_SZ, (unsigned long)size);
	got = got < 0 ? -errno : got;
	close_pipe(fd);
	return got;
}

static int64_t kpipe_size(uint64_t size)
{
	__u64 got = size;
	int fd[2];
	int err;

	open_pipe(fd, 0);
	err = ioctl(fd[1], KPIPE_IOC_SET_SIZE, &got) < 0 ? errno : 0;
	close_pipe(fd);
	return err ? -err : (int64_t)got;
}

static void body(void)
{
	static const uint64_t sizes[] = {
		0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE, 65536, 65537, 1 << 20,
		(1UL << 31) + 1, UINT32_MAX, 1UL << 32, (1UL << 32) + PAGE + 1,
		(1UL << 32) + (1UL << 31) + 1, UINT64_MAX,
	};
	unsigned int i;
	char name[64];

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		snprintf(name, sizeof(name), "%" PRIu64 " bytes", sizes[i]);
		EQ(kpipe_size(sizes[i]), native_size(sizes[i]), name);
	}
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
