// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * One client of a server: takes its calls in turn and answers them. Owns the
 * SVCXPRT that dispatchers made by rpcgen are called with.
 *
 * A client that does not take its answers is asked for no more calls until it
 * does. One that sends what is no call is closed: there is nobody to answer.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/lib.h"
#include "service.h"
#include "until.h"

static struct kp_session *of(SVCXPRT *xprt)
{
	return xprt->xp_p1;
}

/* xp_recv is for svc_getreq_common(), which these handles are not given to. */
static bool_t refuse_to_receive(SVCXPRT *xprt, struct rpc_msg *message)
{
	(void)xprt;
	(void)message;
	return FALSE;
}

static enum xprt_stat state(SVCXPRT *xprt)
{
	return of(xprt)->over ? XPRT_DIED : XPRT_IDLE;
}

/* Stubs do not free what was decoded before an error came, so a client could
 * make the server lose memory: it is freed here.
 */
static bool_t decode_arguments(SVCXPRT *xprt, xdrproc_t decode, void *into)
{
	if (decode(&of(xprt)->arguments, into))
		return TRUE;
	xdr_free(decode, into);
	return FALSE;
}

static bool_t free_arguments(SVCXPRT *xprt, xdrproc_t decode, void *arguments)
{
	(void)xprt;
	xdr_free(decode, arguments);
	return TRUE;
}

static bool_t encode_reply(XDR *xdrs, void *message)
{
	return xdr_replymsg(xdrs, message);
}

static void flush(struct kp_session *session)
{
	int error = kp_writer_flush(&session->writer, KP_DEADLINE_NOW);

	if (error && error != -EAGAIN)
		session->over = true;
}

/* FALSE makes stubs answer "system error" instead, which has no results. */
static bool_t reply(SVCXPRT *xprt, struct rpc_msg *message)
{
	struct kp_session *session = of(xprt);
	int error;

	if (session->answered || session->over)
		return FALSE;
	message->rm_xid = session->xid;
	error = kp_writer_encode(&session->writer, encode_reply, message);
	if (error) {
		if (error != -EMSGSIZE && error != -EINVAL)
			session->over = true;
		return FALSE;
	}
	session->answered = true;
	kp_replays_keep(&session->replays, session->writer.record,
			session->writer.length);
	flush(session);
	return TRUE;
}

static void destroy(SVCXPRT *xprt)
{
	of(xprt)->over = true;
}

static bool_t control(SVCXPRT *xprt, const u_int request, void *info)
{
	(void)xprt;
	(void)request;
	(void)info;
	return FALSE;
}

static const struct xp_ops operations = {
	.xp_recv = refuse_to_receive,
	.xp_stat = state,
	.xp_getargs = decode_arguments,
	.xp_reply = reply,
	.xp_freeargs = free_arguments,
	.xp_destroy = destroy,
};

static const struct xp_ops2 more_operations = {
	.xp_control = control,
};

int kp_session_open(struct kp_session **result, struct kp_channel *receive,
		    struct kp_channel *send, size_t max_record,
		    struct kp_program *const *programs,
		    struct kp_svc_counts *counts)
{
	const struct kp_transport_info *info = kp_channel_transport(receive);
	struct kp_session *session = calloc(1, sizeof(*session));
	short events;
	int error;

	if (!session)
		return -ENOMEM;
	error = kp_reader_init(&session->reader, receive, max_record);
	if (!error)
		error = kp_writer_init(&session->writer, send, max_record);
	if (error) {
		kp_reader_free(&session->reader);
		free(session);
		return error;
	}
	session->receive = receive;
	session->send = send;
	session->programs = programs;
	session->counts = counts;
	session->itself = info->poll == KP_POLL_ITSELF &&
			  kp_channel_transport(send)->poll == KP_POLL_ITSELF;
	session->awake = true;
	session->xprt.xp_ops = &operations;
	session->xprt.xp_ops2 = &more_operations;
	session->xprt.xp_p1 = session;
	session->xprt.xp_tp = (char *)info->name;
	session->xprt.xp_verf = _null_auth;
	session->xprt.xp_fd = kp_channel_fd(receive, KP_RECEIVE, &events);
	*result = session;
	return 0;
}

void kp_session_close(struct kp_session *session)
{
	kp_writer_free(&session->writer);
	kp_reader_free(&session->reader);
	kp_replays_free(&session->replays);
	if (session->send != session->receive)
		kp_channel_close(session->send);
	kp_channel_close(session->receive);
	free(session);
}

unsigned int kp_session_wants(const struct kp_session *session)
{
	return session->writer.length ? KP_SEND : KP_RECEIVE;
}

/* Runs what is registered, or says why not. */
static void dispatch(struct kp_session *session, struct svc_req *request)
{
	rpcvers_t low = UINT32_MAX, high = 0;
	const struct kp_program *program;

	for (program = *session->programs; program; program = program->next) {
		if (program->prog != request->rq_prog)
			continue;
		if (program->vers == request->rq_vers) {
			session->counts->calls++;
			program->dispatch(request, &session->xprt);
			return;
		}
		if (program->vers < low)
			low = program->vers;
		if (program->vers > high)
			high = program->vers;
	}
	if (low > high)
		svcerr_noprog(&session->xprt);
	else
		svcerr_progvers(&session->xprt, low, high);
}

static void answer_again(struct kp_session *session,
			 const struct kp_answer *answer)
{
	session->counts->repeats++;
	if (!answer->data)
		return;
	if (kp_writer_put(&session->writer, answer->data, answer->length))
		session->over = true;
	else
		flush(session);
}

/* False when it is no call. */
static bool take_call(struct kp_session *session, const void *record,
		      size_t length)
{
	char credentials[MAX_AUTH_BYTES], verifier[MAX_AUTH_BYTES];
	struct svc_req request = { .rq_xprt = &session->xprt };
	struct rpc_msg message = {
		.rm_call.cb_cred.oa_base = credentials,
		.rm_call.cb_verf.oa_base = verifier,
	};
	struct kp_answer answer;
	enum auth_stat refusal;

	xdrmem_create(&session->arguments, (char *)record, length, XDR_DECODE);
	if (!xdr_callmsg(&session->arguments, &message))
		return false;
	if (kp_replays_see(&session->replays, message.rm_xid, &answer)) {
		answer_again(session, &answer);
		return true;
	}
	session->xid = message.rm_xid;
	session->answered = false;
	request.rq_prog = message.rm_call.cb_prog;
	request.rq_vers = message.rm_call.cb_vers;
	request.rq_proc = message.rm_call.cb_proc;
	request.rq_cred = message.rm_call.cb_cred;
	refusal = kp_credentials_decode(&request.rq_cred,
					&session->credentials, &request);
	if (refusal != AUTH_OK)
		svcerr_auth(&session->xprt, refusal);
	else
		dispatch(session, &request);
	return true;
}

static bool serve_receive(struct kp_session *session)
{
	const void *record;
	ssize_t n;

	n = kp_reader_next(&session->reader, &record, KP_DEADLINE_NOW);
	if (n == -EAGAIN)
		return false;
	if (n > 0 && take_call(session, record, n))
		return true;
	if (n > 0 || n == -EMSGSIZE || n == -EBADMSG)
		session->counts->refused++;
	session->over = true;
	return true;
}

bool kp_session_serve(struct kp_session *session)
{
	if (kp_session_wants(session) == KP_RECEIVE)
		return serve_receive(session);
	flush(session);
	return session->over || !session->writer.length;
}

/**
 * kp_svc_channel - the channel that a call came by
 * @xprt: rq_xprt of the procedure's request
 *
 * Return: the channel, which is the server's: not to be closed, and not to be
 * sent or received by.
 */
KP_PUBLIC struct kp_channel *kp_svc_channel(SVCXPRT *xprt)
{
	return of(xprt)->receive;
}
