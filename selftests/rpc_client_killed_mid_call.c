// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clients that are killed while their call is done, or between two calls, are
 * forgotten by the server, which goes on serving the others.
 */
#include "child.h"
#include "rpc/serve.h"

#define VICTIMS 10

/* Connects, calls once, tells, and goes on calling until it is killed. */
static void victim(struct probe *probe, int tell)
{
	CLIENT *client = probe_client(probe, 20000);
	u_int sum;

	MUST(client && probe_add_3(1, &sum, client) == RPC_SUCCESS);
	MUST(write(tell, "", 1) == 1);
	while (probe_slow_3(1, 1, &sum, client) == RPC_SUCCESS)
		;
	_exit(TEST_FAIL);
}

static void kill_some(struct probe *probe)
{
	int tell[2], i;
	char byte;
	pid_t pid;

	MUST(pipe(tell) == 0);
	for (i = 0; i < VICTIMS; i++) {
		pid = child();
		if (pid == 0)
			victim(probe, tell[1]);
		MUST(read(tell[0], &byte, 1) == 1);
		usleep(i * 300);
		kill(pid, SIGKILL);
		reap(pid);
	}
	close(tell[0]);
	close(tell[1]);
}

static void try(struct probe *probe, CLIENT *client)
{
	u_int before, after, clients = 0;
	long began;

	EQ(probe_add_3(0, &before, client), RPC_SUCCESS, "a client is there");
	kill_some(probe);
	EQ(probe_add_3(0, &after, client), RPC_SUCCESS,
	   "it is served when others were killed");
	OK(after >= before + VICTIMS, "they were served, too");
	for (began = probe_ms(); clients != 1 &&
	     probe_ms() - began < test_patience(1000); usleep(1000))
		MUST(probe_clients_3(&clients, client) == RPC_SUCCESS);
	EQ(clients, 1, "within a second it is the only one left");
}

int main(int argc, char **argv)
{
	(void)argc;
	test_begin(120);
	probe_over_all(argv + 1, false, try);
	return test_end();
}
