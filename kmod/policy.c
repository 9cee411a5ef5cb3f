// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe decides in which of several ways a pipe works.
 *
 * None of the ways can be told from another by what a program gets, only by the
 * time it takes. So that each idea can be looked at alone, they are switched one
 * by one; "classic" is how pipes of the kernel work, "fast" all that has been
 * found to pay.
 *
 * A policy as text is a preset, or choices, or both, joined by "+":
 * "classic", "lock=split", "fast+wait=sleep". What is not said is as in "fast".
 *
 * Takes no lock.
 */
#include <linux/moduleparam.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include <linux/kpipe.h>

#include "kpipe.h"

struct kpipe_choice {
	u32 bit;
	const char *name;
	const char *classic;
	const char *fast;
};

static const struct kpipe_choice kpipe_choices[] = {
	{ KPIPE_POLICY_LOCK_SPLIT, "lock", "single", "split" },
	{ KPIPE_POLICY_WAIT_ADAPTIVE, "wait", "sleep", "adaptive" },
};

static u32 kpipe_policy_usual = KPIPE_POLICY_FAST;

/* Applies "name=value". */
static int kpipe_policy_choose(const char *word, u32 *policy)
{
	const struct kpipe_choice *choice;

	for (choice = kpipe_choices;
	     choice < kpipe_choices + ARRAY_SIZE(kpipe_choices); choice++) {
		size_t len = strlen(choice->name);

		if (strncmp(word, choice->name, len) || word[len] != '=')
			continue;
		word += len + 1;
		if (!strcmp(word, choice->fast))
			*policy |= choice->bit;
		else if (!strcmp(word, choice->classic))
			*policy &= ~choice->bit;
		else
			return -EINVAL;
		return 0;
	}
	return -EINVAL;
}

/**
 * kpipe_policy_parse - read a policy
 * @text: the policy, which may end in a newline
 * @policy: where it goes: KPIPE_POLICY_* bits
 *
 * Context: any.
 * Return: 0, or -EINVAL, in which case @policy is what it was.
 */
int kpipe_policy_parse(const char *text, u32 *policy)
{
	char words[KPIPE_POLICY_TEXT], *rest = words, *word;
	u32 wanted = KPIPE_POLICY_FAST;
	int err = 0;

	if (strscpy(words, text, sizeof(words)) < 0)
		return -EINVAL;
	rest = strim(words);
	while (!err && (word = strsep(&rest, "+"))) {
		if (!strcmp(word, "fast"))
			wanted = KPIPE_POLICY_FAST;
		else if (!strcmp(word, "classic"))
			wanted = KPIPE_POLICY_CLASSIC;
		else
			err = kpipe_policy_choose(word, &wanted);
	}
	if (!err)
		*policy = wanted;
	return err;
}

/**
 * kpipe_policy_text - write a policy out, every choice of it
 * @policy: the policy
 * @text: where it goes, KPIPE_POLICY_TEXT bytes
 * @between: what to put between two choices
 *
 * Context: any.
 * Return: @text.
 */
const char *kpipe_policy_text(u32 policy, char *text, char between)
{
	int len = 0, i;

	for (i = 0; i < ARRAY_SIZE(kpipe_choices); i++) {
		const struct kpipe_choice *choice = &kpipe_choices[i];

		if (i)
			text[len++] = between;
		len += scnprintf(text + len, KPIPE_POLICY_TEXT - len, "%s=%s",
				 choice->name, policy & choice->bit ?
				 choice->fast : choice->classic);
	}
	return text;
}

/**
 * kpipe_policy_default - the policy of pipes for which nobody chose one
 *
 * Context: any.
 * Return: KPIPE_POLICY_* bits.
 */
u32 kpipe_policy_default(void)
{
	return READ_ONCE(kpipe_policy_usual);
}

static int kpipe_policy_set(const char *text, const struct kernel_param *param)
{
	u32 policy;
	int err = kpipe_policy_parse(text, &policy);

	if (!err)
		WRITE_ONCE(kpipe_policy_usual, policy);
	return err;
}

static int kpipe_policy_get(char *buffer, const struct kernel_param *param)
{
	char text[KPIPE_POLICY_TEXT];

	return sysfs_emit(buffer, "%s\n",
			  kpipe_policy_text(kpipe_policy_default(), text, '+'));
}

static const struct kernel_param_ops kpipe_policy_ops = {
	.set = kpipe_policy_set,
	.get = kpipe_policy_get,
};

module_param_cb(policy, &kpipe_policy_ops, NULL, 0644);
MODULE_PARM_DESC(policy,
		 "How new pipes work: fast, classic, lock=, wait= (fast)");
