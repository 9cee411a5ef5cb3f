// SPDX-License-Identifier: GPL-2.0-only
/*
 * The loads of the stress tier that need no more than read and write: a stream,
 * questions and answers, and packets of many writers for many readers.
 */
#include "stress.h"

/* The member is ready then. */
static void keep_only(struct family *f, int read_of, int write_of)
{
	int i;

	for (i = 0; i < f->load->pipes; i++) {
		if (i != read_of)
			close(f->fd[i][0]);
		if (i != write_of)
			close(f->fd[i][1]);
	}
	begin(f);
}

/* Member 0 writes, member 1 reads to the end. */
static void stream(struct family *f)
{
	unsigned long long position = 0;
	long ret;

	if (f->who == 0) {
		keep_only(f, -1, 0);
		while (go_on(f))
			if (put(f, f->fd[0][1], &position) < 0 &&
			    !bearable(f, "write"))
				return;
		return;
	}
	keep_only(f, 0, -1);
	do {
		f->tally->calls++;
		ret = take(f, f->fd[0][0], &position);
	} while (ret > 0 || (ret < 0 && bearable(f, "read")));
}

const struct load load_stream = {
	.name = "stream", .members = 2, .pipes = 1, .member = stream,
};

/* Moves one whole number, come what may; false at the end. */
static bool move(struct family *f, int fd, bool out, long *number)
{
	ssize_t ret;
	size_t done = 0;

	while (done < sizeof(*number)) {
		char *at = (char *)number + done;
		size_t len = sizeof(*number) - done;

		ret = out ? write(fd, at, len) : read(fd, at, len);
		if (ret == 0 || (ret < 0 && !bearable(f, "move")))
			return false;
		done += ret > 0 ? ret : 0;
	}
	f->tally->bytes += done;
	return true;
}

/* Member 0 counts up, member 1 sends back what it got. */
static void answers(struct family *f)
{
	int in = f->fd[1 - f->who][0], out = f->fd[f->who][1];
	long sent, came;

	keep_only(f, 1 - f->who, f->who);
	for (sent = 1; f->who || go_on(f); sent++) {
		if (f->who == 0 && !move(f, out, true, &sent))
			return;
		if (!move(f, in, false, &came))
			return;
		if (f->who == 0 && came != sent)
			wrong(f, "another answer than the number sent", came);
		if (f->who && !move(f, out, true, &came))
			return;
	}
}

const struct load load_answers = {
	.name = "answers", .members = 2, .pipes = 2, .member = answers,
};

/* Every packet is the pattern from a place that its first bytes tell. */
static long write_packet(struct family *f)
{
	static char packet[PAGE];
	unsigned int place = dice(f, 1000000);
	unsigned int len = sizeof(place) + 1 + dice(f, PAGE - sizeof(place));

	memcpy(packet, &place, sizeof(place));
	memcpy(packet + sizeof(place), pattern_at(place), len - sizeof(place));
	f->tally->bytes += len;
	return write(f->fd[0][1], packet, len);
}

static long read_packet(struct family *f)
{
	static char packet[PAGE];
	long ret = read(f->fd[0][0], packet, sizeof(packet));
	unsigned int place;

	if (ret <= 0)
		return ret;
	memcpy(&place, packet, sizeof(place));
	if (ret <= (long)sizeof(place) ||
	    !is_pattern(packet + sizeof(place), place, ret - sizeof(place)))
		wrong(f, "not the packet that was written, length", ret);
	return ret;
}

/* Members 0 to 2 write, 3 and 4 read. */
static void packets(struct family *f)
{
	bool writes = f->who < 3;
	long ret;

	keep_only(f, writes ? -1 : 0, writes ? 0 : -1);
	do {
		if (writes && !go_on(f))
			return;
		ret = writes ? write_packet(f) : read_packet(f);
	} while (ret > 0 || (ret < 0 && bearable(f, "packet")));
}

const struct load load_packets = {
	.name = "packets", .members = 5, .pipes = 1, .flags = O_DIRECT,
	.member = packets,
};
