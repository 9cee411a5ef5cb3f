// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Says in a sentence what went wrong with a call, whether it was done, and
 * what helps.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../../src/lib.h"
#include "explain.h"

/* error: of re_errno, or, which is the same place, re_why; 0: any other. The
 * first that fits counts.
 */
static const struct {
	enum clnt_stat status;
	int error;
	const char *sentence;
} sentences[] = {
	{ RPC_CANTENCODEARGS, EMSGSIZE, "the call is longer than a record may "
		"be and was not sent: raise max_record or capacity on both "
		"sides, or send less" },
	{ RPC_CANTENCODEARGS, 0, "the arguments break a limit that the "
		"interface sets, and were not sent" },
	{ RPC_CANTSEND, ETIMEDOUT, "there was no room for the call in time, "
		"and it was not sent: the server is busy or stopped" },
	{ RPC_CANTSEND, EAGAIN, "there was no room for the call, and it was "
		"not sent: the server is busy or stopped" },
	{ RPC_CANTSEND, 0, "the server is gone, and the call was not sent: "
		"start it, and make a new client" },
	{ RPC_CANTRECV, EMSGSIZE, "the answer is longer than a record may be: "
		"raise max_record; the call was done; make a new client" },
	{ RPC_CANTRECV, EBADMSG, "what came is no answer: is that a server of "
		"this kind? Make a new client" },
	{ RPC_CANTRECV, 0, "the server went away before it answered, so the "
		"call was done once or not at all: start it, and make a new "
		"client" },
	{ RPC_TIMEDOUT, 0, "no answer came in time, so the call was done "
		"once, will be, or will not: the server is busy or stopped" },
	{ RPC_SYSTEMERROR, 0, "the call was done, but its answer is longer "
		"than a record may be, or breaks a limit that the interface "
		"sets: raise the server's max_record, or ask for less" },
	{ RPC_AUTHERROR, AUTH_INVALIDRESP, "the call was done, but the answer "
		"does not prove who it is from" },
	{ RPC_CANTDECODERES, 0, "the call was done, but its answer is not "
		"what the interface says: do both sides have the same one?" },
};

static const char *sentence_for(const struct rpc_err *error)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sentences); i++)
		if (sentences[i].status == error->re_status &&
		    (!sentences[i].error ||
		     sentences[i].error == error->re_errno))
			return sentences[i].sentence;
	return NULL;
}

void kp_rpc_explain(char *text, size_t size, const char *name, rpcproc_t proc,
		    const struct rpc_err *error)
{
	const char *sentence = sentence_for(error);

	if (error->re_status == RPC_SUCCESS)
		snprintf(text, size, "no error");
	else if (sentence)
		snprintf(text, size, "%s, procedure %u: %s", name, proc,
			 sentence);
	else
		snprintf(text, size, "%s, procedure %u: the server refused "
			 "it, and it was not done: %s", name, proc,
			 clnt_sperrno(error->re_status));
}
