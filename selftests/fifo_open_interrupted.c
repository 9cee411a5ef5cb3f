// SPDX-License-Identifier: GPL-2.0-only
/*
 * A signal ends the wait in open with EINTR, or it goes on after the handler,
 * as SA_RESTART says; and one that ended leaves no reader or writer counted.
 */
#include "fifo.h"

static void interrupted(int flags)
{
	struct opening *o = open_start("f", flags);

	OK(open_sleeps(o), "it waits");
	kill(o->pid, SIGUSR1);
	OK(open_returns(o), "a signal ends that");
	EQ(o->fd, -1, "open fails");
	EQ(o->error, EINTR, "with EINTR");
	open_end(o);
}

static void restarted(int flags, int peer_flags)
{
	struct opening *o = open_start_sa("f", flags, SA_RESTART);
	int peer, i;

	for (i = 0; i < 10; i++) {
		OK(open_sleeps(o), "it waits");
		kill(o->pid, SIGUSR1);
		usleep(2000);
	}
	OK(open_sleeps(o), "it still waits after ten signals");
	peer = open("f", peer_flags);
	OK(peer >= 0, "a peer comes");
	OK(open_returns(o) && o->fd >= 0, "and releases it");
	close(peer);
	open_end(o);
}

/* The count is not gone with the pipe: somebody else keeps that. */
static void beside_others(void)
{
	struct opening *stays = open_start("f", O_WRONLY);
	char buf[8];
	int r, w;

	MUST(open_sleeps(stays));
	interrupted(O_WRONLY);
	r = open("f", O_RDONLY | O_NONBLOCK);
	OK(open_returns(stays) && stays->fd >= 0, "the other writer opens");
	ERR(read(r, buf, 8), EAGAIN, "and is there");
	open_end(stays);
	EQ(read(r, buf, 8), 0, "it was the only one");

	interrupted(O_RDONLY);
	w = open("f", O_WRONLY | O_NONBLOCK);
	EQ(write(w, "a", 1), 1, "the other reader is there");
	close(r);
	ERR(write(w, "b", 1), EPIPE, "it was the only one");
	close(w);
}

static void body(void)
{
	struct opening *o;
	char buf[8];
	int r;

	signal(SIGPIPE, SIG_IGN);
	MUST(mkfifo("f", 0600) == 0);
	beside_others();
	interrupted(O_RDONLY);
	OK(!has_reader("f"), "no reader is counted");
	o = open_start("f", O_WRONLY);
	OK(open_sleeps(o), "a writer waits as before");
	open_end(o);

	interrupted(O_WRONLY);
	r = open("f", O_RDONLY | O_NONBLOCK);
	EQ(read(r, buf, 8), 0, "no writer is counted");
	interrupted(O_RDONLY);
	OK(has_reader("f"), "the other reader still is");
	EQ(read(r, buf, 8), 0, "and has no writer");
	close(r);
	OK(!has_reader("f"), "until it goes");

	restarted(O_RDONLY, O_WRONLY);
	restarted(O_WRONLY, O_RDONLY);
	OK(!has_reader("f"), "in the end there is nobody");
	MUST(unlink("f") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 60);
}
