// SPDX-License-Identifier: GPL-2.0-only
/*
 * The options that stand behind kpipe and kpipe-fifo in a call of kpipe bench
 * are the policy of the pipes that it measures; without any it is the module's.
 */
#include <fcntl.h>
#include <kpipe/kpipe.h>

#include "halves.h"
#include "transport.h"

#define PARAMETER "/sys/module/kpipe/parameters/policy"

static void set_usual(const char *text)
{
	int fd = open(PARAMETER, O_WRONLY);

	MUST(fd >= 0 && write(fd, text, strlen(text)) > 0);
	close(fd);
}

static __u32 policy_of(int fd)
{
	__u32 policy = ~0U;

	MUST(ioctl(fd, KPIPE_IOC_GET_POLICY, &policy) == 0);
	return policy;
}

static void works_by(const char *name, __u32 policy)
{
	struct bench_channel channel = { .fd = { -1, -1 } };

	channel.transport = transport_find(name, &channel.options);
	MUST(channel.transport);
	printf("# %s\n", name);
	EQ(channel_options(&channel), 0, "the options make sense");
	EQ(channel.transport->check(&channel), 0, "it can be used");
	EQ(channel.transport->make(&channel), 0, "it is made");
	EQ(policy_of(channel.fd[BENCH_READS]), policy, "it works as asked");
	EQ(policy_of(channel.fd[BENCH_WRITES]), policy, "so says the other end");
	channel.transport->destroy(&channel);
}

static void body(void)
{
	works_by("kpipe", KPIPE_POLICY_FAST);
	works_by("kpipe:classic", KPIPE_POLICY_CLASSIC);
	works_by("kpipe:lock=single", KPIPE_POLICY_WAIT_ADAPTIVE);
	works_by("kpipe:classic+lock=split", KPIPE_POLICY_LOCK_SPLIT);
	works_by("kpipe:lock=split,wait=sleep", KPIPE_POLICY_LOCK_SPLIT);
	works_by("kpipe:wait=sleep,fast", KPIPE_POLICY_FAST);
	works_by("kpipe-fifo", KPIPE_POLICY_FAST);
	works_by("kpipe-fifo:classic,wait=adaptive", KPIPE_POLICY_WAIT_ADAPTIVE);
	set_usual("classic");
	works_by("kpipe", KPIPE_POLICY_CLASSIC);
	works_by("kpipe:fast", KPIPE_POLICY_FAST);
	works_by("kpipe:wait=sleep", KPIPE_POLICY_LOCK_SPLIT);
	set_usual("fast");
}

int main(void)
{
	return run_on_kpipe(body, 30);
}
