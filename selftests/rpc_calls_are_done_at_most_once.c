// SPDX-License-Identifier: GPL-2.0-only
/*
 * A call that is sent again and again while it is done is done once: the
 * server counts what it did, and what it was asked again.
 */
#include "child.h"
#include "rpc/serve.h"

#define RETRY_MS 10

static void try(struct probe *probe, CLIENT *client)
{
	struct timeval retry = { 0, RETRY_MS * 1000 };
	u_int sum = 0, repeats = 0, i;

	(void)probe;
	OK(clnt_control(client, CLSET_RETRY_TIMEOUT, (char *)&retry),
	   "the client is to try again");
	for (i = 1; i <= 3; i++) {
		EQ(probe_slow_3(1, 30 * RETRY_MS, &sum, client), RPC_SUCCESS,
		   "a slow call is answered");
		EQ(sum, i, "it was done once");
	}
	EQ(probe_repeats_3(&repeats, client), RPC_SUCCESS, "the count");
	OK(repeats >= 3, "the server was asked again");
	EQ(probe_add_3(0, &sum, client), RPC_SUCCESS, "the next call");
	EQ(sum, 3, "nothing was done twice");
}

int main(int argc, char **argv)
{
	(void)argc;
	test_begin(120);
	probe_over_all(argv + 1, true, try);
	return test_end();
}
