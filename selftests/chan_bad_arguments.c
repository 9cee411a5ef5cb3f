// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arguments that make no sense are refused, with nothing changed and nothing
 * left behind.
 */
#include <limits.h>

#include "chan.h"

static struct kp_channel *untouched = (struct kp_channel *)-1;

static int opening(const char *uri, unsigned int flags,
		   const struct kp_options *options)
{
	struct kp_channel *end = untouched;
	int error = kp_channel_open(uri, flags, options, &end);

	MUST(error == 0 || end == untouched);
	return error;
}

static void uris(void)
{
	static const char *const bad[] = {
		"pipe:fd=", "pipe:fd=x", "pipe:fd=-1", "pipe:fd=1,",
		"pipe:fd=1,,2", "pipe:fd=1x", "pipe:fd= 1", "pipe:fd=+1",
		"pipe:fd=99999999999999999999",
		"uds-seqpacket:fd=0,1,2,0,1,2,0,1,2", "uds:", "uds:@",
		NULL, "", "uds", "/tmp/x",
	};
	char text[300];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "the URI \"%s\"",
			 bad[i] ? bad[i] : "(null)");
		EQ(opening(bad[i], KP_RECEIVE, NULL), -EINVAL, text);
	}
	EQ(opening("nothing:/x", KP_SEND, NULL), -EPROTONOSUPPORT,
	   "a scheme that is none");
	EQ(opening("UDS:/x", KP_SEND, NULL), -EPROTONOSUPPORT,
	   "schemes are in small letters");
	EQ(opening("pipe:", KP_SEND, NULL), -EOPNOTSUPP,
	   "a pipe has no name to open");
	EQ(opening("pipe:fd=999", KP_SEND, NULL), -EBADF, "not open");
	EQ(opening("uds:/nonexistent/x", KP_SEND, NULL), -ENOENT, "no name");
	EQ(opening("fifo:/dev/null", KP_RECEIVE, NULL), -EPROTOTYPE,
	   "no FIFO");
	EQ(opening("fifo:/tmp/", KP_RECEIVE | KP_CREATE, NULL), -EISDIR,
	   "a folder");
	memset(text, 'x', 250);
	memcpy(text, "uds:/", 5);
	text[250] = '\0';
	EQ(opening(text, KP_SEND, NULL), -ENAMETOOLONG, "too long a path");
}

static void flags(void)
{
	struct kp_options strange = { .reserved = { 1 } };
	struct kp_options mode = { .mode = 01000 };
	struct kp_options times = { .open_within = -1 };
	struct kp_channel *pair[2] = { untouched, untouched };
	struct kp_listener *listener = NULL;

	EQ(opening("uds:/x", 0, NULL), -EINVAL, "no direction");
	EQ(opening("uds:/x", 1U << 31, NULL), -EINVAL, "an unknown flag");
	EQ(opening("fifo:/x", KP_SEND | KP_EXCLUSIVE, NULL), -EINVAL,
	   "KP_EXCLUSIVE without KP_CREATE");
	EQ(opening("uds:/x", KP_SEND | KP_CREATE, NULL), -EOPNOTSUPP,
	   "KP_CREATE where a listener makes the name");
	EQ(opening("uds:/x", KP_SEND, &strange), -EINVAL, "reserved is set");
	EQ(opening("uds:/x", KP_SEND, &mode), -EINVAL, "a strange mode");
	EQ(opening("uds:/x", KP_SEND, &times), -EINVAL, "a negative time");
	EQ(kp_channel_pair("pipe:", KP_SEND, NULL, pair), -EINVAL,
	   "a pair with one direction by name");
	EQ(kp_channel_pair("pipe:x", 0, NULL, pair), -EINVAL,
	   "a pair with an address");
	EQ(kp_channel_pair("fifo:", 0, NULL, pair), -EOPNOTSUPP,
	   "a pair of what makes none");
	OK(pair[0] == untouched && pair[1] == untouched, "pair is untouched");
	EQ(kp_listen("pipe:", 0, NULL, &listener), -EOPNOTSUPP,
	   "listening where nobody can call");
	EQ(kp_listen("uds:/nonexistent/x", 0, NULL, &listener), -ENOENT,
	   "listening in no folder");
	OK(!listener, "listener is untouched");
}

static void calls(void)
{
	struct iovec part[KP_VECTOR_MAX + 1] = { { NULL, 0 } };
	struct kp_channel *end[2];
	char byte;

	MUST(kp_channel_pair("pipe:", 0, NULL, end) == 0);
	EQ(kp_sendv(end[1], part, 0, KP_NOW), -EINVAL, "no parts");
	EQ(kp_sendv(end[1], part, KP_VECTOR_MAX + 1, KP_NOW), -EINVAL,
	   "too many parts");
	EQ(kp_sendv(end[1], part, KP_VECTOR_MAX, KP_NOW), 0,
	   "nothing in many parts");
	part[0].iov_len = SSIZE_MAX;
	part[1].iov_len = 1;
	EQ(kp_sendv(end[1], part, 2, KP_NOW), -EINVAL, "a sum that overflows");
	EQ(kp_send(end[1], &byte, SIZE_MAX, KP_NOW), -EINVAL, "a huge size");
	EQ(kp_send(end[1], &byte, 0, KP_NOW), 0, "nothing");
	EQ(kp_receive(end[0], &byte, 0, KP_NOW), -EINVAL, "no room");
	EQ(kp_channel_ready(end[0], 0), -EINVAL, "waiting for nothing");
	EQ(kp_channel_ready(end[0], KP_SEND), -EBADF,
	   "waiting for the wrong direction");
	EQ(kp_channel_fd(end[0], KP_DUPLEX, &(short){ 0 }), -EINVAL,
	   "one descriptor for two directions");
	EQ(kp_channel_shutdown(end[0], 0), -EINVAL, "ending nothing");
	EQ(kp_channel_shutdown(end[0], KP_SEND), -EBADF,
	   "ending what was not begun");
	chan_close_both(end);
	kp_channel_close(NULL);
	kp_listener_close(NULL);
	kp_leftovers_free(NULL, 0);
}

int main(void)
{
	int fds;

	test_begin(20);
	test.half = "libkpipe";
	snprintf(chan_folder, sizeof(chan_folder), "/none");
	fds = chan_entries("/proc/self/fd");
	uris();
	flags();
	calls();
	EQ(chan_entries("/proc/self/fd"), fds, "no descriptor is left");
	OK(!chan_has_left_over(), "no note of a name is left");
	return test_end();
}
