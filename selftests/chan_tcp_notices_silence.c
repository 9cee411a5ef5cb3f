// SPDX-License-Identifier: GPL-2.0-only
/*
 * tcp: when the network is gone without a word, both the one who waits and the
 * one who sends are told. IPv4, IPv6, names and all addresses of a machine are
 * understood; what is no address is refused.
 *
 * The network is a loopback of its own that is switched off.
 */
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "chan.h"

static void loopback(bool up)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq request = { .ifr_name = "lo" };

	MUST(fd >= 0);
	MUST(ioctl(fd, SIOCGIFFLAGS, &request) == 0);
	if (up)
		request.ifr_flags |= IFF_UP;
	else
		request.ifr_flags &= ~IFF_UP;
	MUST(ioctl(fd, SIOCSIFFLAGS, &request) == 0);
	close(fd);
}

static int port_of(struct kp_listener *listener)
{
	struct sockaddr_in6 address;
	socklen_t length = sizeof(address);

	MUST(getsockname(kp_listener_fd(listener), (void *)&address,
			 &length) == 0);
	return ntohs(address.sin6_port);
}

/* end[0] is the one that was accepted; 0 or the error of opening. */
static int connect_two(const char *listen_at, const char *host,
		       struct kp_channel *end[2])
{
	struct kp_options options = { .open_within = KP_SECONDS(5) };
	struct kp_listener *listener;
	char uri[128];
	int error = kp_listen(listen_at, 0, NULL, &listener);

	if (error)
		return error;
	snprintf(uri, sizeof(uri), "tcp:%s:%d", host, port_of(listener));
	error = kp_channel_open(uri, KP_DUPLEX, &options, &end[1]);
	if (!error)
		MUST(kp_accept(listener, KP_SECONDS(5), &end[0]) == 0);
	kp_listener_close(listener);
	return error;
}

static int works(const char *listen_at, const char *host)
{
	struct kp_channel *end[2];
	char byte = 0;
	int error = connect_two(listen_at, host, end);

	if (error)
		return error;
	MUST(kp_send(end[1], "x", 1, KP_NOW) == 1);
	MUST(kp_receive(end[0], &byte, 1, KP_SECONDS(5)) == 1 && byte == 'x');
	chan_close_both(end);
	return 0;
}

static void addresses(void)
{
	struct kp_channel *end;

	EQ(works("tcp:127.0.0.1:0", "127.0.0.1"), 0, "IPv4");
	EQ(works("tcp:localhost:0", "localhost"), 0, "a name");
	EQ(works("tcp:*:0", "127.0.0.1"), 0, "all addresses, by IPv4");
	EQ(works("tcp::0", "localhost"), 0, "all addresses, by name");
	if (access("/proc/net/if_inet6", F_OK) == 0) {
		EQ(works("tcp:[::1]:0", "[::1]"), 0, "IPv6");
		EQ(works("tcp:*:0", "[::1]"), 0, "all addresses, by IPv6");
	} else {
		test_skip("IPv6", "the kernel has none");
	}
	EQ(kp_channel_open("tcp:127.0.0.1:1", KP_DUPLEX, NULL, &end),
	   -ECONNREFUSED, "where nobody listens");
	EQ(kp_channel_open("tcp:::1:80", KP_DUPLEX, NULL, &end), -EINVAL,
	   "IPv6 without brackets");
	EQ(kp_channel_open("tcp:host", KP_DUPLEX, NULL, &end), -EINVAL,
	   "no port");
	EQ(kp_channel_open("tcp::80", KP_DUPLEX, NULL, &end), -EINVAL,
	   "no host to call");
	EQ(kp_channel_open("tcp:no.such.name.invalid:80", KP_DUPLEX, NULL,
			   &end), -EHOSTUNREACH, "a name that nobody has");
}

static void silence(void)
{
	struct kp_channel *end[2];
	int64_t began;
	char byte;

	MUST(connect_two("tcp:127.0.0.1:0", "127.0.0.1", end) == 0);
	loopback(false);
	began = chan_clock();
	MUST(kp_send(end[1], "x", 1, KP_NOW) == 1);
	EQ(kp_receive(end[0], &byte, 1, KP_SECONDS(30)), -EOWNERDEAD,
	   "a receiver is told that the peer is gone");
	EQ(kp_receive(end[1], &byte, 1, KP_SECONDS(30)), -EOWNERDEAD,
	   "and so is who waits for an answer");
	OK(chan_clock() - began < KP_SECONDS(20), "in less than 20 seconds");
	EQ(kp_send(end[1], "x", 1, KP_NOW), -EPIPE, "nothing more can be sent");
	EQ(kp_receive(end[1], &byte, 1, KP_NOW), 0, "then it is over");
	chan_close_both(end);
}

int main(void)
{
	test_begin(90);
	test.half = "tcp";
	if (unshare(CLONE_NEWNET) < 0) {
		test_skip("silence", "needs a network of its own: root");
		return test_end();
	}
	loopback(true);
	addresses();
	silence();
	return test_end();
}
