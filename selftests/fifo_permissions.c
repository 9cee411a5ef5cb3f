// SPDX-License-Identifier: GPL-2.0-only
/* Who may open, change and remove a FIFO: its mode, its owner, sticky bits. */
#include "fifo.h"

static int tries_to_open(void)
{
	int r = open("f", O_RDONLY | O_NONBLOCK), w, can = 0;

	w = open("w", O_WRONLY | O_NONBLOCK);
	can |= r >= 0 ? 4 : 0;
	can |= w >= 0 ? 2 : 0;
	return can;
}

static int tries_to_change(void)
{
	int wrong = 0;

	wrong += chmod("f", 0666) != -1 || errno != EPERM;
	wrong += chown("f", 65534, 65534) != -1 || errno != EPERM;
	wrong += unlink("f") != -1 || errno != EPERM;
	wrong += rename("f", "g") != -1 || errno != EPERM;
	wrong += utimensat(AT_FDCWD, "f", NULL, 0) != -1 || errno != EACCES;
	return wrong;
}

static int makes_his_own(void)
{
	struct stat st;
	int wrong = 0;

	wrong += mkfifo("mine", 0640) != 0 || stat("mine", &st) != 0;
	wrong += st.st_uid != 65534 || st.st_gid != 65534;
	wrong += (st.st_mode & 07777) != 0640;
	wrong += chmod("mine", 0600) != 0;
	wrong += unlink("mine") != 0;
	return wrong;
}

static void both_modes(mode_t mode)
{
	MUST(chmod("f", mode) == 0 && chmod("w", mode) == 0);
}

static void body(void)
{
	struct stat st;
	int r;

	if (geteuid() != 0) {
		test_skip("all checks", "needs root, to be somebody else");
		return;
	}
	MUST(chmod(".", 01777) == 0);
	umask(0);
	MUST(mkfifo("f", 04755) == 0 && mkfifo("w", 0) == 0);
	MUST(stat("f", &st) == 0);
	OK(S_ISFIFO(st.st_mode), "it is a FIFO");
	EQ(st.st_mode & 07777, 04755, "of the mode asked for");
	EQ(st.st_size, 0, "of size 0");
	EQ(st.st_nlink, 1, "with one link");
	umask(027);
	MUST(mkfifo("g", 0666) == 0 && stat("g", &st) == 0);
	EQ(st.st_mode & 07777, 0640, "less the umask");
	umask(0);
	MUST(unlink("g") == 0);

	r = open("w", O_RDONLY | O_NONBLOCK);
	MUST(r >= 0);
	both_modes(0600);
	EQ(as_nobody(tries_to_open), 0, "others: nothing");
	both_modes(0604);
	EQ(as_nobody(tries_to_open), 4, "others: read");
	both_modes(0602);
	EQ(as_nobody(tries_to_open), 2, "others: write");
	both_modes(0066);
	MUST(chown("f", 65534, 0) == 0 && chown("w", 0, 65534) == 0);
	EQ(as_nobody(tries_to_open), 2, "the owner by the owner's bits alone");
	MUST(chown("f", 0, 0) == 0 && chown("w", 0, 0) == 0);
	both_modes(0644);
	EQ(as_nobody(tries_to_change), 0, "others change nothing");
	EQ(as_nobody(makes_his_own), 0, "but make and remove their own");
	ERR(execl("f", "f", NULL), EACCES, "it cannot be executed");
	both_modes(0755);
	ERR(execl("f", "f", NULL), EACCES, "not even with x bits");
	close(r);

	MUST(mkdir("sgid", 0755) == 0 && chown("sgid", 0, 42) == 0);
	MUST(chmod("sgid", 02755) == 0 && mkfifo("sgid/f", 0600) == 0);
	MUST(stat("sgid/f", &st) == 0);
	EQ(st.st_gid, 42, "a set-group-id directory gives its group");
	MUST(unlink("sgid/f") == 0 && rmdir("sgid") == 0);
	MUST(unlink("f") == 0 && unlink("w") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 30);
}
