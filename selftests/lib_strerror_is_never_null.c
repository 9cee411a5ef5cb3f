// SPDX-License-Identifier: GPL-2.0-only
/* kp_strerror(): a sentence for every number, and the right hint for ours. */
#include <limits.h>
#include <kpipe/kpipe.h>

#include "kpipe_test.h"

static bool says(int error, const char *word)
{
	return strstr(kp_strerror(error), word);
}

int main(void)
{
	int i, without = 0;

	test_begin(20);
	test.half = "libkpipe";
	for (i = -5000; i <= 5000; i++)
		without += !kp_strerror(i) || !*kp_strerror(i);
	without += !kp_strerror(INT_MIN) + !kp_strerror(INT_MAX);
	EQ(without, 0, "every number has a sentence");
	OK(says(-ENOENT, "kpipe load"), "no device: what to do");
	OK(says(-ENODEV, "kpipe load"), "no module: what to do");
	OK(says(-EMFILE, "descriptor"), "EMFILE speaks of descriptors");
	OK(says(-ENOPKG, "O_EXCL"), "ENOPKG names the flag");
	OK(says(-EPERM, "CAP_SYS_RESOURCE"), "EPERM names the capability");
	return test_end();
}
