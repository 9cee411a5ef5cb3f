// SPDX-License-Identifier: GPL-2.0-only
/*
 * One server serves many clients at once, over several transports at the same
 * time, and none that does not take its answers holds up the others.
 */
#include <arpa/inet.h>

#include "child.h"
#include "rpc/serve.h"

#define CLIENTS 40
#define CALLS 50
#define LAST 0x80000000U

static bool call_often(struct probe *probe)
{
	CLIENT *client = probe_client(probe, 20000);
	u_int sum, i;

	if (!client)
		return false;
	for (i = 0; i < CALLS; i++)
		if (probe_add_3(1, &sum, client) != RPC_SUCCESS)
			return false;
	clnt_destroy(client);
	return true;
}

static void many(struct probe *probe)
{
	pid_t pids[CLIENTS];
	int i, failed = 0;

	for (i = 0; i < CLIENTS; i++) {
		pids[i] = child();
		if (pids[i] == 0)
			_exit(!call_often(probe));
	}
	for (i = 0; i < CLIENTS; i++)
		failed += reap(pids[i]) != 0;
	EQ(failed, 0, "every client is served");
}

/* Sends calls until nothing goes any more, and never takes an answer. */
static struct kp_channel *greedy(struct probe *probe)
{
	static u_int call[12000];
	u_int words[12] = {
		LAST | (sizeof(call) - sizeof(*call)), 1, CALL,
		RPC_MSG_VERSION, PROBE_PROGRAM, PROBE_VERSION, PROBE_ECHO,
		AUTH_NONE, 0, AUTH_NONE, 0, sizeof(call) - 12 * sizeof(*call),
	};
	const int count = sizeof(words) / sizeof(*words);
	struct kp_channel *channel;
	ssize_t sent;
	int i, mark;

	MUST(!kp_channel_open(probe->uri, KP_DUPLEX, NULL, &channel));
	mark = kp_channel_transport(channel)->kind == KP_KIND_STREAM ? 0 : 1;
	for (i = 0; i < 500; i++) {
		words[1]++;
		for (int word = 0; word < count; word++)
			call[word] = htonl(words[word]);
		sent = kp_send(channel, call + mark,
			       sizeof(call) - mark * sizeof(*call),
			       KP_MS(200));
		if (sent < (ssize_t)(sizeof(call) - mark * sizeof(*call)))
			break;
	}
	OK(i > 0 && i < 500, "one client takes no answers until it is full");
	return channel;
}

static void try(struct probe *probe, CLIENT *client)
{
	struct kp_channel *stuck;
	long began;
	u_int sum;

	many(probe);
	EQ(probe_add_3(0, &sum, client), RPC_SUCCESS, "and one that waited");
	EQ(sum, CLIENTS * CALLS, "every call was done");
	stuck = greedy(probe);
	began = probe_ms();
	EQ(probe_add_3(1, &sum, client), RPC_SUCCESS, "another one is served");
	OK(probe_ms() - began < test_patience(500), "at once");
	kp_channel_close(stuck);
	EQ(probe_add_3(1, &sum, client), RPC_SUCCESS, "also when it is gone");
}

int main(int argc, char **argv)
{
	(void)argc;
	test_begin(120);
	probe_over_all(argv + 1, false, try);
	return test_end();
}
