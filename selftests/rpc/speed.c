// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls per second, of libtirpc over its own Unix socket and of the same stubs
 * over channels, taken in turns:
 *
 *	rpc/speed [-r ROUNDS] [TRANSPORT...]
 *
 * Each line: transport, median of its calls per second, and the median of how
 * many times that is what libtirpc did in the same round.
 */
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#include "../child.h"
#include "serve.h"

#define WAYS_MAX 16
#define ROUNDS_MAX 200
#define ROUND_NS 50000000

struct row {
	const char *name;
	struct probe probe;
	CLIENT *client;
	double rates[ROUNDS_MAX], ratios[ROUNDS_MAX];
};

static struct row rows[WAYS_MAX];

static double now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static double rate(CLIENT *client)
{
	double began = now_ns(), took;
	int calls = 0;
	u_int sum, i;

	do {
		for (i = 0; i < 50; i++)
			MUST(probe_add_3(1, &sum, client) == RPC_SUCCESS);
		calls += 50;
		took = now_ns() - began;
	} while (took < ROUND_NS);
	return calls / took * 1e9;
}

static void start_libtirpc(struct row *row)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = RPC_ANYSOCK, tell[2];
	SVCXPRT *xprt;
	char byte;

	snprintf(address.sun_path, sizeof(address.sun_path),
		 "/tmp/kpipe-speed-%d", getpid());
	MUST(pipe(tell) == 0);
	row->name = "libtirpc";
	row->probe.pid = child();
	if (row->probe.pid == 0) {
		xprt = svcunix_create(RPC_ANYSOCK, 0, 0, address.sun_path);
		MUST(xprt && svc_register(xprt, PROBE_PROGRAM, PROBE_VERSION,
					  probe_program_3, 0));
		MUST(write(tell[1], "", 1) == 1);
		svc_run();
		_exit(TEST_FAIL);
	}
	MUST(read(tell[0], &byte, 1) == 1);
	row->client = clntunix_create(&address, PROBE_PROGRAM, PROBE_VERSION,
				      &fd, 0, 0);
	MUST(row->client);
	unlink(address.sun_path);
}

static size_t start_ours(char **names)
{
	struct probe_way way;
	size_t n, count = 1;
	struct row *row;

	for (n = 0; count < WAYS_MAX && probe_way(n, &way, names); n++) {
		row = &rows[count];
		row->name = way.name;
		row->probe = probe_start(way.name, !way.by_address, NULL);
		if (row->probe.error)
			continue;
		row->client = probe_client(&row->probe, 5000);
		MUST(row->client);
		count++;
	}
	return count;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *numbers, int count)
{
	qsort(numbers, count, sizeof(*numbers), by_size);
	return count % 2 ? numbers[count / 2] :
	       (numbers[count / 2 - 1] + numbers[count / 2]) / 2;
}

int main(int argc, char **argv)
{
	int rounds = 21, first = 1, round;
	size_t count, i;

	if (argc > 2 && !strcmp(argv[1], "-r")) {
		rounds = atoi(argv[2]);
		first = 3;
	}
	MUST(rounds > 0 && rounds <= ROUNDS_MAX);
	start_libtirpc(&rows[0]);
	count = start_ours(argv + first);
	for (round = 0; round < rounds; round++) {
		for (i = 0; i < count; i++)
			rows[i].rates[round] = rate(rows[i].client);
		for (i = 0; i < count; i++)
			rows[i].ratios[round] = rows[i].rates[round] /
						rows[0].rates[round];
	}
	for (i = 0; i < count; i++) {
		printf("%-14s %8.0f calls/s %6.2f\n", rows[i].name,
		       median(rows[i].rates, rounds),
		       median(rows[i].ratios, rounds));
		clnt_destroy(rows[i].client);
		kill(rows[i].probe.pid, i ? SIGTERM : SIGKILL);
		reap(rows[i].probe.pid);
	}
	return TEST_PASS;
}
