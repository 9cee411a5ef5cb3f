// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe send: sends files, one after another, over a channel.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

#include "crc64.h"
#include "meet.h"
#include "progress.h"
#include "record.h"
#include "say.h"
#include "text.h"
#include "verbs.h"

struct sending {
	const char *uri;
	char **files;		/* "-": standard input */
	size_t count;
	double patience;	/* seconds; negative: as long as it takes */
	struct progress progress;
	struct kp_channel *channel;
	char *chunk;
	size_t room;
	uint64_t sum;
};

static const struct argp_option options[] = {
	{ "progress", 'p', NULL, 0, "Show on standard error how far it is", 0 },
	{ "rate", 'r', "BYTES", 0,
	  "Send no more per second; K, M and G may follow", 0 },
	{ "wait", 'w', "SECONDS", 0,
	  "How long to wait for a receiver; by default, until one comes", 0 },
	{ 0 },
};

static double parse_seconds(const char *text, struct argp_state *state)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end || !(seconds >= 0 && seconds < 1e9))
		argp_error(state, "no number of seconds: '%s'", text);
	return seconds;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct sending *sending = state->input;

	switch (key) {
	case 'p':
		sending->progress.shown = true;
		return 0;
	case 'r':
		sending->progress.rate = text_parse_size(argument);
		if (!sending->progress.rate)
			argp_error(state, "no rate: '%s'", argument);
		return 0;
	case 'w':
		sending->patience = parse_seconds(argument, state);
		return 0;
	case ARGP_KEY_ARGS:
		sending->uri = state->argv[state->next];
		sending->files = state->argv + state->next + 1;
		sending->count = (size_t)(state->argc - state->next - 1);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "where to?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp send_argp = {
	.options = options,
	.parser = parse,
	.args_doc = "URI [FILE...]",
	.doc = "Send files, or standard input, to kpipe recv."
		"\vURI names a transport and an address, such as tcp:host:7000 "
		"or mq:/name; \"kpipe info --transports\" lists them. The "
		"receiver checks a sum over all bytes, and where the transport "
		"has both directions, it says so before the exit status is 0.",
};

static int channel_failed(const struct sending *sending, int error)
{
	return fail(kp_strerror(error), "cannot send to %s: %s", sending->uri,
		    strerror(-error));
}

static int file_failed(const char *name)
{
	return fail(NULL, "cannot read %s: %s", name, strerror(errno));
}

static int open_file(const char *name)
{
	return strcmp(name, "-") ? open(name, O_RDONLY | O_CLOEXEC) :
				   STDIN_FILENO;
}

static int look_at(const char *name, struct stat *st)
{
	if (!strcmp(name, "-"))
		return fstat(STDIN_FILENO, st);
	return stat(name, st) < 0 ? -1 : eaccess(name, R_OK);
}

/* Before anybody is told that something will come. Not by opening: a FIFO
 * would notice.
 */
static int add_up(struct sending *sending)
{
	struct stat st;
	bool known = true;
	size_t i;

	for (i = 0; i < sending->count; i++) {
		if (look_at(sending->files[i], &st) < 0)
			return file_failed(sending->files[i]);
		known = known && S_ISREG(st.st_mode);
		sending->progress.total += (uint64_t)st.st_size;
	}
	if (!known)
		sending->progress.total = 0;
	return 0;
}

static int send_descriptor(struct sending *sending, int fd, const char *name)
{
	ssize_t length, sent;

	while ((length = read(fd, sending->chunk, sending->room)) > 0) {
		sending->sum = crc64(sending->sum, sending->chunk,
				     (size_t)length);
		sent = record_send_data(sending->channel, sending->chunk,
					(size_t)length);
		if (sent < 0)
			return channel_failed(sending, (int)sent);
		progress_add(&sending->progress, (uint64_t)length);
	}
	return length < 0 ? file_failed(name) : 0;
}

static int send_file(struct sending *sending, const char *name)
{
	int fd = open_file(name), status;

	if (fd < 0)
		return file_failed(name);
	status = send_descriptor(sending, fd, name);
	if (fd != STDIN_FILENO)
		close(fd);
	return status;
}

static int send_pair(struct sending *sending, enum record_type type,
		     uint64_t a, uint64_t b)
{
	ssize_t sent = record_send_pair(sending->channel, type,
					(struct record_pair){ a, b });

	return sent < 0 ? channel_failed(sending, (int)sent) : 0;
}

static int await_answer(struct sending *sending)
{
	struct record_reader reader = { .channel = sending->channel };
	struct record record;
	int result = record_receive(&reader, &record);

	record_reader_free(&reader);
	if (result < 0)
		return channel_failed(sending, result);
	if (result == 1 && record.type == RECORD_DONE &&
	    record.pair.a == sending->progress.bytes &&
	    record.pair.b == sending->sum)
		return 0;
	return fail("see what the receiver says, and send again",
		    "%s did not confirm what it received", sending->uri);
}

static int send_all(struct sending *sending)
{
	int status;
	size_t i;

	status = send_pair(sending, RECORD_BEGIN, RECORD_MARK,
			   sending->progress.total);
	for (i = 0; i < sending->count && !status; i++)
		status = send_file(sending, sending->files[i]);
	if (!status)
		status = send_pair(sending, RECORD_END,
				   sending->progress.bytes, sending->sum);
	if (!status && meet_both_ways(sending->channel))
		status = await_answer(sending);
	return status;
}

/* A record is a message; the letter takes one byte of it. */
static int make_chunk(struct sending *sending)
{
	sending->room = kp_channel_max_message(sending->channel) - 1;
	if (sending->room > RECORD_DATA_MAX)
		sending->room = RECORD_DATA_MAX;
	sending->chunk = malloc(sending->room);
	return sending->chunk ? 0 : fail(NULL, "cannot send: no memory");
}

static int run(struct sending *sending)
{
	int64_t patience = sending->patience < 0 ? -1 :
			   (int64_t)(sending->patience * 1e9);
	int status = add_up(sending);

	if (!status)
		status = meet_receiver(sending->uri, patience,
				       &sending->channel);
	if (status)
		return status;
	status = make_chunk(sending);
	if (!status) {
		progress_begin(&sending->progress);
		status = send_all(sending);
		progress_end(&sending->progress);
	}
	free(sending->chunk);
	kp_channel_close(sending->channel);
	return status;
}

int send_main(int argc, char **argv)
{
	static char *standard_input[] = { "-" };
	struct sending sending = { .patience = -1 };

	argp_parse(&send_argp, argc, argv, 0, NULL, &sending);
	if (!sending.count) {
		sending.files = standard_input;
		sending.count = 1;
	}
	return run(&sending);
}
