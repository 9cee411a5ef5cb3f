// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * The list of transports, and looking one up in it.
 */
#include <string.h>

#include "pipeend.h"
#include "transport.h"

extern const struct kp_pipe_transport kp_pipe_transport;
extern const struct kp_pipe_transport kp_kpipe_transport;
extern const struct kp_pipe_transport kp_fifo_transport;
extern const struct kp_transport kp_uds_transport;
extern const struct kp_transport kp_uds_seqpacket_transport;
extern const struct kp_transport kp_uds_dgram_transport;
extern const struct kp_transport kp_mq_transport;
extern const struct kp_transport kp_sysvmsg_transport;
extern const struct kp_transport kp_sem_transport;
extern const struct kp_transport kp_sysvsem_transport;
extern const struct kp_transport kp_eventfd_transport;
extern const struct kp_transport kp_signal_transport;
extern const struct kp_transport kp_tcp_transport;
extern const struct kp_transport kp_shm_transport;
extern const struct kp_transport kp_sysvshm_transport;
extern const struct kp_transport kp_mmap_transport;

static const struct kp_transport *const transports[] = {
	&kp_pipe_transport.base,
	&kp_kpipe_transport.base,
	&kp_fifo_transport.base,
	&kp_uds_transport,
	&kp_uds_seqpacket_transport,
	&kp_uds_dgram_transport,
	&kp_mq_transport,
	&kp_sysvmsg_transport,
	&kp_sem_transport,
	&kp_sysvsem_transport,
	&kp_eventfd_transport,
	&kp_signal_transport,
	&kp_tcp_transport,
	&kp_shm_transport,
	&kp_sysvshm_transport,
	&kp_mmap_transport,
};

const struct kp_transport *kp_transport_of(const char *uri)
{
	size_t length = strcspn(uri, ":"), i;
	const char *name;

	for (i = 0; i < ARRAY_SIZE(transports); i++) {
		name = transports[i]->info.name;
		if (strlen(name) == length && !memcmp(name, uri, length))
			return transports[i];
	}
	return NULL;
}

/**
 * kp_transport_nth - go through all transports
 * @n: 0, 1, 2 ...
 *
 * Return: what the transport can do, or NULL behind the last one.
 */
KP_PUBLIC const struct kp_transport_info *kp_transport_nth(size_t n)
{
	return n < ARRAY_SIZE(transports) ? &transports[n]->info : NULL;
}

/**
 * kp_transport_find - what the transport of a URI can do
 * @uri: "uds:/run/x", or the name alone, "uds"
 *
 * Return: what it can do, or NULL if there is no such transport.
 */
KP_PUBLIC const struct kp_transport_info *kp_transport_find(const char *uri)
{
	const struct kp_transport *transport = kp_transport_of(uri);

	return transport ? &transport->info : NULL;
}
