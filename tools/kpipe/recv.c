// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe recv: receives what kpipe send sends. A file appears under its name
 * only when all of it has come and its checksum is right.
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
#include "verbs.h"

struct receiving {
	const char *uri;
	const char *output;	/* NULL: standard output */
	char *unfinished;	/* the file until all of it is there */
	int fd;
	struct progress progress;
	struct record_reader reader;
	uint64_t sum;
};

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "Write to this file", 0 },
	{ "progress", 'p', NULL, 0, "Show on standard error how far it is", 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct receiving *receiving = state->input;

	switch (key) {
	case 'o':
		receiving->output = argument;
		return 0;
	case 'p':
		receiving->progress.shown = true;
		return 0;
	case ARGP_KEY_ARG:
		if (receiving->uri)
			argp_error(state, "one URI is enough: '%s'", argument);
		receiving->uri = argument;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "where from?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp recv_argp = {
	.options = options,
	.parser = parse,
	.args_doc = "URI",
	.doc = "Receive from kpipe send, and write to standard output or a "
		"file.\vMakes the name that URI says, waits for one sender, "
		"and removes the name. The exit status is 0 only when all has "
		"come and the sum over all bytes is right; a file of --output "
		"appears only then.",
};

static int output_failed(const struct receiving *receiving)
{
	return fail("look at where the output goes: the disk may be full",
		    "cannot write %s: %s",
		    receiving->output ? receiving->output : "the output",
		    strerror(errno));
}

static int channel_failed(const struct receiving *receiving, int error)
{
	return fail(kp_strerror(error), "cannot receive from %s: %s",
		    receiving->uri, strerror(-error));
}

static int damaged(const struct receiving *receiving, const char *what)
{
	return fail("send it again", "what came from %s is not whole: %s",
		    receiving->uri, what);
}

static int open_output(struct receiving *receiving)
{
	if (!receiving->output) {
		receiving->fd = STDOUT_FILENO;
		return 0;
	}
	if (asprintf(&receiving->unfinished, "%s.XXXXXX",
		     receiving->output) < 0) {
		receiving->unfinished = NULL;
		return fail(NULL, "cannot receive: no memory");
	}
	receiving->fd = mkostemp(receiving->unfinished, O_CLOEXEC);
	if (receiving->fd >= 0)
		return 0;
	output_failed(receiving);
	free(receiving->unfinished);
	receiving->unfinished = NULL;
	return EXIT_FAILURE;
}

/* As open(2) would have made it. */
static mode_t usual_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static int keep_output(struct receiving *receiving)
{
	if (!receiving->output)
		return 0;
	if (fchmod(receiving->fd, usual_mode()) < 0 ||
	    fsync(receiving->fd) < 0 ||
	    rename(receiving->unfinished, receiving->output) < 0)
		return output_failed(receiving);
	free(receiving->unfinished);
	receiving->unfinished = NULL;
	return 0;
}

static void close_output(struct receiving *receiving)
{
	if (receiving->unfinished) {
		unlink(receiving->unfinished);
		free(receiving->unfinished);
	}
	if (receiving->output)
		close(receiving->fd);
}

static int write_all(struct receiving *receiving, const char *data,
		     size_t size)
{
	ssize_t written;

	for (; size; data += written, size -= (size_t)written) {
		written = write(receiving->fd, data, size);
		if (written < 0)
			return output_failed(receiving);
	}
	return 0;
}

/* The next record, which must be there. */
static int next(struct receiving *receiving, struct record *record)
{
	int result = record_receive(&receiving->reader, record);

	if (result < 0)
		return channel_failed(receiving, result);
	return result ? 0 : damaged(receiving, "the sender went too early");
}

static int receive_data(struct receiving *receiving, struct record *record)
{
	int status;

	for (;;) {
		status = next(receiving, record);
		if (status || record->type != RECORD_DATA)
			return status;
		receiving->sum = crc64(receiving->sum, record->data,
				       record->size);
		status = write_all(receiving, record->data, record->size);
		if (status)
			return status;
		progress_add(&receiving->progress, record->size);
	}
}

static int check_end(const struct receiving *receiving,
		     const struct record *record)
{
	if (record->type != RECORD_END)
		return damaged(receiving, "it does not come from kpipe send");
	if (record->pair.a != receiving->progress.bytes)
		return damaged(receiving, "bytes are missing");
	if (record->pair.b != receiving->sum)
		return damaged(receiving, "the checksum is wrong");
	return 0;
}

/* Where the transport carries it, the sender waits for this. */
static int answer(struct receiving *receiving)
{
	ssize_t sent = record_send_pair(receiving->reader.channel, RECORD_DONE,
		(struct record_pair){ receiving->progress.bytes,
				      receiving->sum });

	return sent < 0 ? channel_failed(receiving, (int)sent) : 0;
}

static int receive_all(struct receiving *receiving)
{
	struct record record;
	int status = next(receiving, &record);

	if (status)
		return status;
	if (record.type != RECORD_BEGIN || record.pair.a != RECORD_MARK)
		return damaged(receiving, "it does not come from kpipe send");
	receiving->progress.total = record.pair.b;
	progress_begin(&receiving->progress);
	status = receive_data(receiving, &record);
	progress_end(&receiving->progress);
	if (!status)
		status = check_end(receiving, &record);
	if (!status)
		status = keep_output(receiving);
	if (!status && meet_both_ways(receiving->reader.channel))
		status = answer(receiving);
	return status;
}

static int run(struct receiving *receiving)
{
	int status = open_output(receiving);

	if (status)
		return status;
	status = meet_sender(receiving->uri, &receiving->reader.channel);
	if (!status) {
		status = receive_all(receiving);
		record_reader_free(&receiving->reader);
		kp_channel_close(receiving->reader.channel);
	}
	close_output(receiving);
	return status;
}

int recv_main(int argc, char **argv)
{
	struct receiving receiving = { 0 };

	argp_parse(&recv_argp, argc, argv, 0, NULL, &receiving);
	return run(&receiving);
}
