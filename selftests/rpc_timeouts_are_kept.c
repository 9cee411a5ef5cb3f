// SPDX-License-Identifier: GPL-2.0-only
/*
 * A server that does not answer: the call ends when its time is over, and the
 * answer that comes later is nobody else's.
 */
#include "child.h"
#include "rpc/serve.h"

#define LIMIT_MS 200

static void set_limit(CLIENT *client, long ms)
{
	struct timeval limit = { ms / 1000, ms % 1000 * 1000 };

	MUST(clnt_control(client, CLSET_TIMEOUT, (char *)&limit));
}

/* Calls a stopped server as often as its channel has room. */
static void stopped_server(struct probe *probe, CLIENT *client)
{
	enum clnt_stat status;
	char text[300];
	long began;
	u_int sum;

	kill(probe->pid, SIGSTOP);
	began = probe_ms();
	status = probe_add_3(1000, &sum, client);
	EQ(status, RPC_TIMEDOUT, "a call to a stopped server");
	OK(probe_ms() - began >= LIMIT_MS, "not before its time");
	OK(probe_ms() - began < LIMIT_MS + test_patience(500),
	   "not much later");
	OK(strstr(kp_clnt_strerror(client, text, sizeof(text)),
		  "no answer came in time"), "in words");
	kill(probe->pid, SIGCONT);
}

/* What was sent is done when the server goes on, and answered to nobody. */
static void full_channel(struct probe *probe, CLIENT *client)
{
	enum clnt_stat status = RPC_TIMEDOUT;
	probe_bytes out = { 0 };
	long began = probe_ms();
	u_int sum = 0;
	int i;

	set_limit(client, 0);
	kill(probe->pid, SIGSTOP);
	for (i = 0; i < 200000 && status == RPC_TIMEDOUT; i++)
		status = probe_give_3(2000, &out, client);
	EQ(status, RPC_CANTSEND, "when its channel is full, nothing is sent");
	OK(probe_ms() - began < test_patience(20000), "and nothing hangs");
	kill(probe->pid, SIGCONT);
	set_limit(client, 10000);
	EQ(probe_add_3(1, &sum, client), RPC_SUCCESS,
	   "when the server goes on, so does the client");
	EQ(sum, 1003, "with its own answer");
}

/* Calls for long answers and waits for none. When the server has no room for
 * them any more it takes no calls: unless somebody takes the answers, neither
 * of the two can go on.
 */
static void given_up(CLIENT *client)
{
	enum clnt_stat status = RPC_TIMEDOUT;
	probe_bytes out = { 0 };
	u_int sum = 0;
	int i;

	set_limit(client, 0);
	for (i = 0; i < 5000 && status == RPC_TIMEDOUT; i++)
		status = probe_give_3(2000, &out, client);
	EQ(status, RPC_TIMEDOUT, "calls whose answers nobody takes go on");
	set_limit(client, 5000);
	EQ(probe_add_3(1, &sum, client), RPC_SUCCESS, "one that waits");
	EQ(sum, 1004, "gets its own answer");
}

static void try(struct probe *probe, CLIENT *client)
{
	u_int sum = 0;

	set_limit(client, LIMIT_MS);
	EQ(probe_add_3(1, &sum, client), RPC_SUCCESS, "a call");
	stopped_server(probe, client);
	set_limit(client, 5000);
	EQ(probe_add_3(1, &sum, client), RPC_SUCCESS, "the next one");
	EQ(sum, 1002, "gets its own answer");
	full_channel(probe, client);
	given_up(client);
}

int main(int argc, char **argv)
{
	(void)argc;
	test_begin(120);
	probe_over_all(argv + 1, false, try);
	return test_end();
}
