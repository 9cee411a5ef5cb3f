// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * What a key-value store does: plain functions, as rpcgen declares them.
 */
#include <string.h>

#include "kv.h"

static kv_pair store[1000];	/* free: no key */

static kv_pair *find(const char *key)
{
	kv_pair *place, *end = store + sizeof(store) / sizeof(*store);

	for (place = store; place < end; place++)
		if (place->key ? key && !strcmp(place->key, key) : !key)
			return place;
	return NULL;
}

bool_t kv_delete_1_svc(kv_key key, kv_status *status, struct svc_req *request)
{
	kv_pair *place = find(key);

	*status = place ? KV_OK : KV_NONE;
	if (place)	/* leaves NULLs behind */
		xdr_free((xdrproc_t)xdr_kv_pair, place);
	return TRUE;
}

bool_t kv_put_1_svc(kv_pair pair, kv_status *status, struct svc_req *request)
{
	kv_pair copy = { strdup(pair.key), strdup(pair.value) }, *place;

	kv_delete_1_svc(pair.key, status, request);
	place = find(NULL);
	*status = place && copy.key && copy.value ? KV_OK : KV_FULL;
	if (*status == KV_OK)
		*place = copy;
	else
		xdr_free((xdrproc_t)xdr_kv_pair, &copy);
	return TRUE;
}

bool_t kv_get_1_svc(kv_key key, kv_answer *answer, struct svc_req *request)
{
	kv_pair *place = find(key);

	answer->status = place ? KV_OK : KV_NONE;
	if (place)
		answer->kv_answer_u.value = place->value;
	return TRUE;
}

/* Answers point into the store, so there is nothing to free. */
int kv_program_1_freeresult(SVCXPRT *xprt, xdrproc_t xdr, caddr_t result)
{
	return TRUE;
}
