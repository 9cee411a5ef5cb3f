// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A key-value store for all who can reach one of its addresses:
 *
 *	kv_server URI...
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <kpipe/kpipe.h>
#include <kpipe/rpc.h>

#include "kv.h"

/* Made by rpcgen: calls the functions in kv_procedures.c. */
void kv_program_1(struct svc_req *request, SVCXPRT *xprt);

static struct kp_svc *svc;

static void stop(int sig)
{
	kp_svc_stop(svc);
}

int main(int argc, char **argv)
{
	int error = kp_svc_create(NULL, NULL, &svc), i;

	if (!error)
		error = kp_svc_register(svc, KV_PROGRAM, KV_VERSION,
					kv_program_1);
	for (i = 1; i < argc && !error; i++)
		error = kp_svc_listen(svc, argv[i]);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	if (!error)
		error = kp_svc_run(svc);
	if (error)
		fprintf(stderr, "kv_server: %s\n", kp_strerror(error));
	kp_svc_destroy(svc);
	return error ? EXIT_FAILURE : EXIT_SUCCESS;
}
