// SPDX-License-Identifier: GPL-2.0-only
/*
 * Servers of the probe program, and its procedures.
 */
#include <stdlib.h>
#include <time.h>

#include "../child.h"
#include "serve.h"

static struct kp_svc *svc;
static unsigned int sum;

bool_t probe_echo_3_svc(probe_bytes in, probe_bytes *out, struct svc_req *req)
{
	(void)req;
	out->probe_bytes_len = in.probe_bytes_len;
	out->probe_bytes_val = malloc(in.probe_bytes_len + 1);
	MUST(out->probe_bytes_val);
	if (in.probe_bytes_len)
		memcpy(out->probe_bytes_val, in.probe_bytes_val,
		       in.probe_bytes_len);
	return TRUE;
}

bool_t probe_give_3_svc(u_int size, probe_bytes *out, struct svc_req *req)
{
	(void)req;
	out->probe_bytes_len = size;
	out->probe_bytes_val = calloc(1, size + 1);
	return TRUE;
}

bool_t probe_add_3_svc(u_int number, u_int *result, struct svc_req *req)
{
	(void)req;
	sum += number;
	*result = sum;
	return TRUE;
}

bool_t probe_slow_3_svc(u_int number, u_int ms, u_int *result,
			struct svc_req *req)
{
	usleep(ms * 1000);
	return probe_add_3_svc(number, result, req);
}

bool_t probe_who_3_svc(probe_who *who, struct svc_req *req)
{
	const struct authunix_parms *parms = (void *)req->rq_clntcred;
	struct kp_peer peer;

	who->pid = 0;
	if (!kp_channel_peer(kp_svc_channel(req->rq_xprt), &peer))
		who->pid = peer.pid;
	who->claimed_uid = req->rq_cred.oa_flavor == AUTH_SYS ?
			   (int)parms->aup_uid : -1;
	return TRUE;
}

bool_t probe_die_3_svc(void *result, struct svc_req *req)
{
	(void)result;
	(void)req;
	kill(getpid(), SIGKILL);
	return TRUE;
}

static struct kp_svc_counts counts(void)
{
	struct kp_svc_counts now;

	kp_svc_counts(svc, &now);
	return now;
}

bool_t probe_repeats_3_svc(u_int *result, struct svc_req *req)
{
	(void)req;
	*result = counts().repeats;
	return TRUE;
}

bool_t probe_clients_3_svc(u_int *result, struct svc_req *req)
{
	(void)req;
	*result = counts().clients;
	return TRUE;
}

bool_t probe_compare_3_svc(probe_bytes a, probe_bytes b, u_int *result,
			   struct svc_req *req)
{
	(void)req;
	*result = a.probe_bytes_len == b.probe_bytes_len &&
		  (!a.probe_bytes_len || !memcmp(a.probe_bytes_val,
						 b.probe_bytes_val,
						 a.probe_bytes_len));
	return TRUE;
}

int probe_program_3_freeresult(SVCXPRT *xprt, xdrproc_t xdr, caddr_t result)
{
	(void)xprt;
	xdr_free(xdr, result);
	return TRUE;
}

bool probe_way(size_t n, struct probe_way *way, char **names)
{
	const struct kp_transport_info *info;
	size_t i, found = 0;
	char **name;

	for (i = 0; (info = kp_transport_nth(i)); i++) {
		for (name = names; *name && strcmp(*name, info->name); name++)
			;
		if (names[0] && !*name)
			continue;
		way->name = info->name;
		way->by_address = info->can & KP_CAN_LISTEN &&
				  info->can & KP_CAN_DUPLEX;
		way->in_pairs = info->can & KP_CAN_PAIR &&
				info->can & KP_CAN_DUPLEX;
		if (info->kind == KP_KIND_DOORBELL ||
		    (!way->by_address && !way->in_pairs))
			continue;
		if (found++ == n)
			return true;
	}
	return false;
}

void probe_address(const char *transport, char uri[PROBE_URI_MAX])
{
	static int number;
	const char *folder = getenv("TMPDIR");
	int id = getpid() * 16 + number++ % 16;

	switch (kp_transport_find(transport)->name_kind) {
	case KP_NAME_FILE:
		snprintf(uri, PROBE_URI_MAX, "%s:%s/kpipe-probe-%d", transport,
			 folder ? folder : "/tmp", id);
		break;
	case KP_NAME_SHM:
		snprintf(uri, PROBE_URI_MAX, "%s:/kpipe-probe-%d", transport,
			 id);
		break;
	case KP_NAME_SYSV:
		snprintf(uri, PROBE_URI_MAX, "%s:%d", transport, 0x6b700000 ^ id);
		break;
	case KP_NAME_NETWORK:
		snprintf(uri, PROBE_URI_MAX, "%s:127.0.0.1:%d", transport,
			 20000 + id % 12000);
		break;
	default:
		snprintf(uri, PROBE_URI_MAX, "%s:", transport);
		break;
	}
}

static void stop(int sig)
{
	(void)sig;
	kp_svc_stop(svc);
}

/* pair: NULL, or the channels of both ends. */
static void serve(const char *uri, struct kp_channel **pair,
		  const struct kp_rpc_options *options, int tell)
{
	int error = kp_svc_create(pair ? NULL : uri, options, &svc);

	signal(SIGTERM, stop);
	if (!error)
		error = kp_svc_register(svc, PROBE_PROGRAM, PROBE_VERSION,
					probe_program_3);
	if (!error && pair) {
		kp_channel_close(pair[0]);
		error = kp_svc_attach(svc, pair[1], pair[1]);
	}
	MUST(write(tell, &error, sizeof(error)) == sizeof(error));
	close(tell);
	if (!error)
		error = kp_svc_run(svc);
	kp_svc_destroy(svc);
	exit(error ? TEST_FAIL : TEST_PASS);
}

struct probe probe_start(const char *transport, bool pairs,
			 const struct kp_rpc_options *options)
{
	struct kp_channel *pair[2] = { NULL, NULL };
	struct probe probe = { .paired = pairs };
	char colon[PROBE_URI_MAX];
	int tell[2];

	probe_address(transport, probe.uri);
	if (pairs) {
		snprintf(colon, sizeof(colon), "%s:", transport);
		probe.error = kp_channel_pair(colon, KP_DUPLEX, NULL, pair);
		if (probe.error)
			return probe;
	}
	MUST(pipe2(tell, O_CLOEXEC) == 0);
	probe.pid = child();
	if (probe.pid == 0) {
		close(tell[0]);
		serve(probe.uri, pairs ? pair : NULL, options, tell[1]);
	}
	close(tell[1]);
	MUST(read(tell[0], &probe.error, sizeof(int)) == sizeof(int));
	close(tell[0]);
	if (pairs) {
		kp_channel_close(pair[1]);
		MUST(!kp_clnt_attach(pair[0], pair[0], PROBE_PROGRAM,
				     PROBE_VERSION, options, &probe.client));
	}
	return probe;
}

CLIENT *probe_client(struct probe *probe, int timeout_ms)
{
	struct timeval timeout = { timeout_ms / 1000,
				   timeout_ms % 1000 * 1000 };
	CLIENT *client = probe->client;
	int error = 0;

	if (!client)
		error = kp_clnt_create(probe->uri, PROBE_PROGRAM,
				       PROBE_VERSION, NULL, &client);
	probe->client = NULL;
	if (error) {
		printf("# %s: %s\n", probe->uri, kp_strerror(error));
		return NULL;
	}
	clnt_control(client, CLSET_TIMEOUT, &timeout);
	return client;
}

static bool_t xdr_nothing(XDR *xdrs, void *nothing)
{
	(void)xdrs;
	(void)nothing;
	return TRUE;
}

enum clnt_stat probe_call(CLIENT *client, rpcproc_t proc)
{
	return clnt_call(client, proc, (xdrproc_t)xdr_nothing, NULL,
			 (xdrproc_t)xdr_nothing, NULL,
			 ((struct timeval){ 5, 0 }));
}

bool probe_stop(struct probe *probe)
{
	kill(probe->pid, SIGTERM);
	return reap(probe->pid) == 0;
}

void probe_bury(struct probe *probe)
{
	struct kp_leftover *list;
	ssize_t count, i;

	reap(probe->pid);
	count = kp_leftovers(&list);
	MUST(count >= 0);
	for (i = 0; i < count; i++)
		if (list[i].pid == probe->pid)
			MUST(!kp_leftover_remove(&list[i]));
	kp_leftovers_free(list, count);
	probe->pid = 0;
}

long probe_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
