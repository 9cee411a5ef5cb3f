// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many threads call through one client at once, and every one gets its own
 * answer: in the order of a real server, in the opposite one, and none at all
 * when the server goes. Built with TSan.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>

#include "child.h"
#include "rpc/serve.h"

#define THREADS 8
#define CALLS 300

static atomic_uint wrong, failed;
static CLIENT *client;

/* TSan, as of gcc 12, does not know this function and would see threads unlock
 * what they never locked: so here it is in terms that TSan knows.
 */
int pthread_mutex_clocklock(pthread_mutex_t *lock, clockid_t clock,
			    const struct timespec *until)
{
	struct timespec now;

	while (pthread_mutex_trylock(lock)) {
		clock_gettime(clock, &now);
		if (now.tv_sec > until->tv_sec ||
		    (now.tv_sec == until->tv_sec &&
		     now.tv_nsec >= until->tv_nsec))
			return ETIMEDOUT;
		usleep(50);
	}
	return 0;
}

static void start_and_join(void *(*body)(void *arg))
{
	pthread_t threads[THREADS];
	long i;

	wrong = 0;
	failed = 0;
	for (i = 0; i < THREADS; i++)
		MUST(!pthread_create(&threads[i], NULL, body, (void *)i));
	for (i = 0; i < THREADS; i++)
		MUST(!pthread_join(threads[i], NULL));
}

/* A message that only this thread and turn can have sent. */
static bool echo(u_int mark, u_int size)
{
	probe_bytes in = { size * sizeof(u_int), NULL }, out = { 0 };
	u_int *words = malloc(in.probe_bytes_len), i;
	enum clnt_stat status;

	MUST(words);
	in.probe_bytes_val = (char *)words;
	for (i = 0; i < size; i++)
		words[i] = mark + i;
	status = probe_echo_3(in, &out, client);
	if (status != RPC_SUCCESS)
		failed++;
	else if (out.probe_bytes_len != in.probe_bytes_len ||
		 memcmp(out.probe_bytes_val, words, in.probe_bytes_len))
		wrong++;
	xdr_free((xdrproc_t)xdr_probe_bytes, (char *)&out);
	free(words);
	return status == RPC_SUCCESS;
}

static void *call_often(void *arg)
{
	u_int thread = (long)arg, i;

	for (i = 0; i < CALLS; i++)
		echo((thread << 24) + (i << 8), 1 + i * (thread + 1) % 700);
	return NULL;
}

/* Some of these run out of time, which must not hurt the others. */
static void *call_slowly(void *arg)
{
	struct timeval limit = { (long)arg % 2 ? 20 : 0, 5000 };
	enum clnt_stat status;
	u_int in[2] = { 1, 3 }, sum = 0;
	int i;

	for (i = 0; i < 10; i++) {
		status = clnt_call(client, PROBE_ADD, (xdrproc_t)xdr_u_int,
				   in, (xdrproc_t)xdr_u_int, &sum, limit);
		failed += limit.tv_sec && status != RPC_SUCCESS;
	}
	return NULL;
}

static void *call_the_dying(void *arg)
{
	while (echo((long)arg, 100))
		;
	return NULL;
}

static void *call_once(void *arg)
{
	echo((u_int)(long)arg << 16, 10);
	return NULL;
}

static pid_t kill_later(pid_t pid)
{
	pid_t killer = child();

	if (killer == 0) {
		usleep(100000);
		kill(pid, SIGKILL);
		_exit(TEST_PASS);
	}
	return killer;
}

static void try(struct probe *probe, CLIENT *other)
{
	struct timeval each = { -1, 0 };
	pid_t killer;
	long began;

	OK(!clnt_control(other, CLSET_TIMEOUT, (char *)&each),
	   "no time is negative");
	/* One whose calls have limits of their own. */
	MUST(!kp_clnt_create(probe->uri, PROBE_PROGRAM, PROBE_VERSION, NULL,
			     &client));
	start_and_join(call_often);
	EQ(failed, 0, "all calls are answered");
	EQ(wrong, 0, "each with its own answer");
	start_and_join(call_slowly);
	EQ(failed, 0, "those with time get answers beside those without");
	began = probe_ms();
	killer = kill_later(probe->pid);
	start_and_join(call_the_dying);
	EQ(failed, THREADS, "all threads hear of the server's death");
	EQ(wrong, 0, "and of nothing else");
	OK(probe_ms() - began < test_patience(1000), "within a second");
	clnt_destroy(client);
	reap(killer);
	probe_bury(probe);
}

/* Takes a call from every thread, then answers the last one first. */
static void answer_backwards(struct kp_channel *channel)
{
	static char calls[THREADS][4096];
	ssize_t sizes[THREADS];
	u_int header[6];
	int i;

	for (i = 0; i < THREADS; i++) {
		sizes[i] = kp_receive(channel, calls[i], sizeof(calls[i]),
				      KP_SECONDS(10));
		MUST(sizes[i] > 40);
	}
	for (i = THREADS - 1; i >= 0; i--) {
		/* Accepted, no verifier, success; then the argument. */
		memcpy(header, calls[i], 4);
		memset(header + 1, 0, 20);
		header[1] = htonl(REPLY);
		memmove(calls[i] + sizeof(header), calls[i] + 40,
			sizes[i] - 40);
		memcpy(calls[i], header, sizeof(header));
		MUST(kp_send(channel, calls[i], sizes[i] - 40 + sizeof(header),
			     KP_SECONDS(10)) > 0);
	}
	_exit(TEST_PASS);
}

static void backwards(void)
{
	struct kp_channel *pair[2];
	pid_t pid;

	test.half = "answers in opposite order";
	MUST(!kp_channel_pair("uds-seqpacket:", KP_DUPLEX, NULL, pair));
	pid = child();
	if (pid == 0)
		answer_backwards(pair[1]);
	kp_channel_close(pair[1]);
	MUST(!kp_clnt_attach(pair[0], pair[0], PROBE_PROGRAM, PROBE_VERSION,
			     NULL, &client));
	start_and_join(call_once);
	EQ(failed, 0, "all calls are answered");
	EQ(wrong, 0, "each with its own answer");
	EQ(reap(pid), 0, "the server is well");
	clnt_destroy(client);
}

int main(int argc, char **argv)
{
	(void)argc;
	test_begin(120);
	backwards();
	probe_over_all(argv + 1, false, try);
	return test_end();
}
