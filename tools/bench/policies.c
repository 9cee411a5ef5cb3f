// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads policies and gives them to pipes, by ioctl and before anybody uses them.
 *
 * As in the module, what is not said is as in "fast".
 */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include <kpipe/kpipe.h>

#include "array.h"
#include "policies.h"

static const struct word {
	const char *name, *summary;
	__u32 decides, value;
} words[] = {
	{ "classic", "as the kernel's own pipes", KPIPE_POLICY_FAST,
	  KPIPE_POLICY_CLASSIC },
	{ "fast", "all that has been found to pay", KPIPE_POLICY_FAST,
	  KPIPE_POLICY_FAST },
	{ "lock=single", "readers or writers, one at a time",
	  KPIPE_POLICY_LOCK_SPLIT, 0 },
	{ "lock=split", "readers and writers at the same time",
	  KPIPE_POLICY_LOCK_SPLIT, KPIPE_POLICY_LOCK_SPLIT },
	{ "wait=sleep", "who has to wait sleeps at once",
	  KPIPE_POLICY_WAIT_ADAPTIVE, 0 },
	{ "wait=adaptive", "who has to wait looks for a while first",
	  KPIPE_POLICY_WAIT_ADAPTIVE, KPIPE_POLICY_WAIT_ADAPTIVE },
};

const char *policy_word(size_t i)
{
	return i < ARRAY_SIZE(words) ? words[i].name : NULL;
}

const char *policy_summary(size_t i)
{
	return words[i].summary;
}

static const struct word *find(const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i].name) == length &&
		    !strncmp(words[i].name, name, length))
			return &words[i];
	return NULL;
}

static int refuse(struct bench_channel *channel, const char *word,
		  size_t length)
{
	size_t i, room = sizeof(channel->problem);
	char *to = channel->problem;
	int n;

	n = snprintf(to, room, "%s has no option \"%.*s\", only",
		     channel->transport->name, length > 40 ? 40 : (int)length,
		     word);
	for (i = 0; i < ARRAY_SIZE(words); i++)
		n += snprintf(to + n, room - n, "%s %s", i ? "," : "",
			      words[i].name);
	return -1;
}

static int parse(struct bench_channel *channel, __u32 *policy)
{
	const char *at = channel->options;
	const struct word *word;
	size_t length;

	*policy = KPIPE_POLICY_FAST;
	for (;; at += length + 1) {
		length = strcspn(at, ",+");
		word = find(at, length);
		if (!word)
			return refuse(channel, at, length);
		*policy = (*policy & ~word->decides) | word->value;
		if (!at[length])
			return 0;
	}
}

int policy_options(struct bench_channel *channel)
{
	__u32 policy;

	return channel->options[0] ? parse(channel, &policy) : 0;
}

int policy_set(struct bench_channel *channel)
{
	__u32 policy;

	if (!channel->options[0])
		return 0;
	if (parse(channel, &policy))
		return -1;
	if (ioctl(channel->fd[BENCH_WRITES], KPIPE_IOC_SET_POLICY, &policy))
		return channel_failed(channel, "setting the policy");
	return 0;
}
