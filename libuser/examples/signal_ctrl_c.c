// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * What happens between Ctrl+C and the end of a command? The terminal sends
 * SIGINT to the processes in its foreground; the default is to end. A process
 * can have the signal blocked instead and take it like a message: that is what
 * a channel "signal:" does with signals that carry a value. Here SIGINT is
 * heard first, then passed on to a child as a ring on such a channel.
 *	signal_ctrl_c		sends SIGINT to itself
 *	signal_ctrl_c wait	waits for your Ctrl+C
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kpipe/channel.h>
#include <kpipe/kpipe.h>

static int child(void)
{
	struct kp_channel *channel;
	uint64_t value;
	int error = kp_channel_open("signal:", KP_RECEIVE, NULL, &channel);

	if (!error)
		error = kp_hear(channel, &value, KP_FOREVER);
	if (error) {
		fprintf(stderr, "child: %s\n", kp_strerror(error));
		return EXIT_FAILURE;
	}
	printf("child %d heard: signal %d\n", (int)getpid(), (int)value);
	fflush(stdout);
	kp_channel_close(channel);
	return EXIT_SUCCESS;
}

static int pass_on(pid_t pid, int signal)
{
	struct kp_channel *channel;
	char uri[32];
	int error;

	/* Opening waits until the child has the signal blocked. */
	snprintf(uri, sizeof(uri), "signal:%d", (int)pid);
	error = kp_channel_open(uri, KP_SEND, NULL, &channel);
	if (error)
		return error;
	error = kp_ring(channel, (uint64_t)signal, KP_SECONDS(5));
	kp_channel_close(channel);
	return error;
}

int main(int argc, char **argv __attribute__((unused)))
{
	int heard, status, error;
	sigset_t set;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	/* From here on it does not end us, nor the child, who inherits this. */
	sigprocmask(SIG_BLOCK, &set, NULL);
	pid = fork();
	if (pid == 0)
		_exit(child());
	if (argc == 1)
		kill(getpid(), SIGINT);
	if (pid < 0 || sigwait(&set, &heard))
		return EXIT_FAILURE;
	printf("\nparent %d heard: signal %d, instead of ending\n",
	       (int)getpid(), heard);
	fflush(stdout);
	error = pass_on(pid, heard);
	if (error)
		fprintf(stderr, "parent: %s\n", kp_strerror(error));
	return waitpid(pid, &status, 0) != pid || status || error;
}
