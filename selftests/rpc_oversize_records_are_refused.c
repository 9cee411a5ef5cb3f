// SPDX-License-Identifier: GPL-2.0-only
/*
 * A record that is longer than max_record costs no memory and no time: one's
 * own is not sent, a client's closes that client alone, a server's answer
 * becomes an error.
 */
#include "child.h"
#include "rpc/serve.h"

#define MOST 20000

static const struct kp_rpc_options small = { .max_record = MOST };

static enum clnt_stat echo(CLIENT *client, u_int size)
{
	static char bytes[4 * MOST];
	probe_bytes in = { size, bytes }, out = { 0 };
	enum clnt_stat status = probe_echo_3(in, &out, client);

	clnt_freeres(client, (xdrproc_t)xdr_probe_bytes, (void *)&out);
	return status;
}

static enum clnt_stat give(CLIENT *client, u_int size)
{
	probe_bytes out = { 0 };
	enum clnt_stat status = probe_give_3(size, &out, client);

	clnt_freeres(client, (xdrproc_t)xdr_probe_bytes, (void *)&out);
	return status;
}

static void one_client(struct probe *probe, CLIENT *other)
{
	struct rpc_err error;
	CLIENT *client = probe_client(probe, 5000);

	MUST(client);
	EQ(echo(client, MOST - 100), RPC_SUCCESS, "what fits passes");
	EQ(give(client, MOST + 1), RPC_SYSTEMERROR,
	   "an answer that does not is an error of the server");
	EQ(echo(client, 100), RPC_SUCCESS, "which hurts nobody");
	/* This client does not know the server's limit. */
	EQ(echo(client, MOST + 1), RPC_CANTRECV,
	   "a call that does not fit ends the connection");
	EQ(echo(other, 100), RPC_SUCCESS, "others do not notice");
	clnt_destroy(client);
	MUST(!kp_clnt_create(probe->uri, PROBE_PROGRAM, PROBE_VERSION, &small,
			     &client));
	EQ(echo(client, MOST + 1), RPC_CANTENCODEARGS,
	   "who knows the limit does not send it");
	clnt_geterr(client, &error);
	EQ(error.re_errno, EMSGSIZE, "and says why");
	EQ(echo(client, MOST - 100), RPC_SUCCESS, "and goes on");
	clnt_destroy(client);
}

/* The server may answer with more than this client takes. */
static void long_answer(struct probe *probe)
{
	struct rpc_err error;
	CLIENT *client;

	MUST(!kp_clnt_create(probe->uri, PROBE_PROGRAM, PROBE_VERSION, &small,
			     &client));
	EQ(give(client, MOST + 1), RPC_CANTRECV,
	   "an answer that is too long is not taken");
	clnt_geterr(client, &error);
	EQ(error.re_errno, EMSGSIZE, "and that is said");
	clnt_destroy(client);
}

/* A record's mark may claim 2 GiB. */
static void empty_threat(struct probe *probe, CLIENT *other)
{
	static const unsigned char mark[] = { 0xff, 0xff, 0xff, 0xff };
	struct kp_channel *channel;
	char byte;

	MUST(!kp_channel_open(probe->uri, KP_DUPLEX, NULL, &channel));
	EQ(kp_send(channel, mark, sizeof(mark), KP_SECONDS(1)), 4,
	   "a mark that claims too much");
	EQ(kp_receive(channel, &byte, 1, KP_SECONDS(5)), 0,
	   "ends the connection before more is sent");
	kp_channel_close(channel);
	EQ(echo(other, 100), RPC_SUCCESS, "others do not notice that either");
}

/* probe is a server with the usual limit. */
static void try(struct probe *probe, CLIENT *client)
{
	const struct kp_transport_info *info = kp_transport_find(probe->uri);
	struct probe limited = probe_start(info->name, false, &small);
	CLIENT *other;

	(void)client;
	MUST(!limited.error);
	other = probe_client(&limited, 5000);
	MUST(other);
	one_client(&limited, other);
	long_answer(probe);
	if (info->kind == KP_KIND_STREAM)
		empty_threat(&limited, other);
	clnt_destroy(other);
	OK(probe_stop(&limited), "the server with the limit is well");
}

int main(int argc, char **argv)
{
	(void)argc;
	test_begin(120);
	probe_over_all(argv + 1, false, try);
	return test_end();
}
