// SPDX-License-Identifier: GPL-2.0-only
/*
 * Over streams the records are those of everybody else: libtirpc's own client
 * calls our server, and our client calls libtirpc's own server, over a Unix
 * socket, with calls that take several fragments.
 */
#include <sys/socket.h>
#include <sys/un.h>

#include "child.h"
#include "rpc/serve.h"

static char path[108];

static bool echo(CLIENT *client, u_int size)
{
	probe_bytes in = { size, malloc(size + 1) }, out = { 0 };
	bool right;

	MUST(in.probe_bytes_val);
	memset(in.probe_bytes_val, 'k', size);
	right = probe_echo_3(in, &out, client) == RPC_SUCCESS &&
		out.probe_bytes_len == size && out.probe_bytes_val &&
		!memcmp(in.probe_bytes_val, out.probe_bytes_val, size);
	clnt_freeres(client, (xdrproc_t)xdr_probe_bytes, (void *)&out);
	free(in.probe_bytes_val);
	return right;
}

static void calls(CLIENT *client)
{
	u_int sum = 0, i, wrong = 0;

	EQ(probe_call(client, NULLPROC), RPC_SUCCESS, "the null procedure");
	for (i = 1; i <= 300; i++)
		wrong += probe_add_3(1, &sum, client) != RPC_SUCCESS ||
			 sum != i;
	EQ(wrong, 0, "three hundred calls are done once each");
	OK(echo(client, 1), "a short message");
	OK(echo(client, 300000), "a long message");
	EQ(probe_call(client, 99), RPC_PROCUNAVAIL, "no such procedure");
}

static void our_server(void)
{
	struct probe probe = probe_start("uds", false, NULL);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = RPC_ANYSOCK;
	CLIENT *client;

	test.half = "their client, our server";
	MUST(!probe.error);
	strcpy(address.sun_path, strchr(probe.uri, ':') + 1);
	client = clntunix_create(&address, PROBE_PROGRAM, PROBE_VERSION, &fd,
				 0, 0);
	OK(client, "their client connects");
	MUST(client);
	calls(client);
	clnt_destroy(client);
	OK(probe_stop(&probe), "our server is well");
}

/* svc_run() serves until it is killed. */
static void their_server(int tell)
{
	SVCXPRT *xprt = svcunix_create(RPC_ANYSOCK, 0, 0, path);

	MUST(xprt && svc_register(xprt, PROBE_PROGRAM, PROBE_VERSION,
				  probe_program_3, 0));
	MUST(write(tell, "", 1) == 1);
	svc_run();
	_exit(TEST_FAIL);
}

static void our_client(void)
{
	char uri[sizeof(path) + 4], byte;
	CLIENT *client = NULL;
	int tell[2];
	pid_t pid;

	test.half = "our client, their server";
	snprintf(path, sizeof(path), "/tmp/kpipe-their-%d", getpid());
	MUST(pipe(tell) == 0);
	pid = child();
	if (pid == 0)
		their_server(tell[1]);
	MUST(read(tell[0], &byte, 1) == 1);
	snprintf(uri, sizeof(uri), "uds:%s", path);
	EQ(kp_clnt_create(uri, PROBE_PROGRAM, PROBE_VERSION, NULL, &client),
	   0, "our client connects");
	MUST(client);
	calls(client);
	clnt_destroy(client);
	kill(pid, SIGKILL);
	reap(pid);
	unlink(path);
}

int main(void)
{
	test_begin(60);
	our_server();
	our_client();
	return test_end();
}
