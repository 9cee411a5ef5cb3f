/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: looking at a kpipe pipe from a test, by the bare ioctl and in fdinfo,
 * and waiting until so many tasks are asleep in it.
 */
#ifndef KPIPE_SNAP_H
#define KPIPE_SNAP_H

#include "halves.h"

static inline struct kpipe_snapshot snap_slots(int fd, struct kpipe_slot *slots,
					       unsigned int room)
{
	struct kpipe_snapshot s = {
		.fd = -1,
		.slots = (__u64)(unsigned long)slots,
		.slots_room = room,
	};

	MUST(ioctl(fd, KPIPE_IOC_SNAPSHOT, &s) == 0);
	return s;
}

static inline struct kpipe_snapshot snap(int fd)
{
	return snap_slots(fd, NULL, 0);
}

static inline bool sleepers(int fd, unsigned int readers, unsigned int writers)
{
	struct kpipe_snapshot s;
	int tries;

	for (tries = 0; tries < 20000; tries++) {
		s = snap(fd);
		if (s.read_sleepers == readers && s.write_sleepers == writers)
			return true;
		usleep(500);
	}
	printf("#   asleep: %u in read-empty, %u in write-full\n",
	       s.read_sleepers, s.write_sleepers);
	return false;
}

static inline bool fdinfo_says(int fd, const char *want)
{
	char path[64], line[256];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	f = fopen(path, "r");
	MUST(f);
	while (fgets(line, sizeof(line), f))
		found |= !!strstr(line, want);
	fclose(f);
	return found;
}

#endif /* KPIPE_SNAP_H */
