// SPDX-License-Identifier: GPL-2.0-only
/*
 * What root may do to a module in use: tries to unload it and to unmount its
 * file system, which must be refused, and mounts and loses other ones.
 */
#include <sys/mount.h>
#include <sys/stat.h>

#include "../module.h"
#include "stress.h"

static void must_be_refused(struct common *common, int ret, int error,
			    const char *what)
{
	if (ret == -1 && errno == error) {
		common->refused++;
		return;
	}
	if (atomic_fetch_add(&common->wrong, 1) == 0)
		snprintf(common->what, sizeof(common->what),
			 "%s: %d, errno %d", what, ret, errno);
	atomic_store(&common->over, 1);
}

/* Somebody may still be using it when it is unmounted, as these two FIFOs. */
static void another_mount(const char *dir)
{
	char other[80], name[100];
	int i, fd[2] = { -1, -1 };

	snprintf(other, sizeof(other), "%s-other", dir);
	mkdir(other, 0700);
	if (mount("none", other, "kpipe", 0, "size=64k,nr_inodes=9"))
		return;
	for (i = 0; i < 2; i++) {
		snprintf(name, sizeof(name), "%s/%d", other, i);
		if (mkfifo(name, 0600) == 0)
			fd[i] = open(name, O_RDWR | O_NONBLOCK);
		if (fd[i] >= 0 && write(fd[i], name, sizeof(name)) < 0)
			errno = 0;
	}
	umount2(other, MNT_DETACH);
	for (i = 0; i < 2; i++)
		close(fd[i]);
}

void nuisance(struct common *common, const char *dir, unsigned int random)
{
	int busy = open(dir, O_PATH);

	MUST(busy >= 0);
	while (!atomic_load(&common->over)) {
		random = random * 1103515245 + 12345;
		must_be_refused(common, module_unload(), EWOULDBLOCK,
				"unload of a module in use");
		must_be_refused(common, umount2(dir, 0), EBUSY,
				"umount of a file system in use");
		another_mount(dir);
		usleep(20000 + (random >> 8) % 200000);
	}
	close(busy);
}
