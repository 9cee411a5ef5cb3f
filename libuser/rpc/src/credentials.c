// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Decodes what RFC 5531 calls AUTH_SYS: a time, the machine's name, user,
 * group and up to 16 more groups. libtirpc has a decoder as well, but that one
 * needs handles made by libtirpc.
 */
#include "credentials.h"

static enum auth_stat decode_sys(const struct opaque_auth *raw,
				 struct kp_credentials *credentials)
{
	struct authunix_parms *parms = &credentials->parms;
	char *machine = credentials->machine;
	u_int uid, gid, count, i, group;
	u_long time;
	XDR xdrs;

	xdrmem_create(&xdrs, raw->oa_base, raw->oa_length, XDR_DECODE);
	if (!xdr_u_long(&xdrs, &time) ||
	    !xdr_string(&xdrs, &machine, MAX_MACHINE_NAME) ||
	    !xdr_u_int(&xdrs, &uid) || !xdr_u_int(&xdrs, &gid) ||
	    !xdr_u_int(&xdrs, &count) || count > NGRPS)
		return AUTH_BADCRED;
	for (i = 0; i < count; i++) {
		if (!xdr_u_int(&xdrs, &group))
			return AUTH_BADCRED;
		credentials->groups[i] = group;
	}
	*parms = (struct authunix_parms){
		.aup_time = time,
		.aup_machname = machine,
		.aup_uid = uid,
		.aup_gid = gid,
		.aup_len = count,
		.aup_gids = credentials->groups,
	};
	return AUTH_OK;
}

enum auth_stat kp_credentials_decode(const struct opaque_auth *raw,
				     struct kp_credentials *credentials,
				     struct svc_req *request)
{
	request->rq_clntcred = credentials;
	switch (raw->oa_flavor) {
	case AUTH_NONE:
		return AUTH_OK;
	case AUTH_SYS:
		return decode_sys(raw, credentials);
	default:
		return AUTH_REJECTEDCRED;
	}
}
