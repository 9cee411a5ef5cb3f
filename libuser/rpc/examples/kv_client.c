// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Asks a kv_server: kv_client URI put KEY VALUE, or get KEY, or delete KEY.
 *
 * Ends with 0, with 1 when there is no such key, with 2 on any other failure.
 */
#include <stdio.h>
#include <string.h>

#include <kpipe/kpipe.h>
#include <kpipe/rpc.h>

#include "kv.h"

static enum clnt_stat get(CLIENT *client, char *key, kv_status *status)
{
	kv_answer answer = { 0 };
	enum clnt_stat called = kv_get_1(key, &answer, client);

	*status = answer.status;
	if (called == RPC_SUCCESS && *status == KV_OK)
		puts(answer.kv_answer_u.value);
	clnt_freeres(client, (xdrproc_t)xdr_kv_answer, (void *)&answer);
	return called;
}

static int ask(CLIENT *client, char **words)
{
	kv_status status = KV_OK;
	enum clnt_stat called;
	char text[300];

	if (!strcmp(words[0], "get"))
		called = get(client, words[1], &status);
	else if (!strcmp(words[0], "put"))
		called = kv_put_1((kv_pair){ words[1], words[2] }, &status,
				  client);
	else
		called = kv_delete_1(words[1], &status, client);
	if (called == RPC_SUCCESS && status != KV_FULL)
		return status == KV_NONE;
	fprintf(stderr, "kv_client: %s\n", called == RPC_SUCCESS ?
		"the store is full" :
		kp_clnt_strerror(client, text, sizeof(text)));
	return 2;
}

int main(int argc, char **argv)
{
	CLIENT *client;
	int result;

	if (argc < 4 || argc != 4 + !strcmp(argv[2], "put")) {
		fprintf(stderr, "usage: kv_client URI put KEY VALUE\n"
			"       kv_client URI get|delete KEY\n");
		return 2;
	}
	result = kp_clnt_create(argv[1], KV_PROGRAM, KV_VERSION, NULL, &client);
	if (result) {
		fprintf(stderr, "kv_client: %s: %s\n", argv[1],
			kp_strerror(result));
		return 2;
	}
	result = ask(client, argv + 2);
	clnt_destroy(client);
	return result;
}
