// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory under a name: it is its maker's alone, ipcs(1) and the file
 * system show it as long as it stands, who comes too late or for the wrong
 * direction is refused, and what is no segment is left alone.
 */
#include <sys/stat.h>

#include "chan.h"

/* The file behind the name; a key has none. */
static bool path_of(const struct chan *c, char path[160])
{
	const char *address = strchr(c->uri, ':') + 1;

	if (c->info->name_kind == KP_NAME_SYSV)
		return false;
	snprintf(path, 160, "%s%s",
		 c->info->name_kind == KP_NAME_SHM ? "/dev/shm" : "", address);
	return true;
}

/* A line of ipcs -m with the key, the mode and how many have it mapped. */
static bool ipcs_shows(const struct chan *c, int mapped)
{
	unsigned int key, perms, count;
	char line[256];
	bool found = false;
	FILE *ipcs = popen("ipcs -m", "r");

	MUST(ipcs);
	while (fgets(line, sizeof(line), ipcs))
		if (sscanf(line, "%x %*d %*s %o %*u %u", &key, &perms,
			   &count) == 3 &&
		    key == strtoul(strchr(c->uri, ':') + 1, NULL, 10))
			found = perms == 0600 && (int)count == mapped;
	pclose(ipcs);
	return found;
}

static bool stands(const struct chan *c, int mapped)
{
	struct stat st;
	char path[160];

	if (!path_of(c, path))
		return ipcs_shows(c, mapped);
	return !stat(path, &st) && (st.st_mode & 0777) == 0600;
}

static int try(const struct chan *c, unsigned int flags)
{
	struct kp_channel *end;
	int error = kp_channel_open(c->uri, flags, NULL, &end);

	if (!error)
		kp_channel_close(end);
	return error;
}

static void duplex(struct chan *c)
{
	struct kp_channel *maker, *guest;

	chan_name(c);
	EQ(try(c, KP_DUPLEX), -ENOENT, "nothing to join yet");
	MUST(!kp_channel_open(c->uri, KP_DUPLEX | KP_CREATE, NULL, &maker));
	OK(stands(c, 1), "a segment stands, for its maker alone");
	EQ(try(c, KP_RECEIVE), -EBUSY, "nobody joins in half");
	MUST(!kp_channel_open(c->uri, KP_DUPLEX, NULL, &guest));
	OK(stands(c, 2), "the second has it mapped, too");
	EQ(try(c, KP_DUPLEX), -EBUSY, "a third is one too many");
	kp_channel_close(guest);
	EQ(try(c, KP_DUPLEX), -EBUSY, "and cannot come for the second");
	kp_channel_close(maker);
	OK(!stands(c, 0), "it goes with its maker");
	EQ(try(c, KP_DUPLEX), -ENOENT, "for everybody");
}

static void one_way(struct chan *c)
{
	struct kp_channel *maker;

	chan_name(c);
	MUST(!kp_channel_open(c->uri, KP_RECEIVE | KP_CREATE, NULL, &maker));
	EQ(try(c, KP_RECEIVE | KP_CREATE), -EBUSY, "one receives");
	EQ(try(c, KP_DUPLEX | KP_CREATE), -EBUSY, "and goes one way");
	EQ(try(c, KP_SEND), 0, "another one sends");
	kp_channel_close(maker);
}

static void garbage(struct chan *c, size_t size)
{
	char path[160], data[8192];
	FILE *file;

	chan_name(c);
	if (!path_of(c, path))
		return;
	memset(data, 'g', sizeof(data));
	file = fopen(path, "w");
	MUST(file && fwrite(data, 1, size, file) == size);
	fclose(file);
	EQ(try(c, KP_DUPLEX), -EPROTO, "what is no segment is refused");
	EQ(try(c, KP_DUPLEX | KP_CREATE), -EPROTO, "and not taken away");
	MUST(!unlink(path));
}

static void body(struct chan *c)
{
	if (c->way != CHAN_OPEN)
		return;
	duplex(c);
	one_way(c);
	garbage(c, 0);
	garbage(c, 20);
	garbage(c, 8192);
}

int main(void)
{
	return chan_run(CHAN_MESSAGES, KP_CAN_CREATE | KP_CAN_ZERO_COPY, body,
			60);
}
