// SPDX-License-Identifier: GPL-2.0-only
/*
 * A name goes with its maker's end; one that a killed maker left is shown, is
 * taken over by the next who would make it, and can be taken away; one whose
 * maker lives cannot.
 */
#include "chan.h"

static void kill_it(pid_t pid)
{
	kill(pid, SIGKILL);
	reap(pid);
}

/* The note of this name: 1 and *note, which has its own copy; or 0. */
static int noted(const struct chan *c, struct kp_leftover *note)
{
	struct kp_leftover *list = NULL;
	ssize_t count = kp_leftovers(&list), i;
	int found = 0;

	MUST(count >= 0);
	for (i = 0; i < count; i++) {
		if (strcmp(list[i].uri, c->uri))
			continue;
		*note = list[i];
		note->uri = (char *)c->uri;
		found++;
	}
	kp_leftovers_free(list, (size_t)count);
	return found;
}

static void shown_and_removed(struct chan *c)
{
	struct kp_leftover note;
	pid_t pid = chan_make_in_child(c);

	EQ(noted(c, &note), 1, "a name in use is noted");
	EQ(note.pid, pid, "with its maker");
	EQ(note.dead, 0, "who lives");
	EQ(note.exists, 1, "the name is there");
	EQ(kp_leftover_remove(&note), -EBUSY, "so it cannot be taken away");
	kill_it(pid);
	EQ(noted(c, &note), 1, "a killed maker's is still noted");
	EQ(note.dead, 1, "as left over");
	EQ(kp_leftover_remove(&note), 0, "and can be taken away");
	EQ(noted(c, &note), 0, "with the note");
}

/* Gives the note of a killed maker another pid: as if it had been used again.
 * The start stays the old one.
 */
static void use_pid_again(const struct chan *c, pid_t pid)
{
	char folder[48], text[300], forged[300];
	struct dirent *entry;
	ssize_t length;
	DIR *dir;

	snprintf(folder, sizeof(folder), "/dev/shm/kpipe-%u", geteuid());
	dir = opendir(folder);
	MUST(dir);
	while ((entry = readdir(dir))) {
		length = readlinkat(dirfd(dir), entry->d_name, text,
				    sizeof(text) - 1);
		if (length < 0)
			continue;
		text[length] = '\0';
		if (!strstr(text, c->uri))
			continue;
		snprintf(forged, sizeof(forged), "%d%s", pid,
			 strchr(text, ' '));
		MUST(unlinkat(dirfd(dir), entry->d_name, 0) == 0);
		MUST(symlinkat(forged, dirfd(dir), entry->d_name) == 0);
		break;
	}
	MUST(entry);
	closedir(dir);
}

static void another_has_its_pid(struct chan *c)
{
	struct kp_leftover note = { 0 };
	pid_t pid = chan_make_in_child(c);

	/* Starts are told in hundredths of a second. */
	usleep(20000);
	kill_it(pid);
	pid = child();
	if (pid == 0) {
		pause();
		_exit(TEST_PASS);
	}
	use_pid_again(c, pid);
	EQ(noted(c, &note), 1, "the pid is another process's by now");
	EQ(note.pid, pid, "which lives");
	EQ(note.dead, 1, "but is not the maker");
	EQ(kp_leftover_remove(&note), 0, "so what is left can go");
	kill_it(pid);
}

static void taken_over(struct chan *c)
{
	struct kp_channel *end[2] = { NULL, NULL };
	struct kp_listener *listener = NULL;
	struct kp_leftover note;
	char byte;

	kill_it(chan_make_in_child(c));
	if (c->way == CHAN_LISTEN) {
		listener = chan_listen(c);
	} else {
		end[0] = chan_open(c, KP_RECEIVE);
		end[1] = chan_open(c, KP_SEND);
		EQ(kp_send(end[1], "x", 1, KP_SECONDS(5)), 1,
		   "the next maker's name works");
		EQ(kp_receive(end[0], &byte, 1, KP_SECONDS(5)), 1,
		   "in both its ends");
	}
	EQ(noted(c, &note), 1, "it is noted once");
	EQ(note.pid, getpid(), "as the next maker's");
	chan_close_both(end);
	kp_listener_close(listener);
	EQ(noted(c, &note), 0, "and goes with that");
}

static void exclusive(struct chan *c)
{
	unsigned int flags = chan_flags(c, KP_RECEIVE) | KP_EXCLUSIVE;
	struct kp_channel *end, *other;

	chan_name(c);
	EQ(kp_channel_open(c->uri, flags, &c->options, &end), 0,
	   "a new name can be had alone");
	OK(kp_channel_open(c->uri, flags, &c->options, &other) < 0,
	   "but by nobody else");
	kp_channel_close(end);
	kill_it(chan_make_in_child(c));
	EQ(kp_channel_open(c->uri, flags, &c->options, &end), 0,
	   "a dead maker's does not count");
	kp_channel_close(end);
}

/* A child that has the end through fork() does not take the name away. */
static void forked(struct chan *c)
{
	struct kp_channel *end;
	struct kp_leftover note;
	pid_t pid;

	chan_name(c);
	end = chan_open(c, KP_RECEIVE);
	pid = child();
	if (pid == 0) {
		kp_channel_close(end);
		_exit(TEST_PASS);
	}
	EQ(reap(pid), 0, "a child closes its copy");
	EQ(noted(c, &note), 1, "the name stays");
	kp_channel_close(end);
}

static void body(struct chan *c)
{
	if (c->abstract || c->way == CHAN_PAIR ||
	    c->info->name_kind == KP_NAME_NETWORK)
		return;
	shown_and_removed(c);
	another_has_its_pid(c);
	taken_over(c);
	if (c->way != CHAN_OPEN)
		return;
	exclusive(c);
	forked(c);
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, KP_CAN_OPEN, body, 60);
}
