/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: servers of the probe program for tests, in processes of their own, and
 * the addresses they are called at.
 */
#ifndef KPIPE_SERVE_H
#define KPIPE_SERVE_H

#include <kpipe/kpipe.h>
#include <kpipe/rpc.h>

#include "../kpipe_test.h"
#include "probe.h"

#define PROBE_URI_MAX 160

/* The dispatcher that rpcgen made. */
void probe_program_3(struct svc_req *request, SVCXPRT *xprt);

/* A transport that calls can go over: by address, or between relatives. */
struct probe_way {
	const char *name;
	bool by_address;
	bool in_pairs;
};

/* Counts up from 0; false when there are no more. With names, only those. */
bool probe_way(size_t n, struct probe_way *way, char **names);

struct probe {
	pid_t pid;			/* 0: it is buried */
	bool paired;			/* between relatives */
	char uri[PROBE_URI_MAX];	/* by address */
	CLIENT *client;			/* in pairs: the only one there can be */
	int error;			/* why there is none */
};

/* An address that nobody uses. */
void probe_address(const char *transport, char uri[PROBE_URI_MAX]);
/* Starts a server; options may be NULL. By address, unless pairs. */
struct probe probe_start(const char *transport, bool pairs,
			 const struct kp_rpc_options *options);
/* A client of it, which takes no longer than timeout_ms for a call. */
CLIENT *probe_client(struct probe *probe, int timeout_ms);
/* Calls a procedure without arguments, and wants no results. */
enum clnt_stat probe_call(CLIENT *client, rpcproc_t proc);
/* Ends it as a user would; true if it ended well. */
bool probe_stop(struct probe *probe);

/* What is to be done when it was killed: takes away the names it left. */
void probe_bury(struct probe *probe);

/* Milliseconds since some time. */
long probe_ms(void);

/* What a test does with a server, and a client of it that takes no longer than
 * five seconds for a call.
 */
typedef void probe_body(struct probe *probe, CLIENT *client);

static inline void probe_try(const char *transport, bool pairs,
			     bool asked, probe_body *body)
{
	struct probe probe = probe_start(transport, pairs, NULL);
	CLIENT *client;
	char half[64];

	snprintf(half, sizeof(half), "%s %s", transport,
		 pairs ? "between relatives" : "by address");
	test.half = half;
	if (probe.error) {
		OK(!asked && kp_transport_find(transport)->can &
		   KP_NEEDS_MODULE, kp_strerror(probe.error));
	} else {
		client = probe_client(&probe, 5000);
		MUST(client);
		body(&probe, client);
		clnt_destroy(client);
		if (probe.pid)
			OK(probe_stop(&probe), "the server is well");
	}
	test.half = "all";
}

/* By address, and if pairs also between relatives, over the transports named,
 * or over all, of which those that need the module need not be there.
 */
static inline void probe_over_all(char **names, bool pairs, probe_body *body)
{
	struct probe_way way;
	size_t n;

	for (n = 0; probe_way(n, &way, names); n++) {
		if (way.by_address)
			probe_try(way.name, false, *names, body);
		if (way.in_pairs && pairs)
			probe_try(way.name, true, *names, body);
	}
	OK(n, "there are transports");
}

#endif /* KPIPE_SERVE_H */
