// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bytes that go through the pipes of the stress tier: a pattern in which
 * every position has its own place, so that who reads knows what must come;
 * and reads and writes of any size, some into memory that is not there.
 */
#include "../bad_memory.h"
#include "stress.h"

/* A prime, so that no page looks like the next one. */
enum { PERIOD = 4093, LARGEST = 96 * 1024 };

unsigned int dice(struct family *f, unsigned int sides)
{
	f->random = f->random * 1103515245 + 12345;
	return (f->random >> 8) % sides;
}

bool go_on(struct family *f)
{
	f->tally->calls++;
	return !atomic_load(f->stop);
}

/* Whether one may go on after what errno says, which a call returned that was
 * interrupted, had no memory (on purpose), or none to put the bytes into.
 */
bool bearable(struct family *f, const char *call)
{
	switch (errno) {
	case EFAULT:
	case ENOMEM:
	case EINTR:
		f->tally->errors++;
		return true;
	case EAGAIN:
		return true;
	case EPIPE:
		return false;
	default:
		wrong(f, call, errno);
		return false;
	}
}

const char *pattern_at(unsigned long long position)
{
	static char pattern[PERIOD + LARGEST];
	unsigned int i;

	if (!pattern[1])
		for (i = 0; i < sizeof(pattern); i++)
			pattern[i] = (i % PERIOD) * 2654435761u >> 13;
	return pattern + position % PERIOD;
}

bool is_pattern(const char *bytes, unsigned long long position, long len)
{
	return memcmp(bytes, pattern_at(position), len) == 0;
}

/* The end of four good pages; made by the first call, always the same. */
char *some_hole(void)
{
	static char *hole;

	if (!hole)
		hole = before_hole(0);
	return hole;
}

/* One time in eight: a place with *good bytes, up to len, before a hole. */
static char *before_a_hole(struct family *f, unsigned int len,
			   unsigned int *good)
{
	if (dice(f, 8))
		return NULL;
	*good = dice(f, (len < 4 * PAGE ? len : 4 * PAGE) + 1);
	return some_hole() - *good;
}

static unsigned int some_length(struct family *f)
{
	static const unsigned int up_to[] = { 16, 300, PAGE, 3 * PAGE, LARGEST };

	return 1 + dice(f, up_to[dice(f, 5)]);
}

/* Writes the next bytes of the pattern; as write(2), whose count it trusts. */
long put(struct family *f, int fd, unsigned long long *position)
{
	unsigned int len = some_length(f), good;
	char *bad = before_a_hole(f, len, &good);
	const char *from = pattern_at(*position);
	long ret;

	if (bad) {
		memcpy(bad, from, good);
		from = bad;
	}
	ret = write(fd, from, len);
	if (ret > 0) {
		*position += ret;
		f->tally->bytes += ret;
	}
	return ret;
}

/* Reads the next bytes of the pattern, as read(2). */
long take(struct family *f, int fd, unsigned long long *position)
{
	static char buf[LARGEST];
	unsigned int len = some_length(f), good;
	char *bad = before_a_hole(f, len, &good);
	long ret = read(fd, bad ? bad : buf, len);

	if (ret > 0 && !is_pattern(bad ? bad : buf, *position, ret))
		wrong(f, "other bytes than were written, at", *position);
	if (ret > 0)
		*position += ret;
	return ret;
}
