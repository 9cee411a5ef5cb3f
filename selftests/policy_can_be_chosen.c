// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a pipe works can be asked and set on either end, is shown, and comes from
 * the module parameter for pipes and from the mount for FIFOs.
 */
#include "fifo.h"
#include "snap.h"

#define PARAMETER "/sys/module/kpipe/parameters/policy"

static unsigned int policy_of(int fd)
{
	__u32 policy = ~0U;

	MUST(ioctl(fd, KPIPE_IOC_GET_POLICY, &policy) == 0);
	return policy;
}

static int set_policy(int fd, __u32 policy)
{
	return ioctl(fd, KPIPE_IOC_SET_POLICY, &policy);
}

/* Returns 0 or the errno value of writing to the parameter. */
static int set_usual(const char *text)
{
	int fd = open(PARAMETER, O_WRONLY), err = 0;

	MUST(fd >= 0);
	if (write(fd, text, strlen(text)) < 0)
		err = errno;
	close(fd);
	return err;
}

static void by_ioctl(void)
{
	int fd[2];

	open_pipe(fd, 0);
	EQ(policy_of(fd[0]), KPIPE_POLICY_FAST, "a new pipe is fast");
	EQ(set_policy(fd[1], KPIPE_POLICY_CLASSIC), 0, "set on one end");
	EQ(policy_of(fd[0]), KPIPE_POLICY_CLASSIC, "seen on the other");
	EQ(snap(fd[0]).policy, KPIPE_POLICY_CLASSIC, "and in a snapshot");
	OK(fdinfo_says(fd[0], "lock=single wait=sleep"), "and in fdinfo");
	EQ(write(fd[1], "x", 1), 1, "it still takes a byte");
	EQ(set_policy(fd[0], KPIPE_POLICY_LOCK_SPLIT), 0, "changed when in use");
	OK(fdinfo_says(fd[0], "lock=split wait=sleep"), "one idea alone");
	EQ(read(fd[0], &(char){ 0 }, 1), 1, "it still gives the byte");
	ERR(set_policy(fd[0], 1U << 31), EINVAL, "a bit without meaning");
	EQ(policy_of(fd[0]), KPIPE_POLICY_LOCK_SPLIT, "changes nothing");
	ERR(ioctl(fd[0], KPIPE_IOC_SET_POLICY, 1), EFAULT, "a bad address");
	ERR(ioctl(fd[0], KPIPE_IOC_GET_POLICY, 1), EFAULT, "likewise");
	close_pipe(fd);
}

static void by_parameter(void)
{
	int fd[2];

	EQ(set_usual("classic+lock=split\n"), 0, "a preset, but for one");
	open_pipe(fd, 0);
	EQ(policy_of(fd[0]), KPIPE_POLICY_LOCK_SPLIT, "new pipes are like that");
	close_pipe(fd);
	EQ(set_usual("wait=sleep"), 0, "only a choice");
	open_pipe(fd, 0);
	EQ(policy_of(fd[0]), KPIPE_POLICY_LOCK_SPLIT, "the rest is fast");
	close_pipe(fd);
	EQ(set_usual("wait=nap"), EINVAL, "a value that there is not");
	EQ(set_usual("rest=sleep"), EINVAL, "a choice that there is not");
	EQ(set_usual("slow"), EINVAL, "a preset that there is not");
	EQ(set_usual(""), 0, "nothing at all is no change");
	EQ(set_usual("fast"), 0, "back");
}

static void by_mount(const char *dir)
{
	int fd;

	EQ(fs_mount(dir, "policy=classic"), 0, "a mount with its own");
	MUST(chdir(dir) == 0 && mkfifo("f", 0600) == 0);
	fd = open("f", O_RDWR);
	EQ(policy_of(fd), KPIPE_POLICY_CLASSIC, "its FIFOs have it");
	close(fd);
	EQ(mount("none", dir, NULL, MS_REMOUNT, "policy=fast"), 0, "remounted");
	fd = open("f", O_RDWR);
	EQ(policy_of(fd), KPIPE_POLICY_FAST, "opened again, another");
	close(fd);
	MUST(chdir("/") == 0);
	EQ(umount(dir), 0, "unmounted");
	ERR(fs_mount(dir, "policy=slow"), EINVAL, "one that there is not");
}

static void body(void)
{
	char dir[] = "/tmp/policy-XXXXXX";

	by_ioctl();
	by_parameter();
	MUST(mkdtemp(dir));
	by_mount(dir);
	rmdir(dir);
}

int main(void)
{
	return run_on_kpipe(body, 30);
}
