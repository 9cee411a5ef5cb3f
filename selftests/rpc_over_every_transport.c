// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stubs as rpcgen makes them call over every transport that goes both ways,
 * by address and between relatives: short and long, right and wrong calls.
 */
#include "kpipe_test.h"
#include "rpc/serve.h"

/* As long as a channel may need; what it cannot take is said to be too long. */
static const size_t sizes[] = { 0, 1, 3, 4, 1000, 4096, 65000, 300000 };

static bool echo(CLIENT *client, size_t size)
{
	probe_bytes in = { .probe_bytes_len = size }, out = { 0 };
	struct rpc_err error;
	bool right;
	size_t i;

	in.probe_bytes_val = malloc(size + 1);
	MUST(in.probe_bytes_val);
	for (i = 0; i < size; i++)
		in.probe_bytes_val[i] = i * 7 + i / 251;
	right = probe_echo_3(in, &out, client) == RPC_SUCCESS &&
		out.probe_bytes_len == size &&
		(!size || !memcmp(in.probe_bytes_val, out.probe_bytes_val, size));
	clnt_geterr(client, &error);
	if (error.re_status == RPC_CANTENCODEARGS)
		right = size > 65000 && error.re_errno == EMSGSIZE;
	clnt_freeres(client, (xdrproc_t)xdr_probe_bytes, (void *)&out);
	free(in.probe_bytes_val);
	return right;
}

static void right_calls(CLIENT *client)
{
	u_int sum = 0, i, wrong = 0;
	size_t n;

	EQ(probe_call(client, NULLPROC), RPC_SUCCESS, "the null procedure");
	for (n = 0; n < sizeof(sizes) / sizeof(*sizes); n++)
		wrong += !echo(client, sizes[n]);
	EQ(wrong, 0, "bytes come back as they were");
	for (i = 1; i <= 1000; i++)
		wrong += probe_add_3(i, &sum, client) != RPC_SUCCESS ||
			 sum != i * (i + 1) / 2;
	EQ(wrong, 0, "a thousand calls are done in turn");
}

static void wrong_calls(CLIENT *client)
{
	u_int number = PROBE_VERSION + 1, sum;
	struct rpc_err error;
	char text[300];

	EQ(probe_call(client, 99), RPC_PROCUNAVAIL, "no such procedure");
	OK(strstr(kp_clnt_strerror(client, text, sizeof(text)),
		  "procedure 99: the server refused it"), "words for that");
	EQ(probe_call(client, PROBE_ADD), RPC_CANTDECODEARGS,
	   "arguments are missing");
	clnt_control(client, CLSET_VERS, &number);
	EQ(probe_call(client, NULLPROC), RPC_PROGVERSMISMATCH,
	   "another version");
	clnt_geterr(client, &error);
	OK(error.re_vers.low == PROBE_VERSION &&
	   error.re_vers.high == PROBE_VERSION, "it says which there are");
	number = PROBE_PROGRAM + 1;
	clnt_control(client, CLSET_PROG, &number);
	EQ(probe_call(client, NULLPROC), RPC_PROGUNAVAIL, "another program");
	number = PROBE_PROGRAM;
	clnt_control(client, CLSET_PROG, &number);
	number = PROBE_VERSION;
	clnt_control(client, CLSET_VERS, &number);
	EQ(probe_add_3(0, &sum, client), RPC_SUCCESS,
	   "the client is as good as before");
}

static void credentials(CLIENT *client, bool knows_peer)
{
	gid_t groups[] = { 1, 2, 3 };
	AUTH *none = client->cl_auth;
	probe_who who = { 0, 0 };

	EQ(probe_who_3(&who, client), RPC_SUCCESS, "without credentials");
	EQ(who.claimed_uid, -1, "nobody is claimed");
	if (knows_peer)
		EQ(who.pid, getpid(), "the kernel says who calls");
	client->cl_auth = authunix_create("here", 4242, 1, 3, groups);
	EQ(probe_who_3(&who, client), RPC_SUCCESS, "with AUTH_SYS");
	EQ(who.claimed_uid, 4242, "the claim arrives");
	auth_destroy(client->cl_auth);
	client->cl_auth = none;
}

static void try(struct probe *probe, CLIENT *client)
{
	uint32_t can = kp_transport_find(probe->uri)->can;

	right_calls(client);
	wrong_calls(client);
	credentials(client, can & KP_CAN_NAME_PEER && !probe->paired);
}

int main(int argc, char **argv)
{
	(void)argc;
	test_begin(120);
	probe_over_all(argv + 1, true, try);
	return test_end();
}
