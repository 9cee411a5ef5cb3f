// SPDX-License-Identifier: GPL-2.0-only
/* mknod makes a FIFO without privilege; other kinds of node work as well. */
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "fifo.h"

static int makes_nodes(void)
{
	int wrong = 0;

	wrong += mknod("n", S_IFIFO | 0600, 0) != 0;
	wrong += unlink("n") != 0;
	wrong += mknod("c", S_IFCHR | 0600, makedev(1, 3)) != -1;
	wrong += errno != EPERM;
	wrong += mknod("r", S_IFREG | 0600, 0) != 0;
	wrong += unlink("r") != 0;
	return wrong;
}

static void socket_works(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX, .sun_path = "s" };
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	int c = socket(AF_UNIX, SOCK_STREAM, 0);
	struct stat st;

	EQ(bind(s, (void *)&sun, sizeof(sun)), 0, "a socket is bound");
	MUST(stat("s", &st) == 0 && listen(s, 1) == 0);
	OK(S_ISSOCK(st.st_mode), "is a socket");
	EQ(connect(c, (void *)&sun, sizeof(sun)), 0, "and connected to");
	ERR(open("s", O_RDONLY), ENXIO, "but not opened");
	close(c);
	close(s);
	MUST(unlink("s") == 0);
}

static void body(void)
{
	struct stat st;
	char buf[8];
	int fd;

	umask(022);
	EQ(mknod("p", S_IFIFO | 0666, makedev(4, 5)), 0, "mknod");
	MUST(stat("p", &st) == 0);
	OK(S_ISFIFO(st.st_mode), "makes a FIFO");
	EQ(st.st_mode & 07777, 0644, "with the mode, less the umask");
	EQ(st.st_rdev, 0, "a device number is ignored");
	fd = open("p", O_RDWR);
	EQ(write(fd, "a", 1), 1, "it takes a byte");
	EQ(read(fd, buf, 8), 1, "and gives it back");
	close(fd);
	ERR(mkfifo("p", 0600), EEXIST, "the name is taken");
	ERR(mkfifo("no/p", 0600), ENOENT, "there is no such directory");
	MUST(unlink("p") == 0);
	socket_works();

	if (geteuid() != 0) {
		test_skip("device nodes", "needs root");
		return;
	}
	MUST(chmod(".", 01777) == 0);
	EQ(as_nobody(makes_nodes), 0, "nobody makes FIFOs, but no devices");
	EQ(mknod("c", S_IFCHR | 0600, makedev(1, 3)), 0, "root does");
	fd = open("c", O_RDWR);
	EQ(write(fd, "abc", 3), 3, "the null device writes");
	EQ(read(fd, buf, 8), 0, "and reads nothing");
	close(fd);
	MUST(unlink("c") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 20);
}
