// SPDX-License-Identifier: GPL-2.0-only
/*
 * A server that is killed while it does a call: the caller hears of it within
 * a second, over every transport, and so does every call after that.
 */
#include "child.h"
#include "rpc/serve.h"

#define AT_ONCE 1000

static void call_the_dead(CLIENT *client)
{
	struct rpc_err error;
	char text[300];
	long began = probe_ms();
	u_int sum;

	OK(probe_add_3(1, &sum, client) != RPC_SUCCESS, "the next call fails");
	clnt_geterr(client, &error);
	OK(error.re_status == RPC_CANTSEND || error.re_status == RPC_CANTRECV,
	   "as it should");
	OK(strstr(kp_clnt_strerror(client, text, sizeof(text)), "start it"),
	   "and says what to do");
	OK(probe_ms() - began < test_patience(AT_ONCE), "at once");
}

static void try(struct probe *probe, CLIENT *client)
{
	struct rpc_err error;
	char text[300];
	long began = probe_ms();

	EQ(probe_die_3(text, client), RPC_CANTRECV, "the call fails");
	OK(probe_ms() - began < test_patience(AT_ONCE), "within a second");
	clnt_geterr(client, &error);
	OK(error.re_errno == ECONNRESET || error.re_errno == EPIPE ||
	   error.re_errno == EOWNERDEAD, "the cause is the peer");
	OK(strstr(kp_clnt_strerror(client, text, sizeof(text)),
		  "went away before it answered"), "in words");
	call_the_dead(client);
	probe_bury(probe);
}

int main(int argc, char **argv)
{
	(void)argc;
	test_begin(120);
	probe_over_all(argv + 1, true, try);
	return test_end();
}
