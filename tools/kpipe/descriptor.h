/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a descriptor of some process is.
 */
#ifndef KPIPE_DESCRIPTOR_H
#define KPIPE_DESCRIPTOR_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct descriptor {
	uint64_t ino;	/* of the kpipe pipe; 0 for anything else */
	bool reads;	/* neither: opened with O_PATH, holds no end */
	bool writes;
	char name[PATH_MAX];	/* the text behind its link in /proc */
};

/* Returns 0, or a negative errno value when it is gone or may not be seen. */
int descriptor_look(struct descriptor *seen, pid_t pid, int number);

/* The inode number of a link text of the form kpipe:[ino]; 0 for another. */
uint64_t descriptor_parse_link(const char *text);

#endif /* KPIPE_DESCRIPTOR_H */
