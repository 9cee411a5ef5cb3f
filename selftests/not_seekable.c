// SPDX-License-Identifier: GPL-2.0-only
/* What a pipe cannot do is refused with the same error by both kinds. */
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "halves.h"

static void body(void)
{
	char buf[8] = "";
	struct iovec iov = { buf, 1 };
	int fd[2], r, w;

	open_pipe(fd, O_NONBLOCK);
	r = fd[0];
	w = fd[1];
	MUST(write(w, "abcdef", 6) == 6);
	ERR(lseek(r, 0, SEEK_CUR), ESPIPE, "lseek");
	ERR(lseek(w, 1, SEEK_SET), ESPIPE, "lseek of the write end");
	ERR(lseek(r, 0, SEEK_END), ESPIPE, "lseek to the end");
	ERR(pread(r, buf, 1, 0), ESPIPE, "pread");
	ERR(pwrite(w, buf, 1, 0), ESPIPE, "pwrite");
	ERR(preadv(r, &iov, 1, 0), ESPIPE, "preadv");
	ERR(pwritev(w, &iov, 1, 0), ESPIPE, "pwritev");
	EQ(preadv2(r, &iov, 1, -1, 0), 1, "preadv2 at the current place");
	EQ(pwritev2(w, &iov, 1, -1, 0), 1, "pwritev2 at the current place");
	OK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, r, 0) == MAP_FAILED &&
	   errno == ENODEV, "mmap is ENODEV");
	OK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, r, 0) == MAP_FAILED &&
	   errno == ENODEV, "private mmap is ENODEV");
	ERR(fsync(w), EINVAL, "fsync");
	ERR(fdatasync(w), EINVAL, "fdatasync");
	ERR(ftruncate(w, 0), EINVAL, "ftruncate");
	ERR(fallocate(w, 0, 0, 1), ESPIPE, "fallocate");
	EQ(posix_fadvise(r, 0, 0, POSIX_FADV_NORMAL), ESPIPE, "fadvise");
	ERR(sync_file_range(w, 0, 1, 0), ESPIPE, "sync_file_range");
	ERR(readahead(r, 0, 1), EINVAL, "readahead");
	ERR(copy_file_range(r, NULL, w, NULL, 1, 0), EINVAL,
	    "copy_file_range");
	EQ(flock(r, LOCK_EX | LOCK_NB), 0, "flock works");
	EQ(fcntl(r, F_GETFD), 0, "the descriptor is as before");
	EQ(read(r, buf, 8), 6, "and the data is all there");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
