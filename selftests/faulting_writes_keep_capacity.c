// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hundred faulting writes take no slot and no page from the pipe. (The
 * native pipe before 6.15 runs full of empty slots here.)
 */
#include "bad_memory.h"
#include "snap.h"

static void body(void)
{
	static char page[PAGE];
	int fd[2], i, fits = 0, faults = 0;

	if (native() && kernel_older_than(6, 15)) {
		not_on_this_kernel("no slot is left empty");
		return;
	}
	open_pipe(fd, O_NONBLOCK);
	for (i = 0; i < 100; i++)
		faults += write(fd[1], nowhere, 1 + i * 100) < 0 &&
			  errno == EFAULT;
	EQ(faults, 100, "every write from nowhere is EFAULT");
	if (!native()) {
		EQ(snap(fd[0]).slots_used, 0, "no slot is used");
		OK(snap(fd[0]).spare_pages <= SLOTS, "few pages are kept");
	}
	while (write(fd[1], page, PAGE) == PAGE)
		fits++;
	EQ(fits, SLOTS, "the pipe has its whole capacity");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
