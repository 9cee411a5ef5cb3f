// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of all transports, and what is the same for each of them.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "transport.h"

extern const struct bench_transport transport_pipe, transport_fifo,
	transport_kpipe, transport_kpipe_fifo, transport_shm, transport_sysvshm,
	transport_mmap, transport_damaged;

static const struct bench_transport *const transports[] = {
	&transport_pipe,
	&transport_kpipe,
	&transport_fifo,
	&transport_kpipe_fifo,
	&transport_shm,
	&transport_sysvshm,
	&transport_mmap,
	&transport_damaged,
};

const struct bench_transport *transport_nth(size_t i)
{
	return i < ARRAY_SIZE(transports) ? transports[i] : NULL;
}

const struct bench_transport *transport_find(const char *name,
					     const char **options)
{
	size_t i, length = strcspn(name, ":");

	*options = name + length + (name[length] == ':');
	for (i = 0; transport_nth(i); i++)
		if (strlen(transports[i]->name) == length &&
		    !strncmp(transports[i]->name, name, length))
			return transports[i];
	return NULL;
}

int channel_failed(struct bench_channel *channel, const char *what)
{
	snprintf(channel->problem, sizeof(channel->problem), "%s: %s", what,
		 strerror(errno));
	return -1;
}

int channel_options(struct bench_channel *channel)
{
	const struct bench_transport *transport = channel->transport;

	if (transport->options)
		return transport->options(channel);
	if (!channel->options[0])
		return 0;
	snprintf(channel->problem, sizeof(channel->problem),
		 "%s has no options, but was given \"%s\"", transport->name,
		 channel->options);
	return -1;
}

int channel_send(struct bench_channel *channel, const void *data, size_t size)
{
	const char *at = data;
	ssize_t n;

	while (size) {
		n = channel->transport->send(channel, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return channel_failed(channel, "sending");
		at += n;
		size -= n;
	}
	return 0;
}

int channel_receive(struct bench_channel *channel, void *data, size_t size)
{
	char *at = data;
	ssize_t n;

	while (size) {
		n = channel->transport->receive(channel, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (!n)
			errno = EPIPE;
		if (n <= 0)
			return channel_failed(channel, "receiving");
		at += n;
		size -= n;
	}
	return 0;
}
