// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random records, whole and damaged, cut anywhere, for the three who believe
 * nothing that comes: the reader of records, which must find what a simple
 * parser finds; a server, whose every answer must be one; and a client, whose
 * call must end. With ASan and UBSan.
 *
 *	rpc_record_layer_fuzzed [SEED [ROUNDS]]
 */
#include <arpa/inet.h>

#include "../libuser/rpc/src/service.h"
#include "../libuser/src/deadline.h"
#include "kpipe_test.h"
#include "rpc/serve.h"

#define MOST 600
#define INPUT_MAX 8192
#define LAST 0x80000000U
#define ROUNDS 20000

static uint64_t seed;

static uint32_t any(uint32_t below)
{
	seed = seed * 6364136223846793005 + 1442695040888963407;
	return (seed >> 33) % below;
}

struct input {
	unsigned char bytes[INPUT_MAX];
	size_t size;
};

static void put(struct input *input, const void *bytes, size_t size)
{
	if (size > INPUT_MAX - input->size)
		return;
	memcpy(input->bytes + input->size, bytes, size);
	input->size += size;
}

static void put_word(struct input *input, uint32_t word)
{
	word = htonl(word);
	put(input, &word, sizeof(word));
}

/* As a record of one or more fragments, of which few are empty. */
static void put_record(struct input *input, const struct input *record)
{
	size_t done = 0, size;

	do {
		size = record->size - done;
		if (size && any(2))
			size = any(8) ? 1 + any(size) : 0;
		put_word(input, size | (done + size == record->size && any(9) ?
					LAST : 0));
		put(input, record->bytes + done, size);
		done += size;
	} while (done < record->size);
}

static void damage(struct input *input)
{
	static const uint32_t odd[] = { 0, 1, LAST, LAST - 1, UINT32_MAX, 2,
					MOST, MOST + 1, LAST | MOST };
	uint32_t word = htonl(odd[any(sizeof(odd) / sizeof(*odd))]);
	size_t at;

	if (input->size < 8)
		return;
	switch (any(4)) {
	case 0:
		input->bytes[any(input->size)] ^= 1 << any(8);
		break;
	case 1:
		at = any(input->size - 4) & ~3U;
		memcpy(input->bytes + at, &word, 4);
		break;
	case 2:
		input->size -= any(input->size / 2);
		break;
	default:
		break;
	}
}

static void random_bytes(struct input *record, size_t most)
{
	record->size = any(most + 1);
	for (size_t i = 0; i < record->size; i++)
		record->bytes[i] = any(256);
}

/* What a parser that has all of the input finds: the records, end to end, and
 * how it ends.
 */
static int parse(const struct input *input, struct input *found,
		 size_t *records)
{
	size_t at = 0, length = 0;
	uint32_t mark;
	bool inside = false;

	found->size = 0;
	*records = 0;
	while (input->size - at >= 4) {
		memcpy(&mark, input->bytes + at, 4);
		mark = ntohl(mark);
		at += 4;
		inside = true;
		length += mark & ~LAST;
		if (length > MOST)
			return -EMSGSIZE;
		if (!(mark & ~LAST) && (!(mark & LAST) || !length))
			return -EBADMSG;
		if ((mark & ~LAST) > input->size - at)
			return -EPIPE;
		put(found, input->bytes + at, mark & ~LAST);
		at += mark & ~LAST;
		if (mark & LAST) {
			++*records;
			length = 0;
			inside = false;
		}
	}
	return inside || at < input->size ? -EPIPE : 0;
}

static struct kp_channel *other_end(struct kp_channel **end)
{
	struct kp_channel *pair[2];

	MUST(!kp_channel_pair("uds:", KP_DUPLEX, NULL, pair));
	*end = pair[1];
	return pair[0];
}

/* Sends a bit more; at the end closes. */
static void feed(struct kp_channel **to, const struct input *input,
		 size_t *sent)
{
	size_t size = 1 + any(any(4) ? 40 : INPUT_MAX);

	if (size > input->size - *sent)
		size = input->size - *sent;
	if (size)
		MUST(kp_send(*to, input->bytes + *sent, size, KP_NOW) ==
		     (ssize_t)size);
	*sent += size;
	if (*sent == input->size) {
		kp_channel_close(*to);
		*to = NULL;
	}
}

static bool read_records(void)
{
	static struct input input, record, wanted, got;
	struct kp_channel *to, *from = other_end(&to);
	size_t records, sent = 0;
	struct kp_reader reader;
	const void *data;
	ssize_t n;
	int end;

	input.size = 0;
	for (n = any(6); n >= 0; n--) {
		random_bytes(&record, any(4) ? 60 : MOST);
		put_record(&input, &record);
	}
	damage(&input);
	end = parse(&input, &wanted, &records);
	got.size = 0;
	MUST(!kp_reader_init(&reader, from, MOST));
	do {
		n = kp_reader_next(&reader, &data, KP_DEADLINE_NOW);
		if (n == -EAGAIN)
			feed(&to, &input, &sent);
		if (n > 0) {
			put(&got, data, n);
			records--;
		}
	} while (n > 0 || n == -EAGAIN);
	/* What a record has that did not end, only the parser has seen. */
	wanted.size = got.size < wanted.size ? got.size : wanted.size;
	kp_reader_free(&reader);
	kp_channel_close(from);
	kp_channel_close(to);
	return n == end && records == 0 && got.size == wanted.size &&
	       !memcmp(got.bytes, wanted.bytes, got.size);
}

static void put_words(struct input *input, size_t bytes)
{
	put_word(input, bytes);
	for (size_t i = 0; i < bytes; i += 4)
		put_word(input, any(UINT32_MAX));
}

static void put_call(struct input *call, uint32_t xid)
{
	uint32_t procs[] = { 0, PROBE_ECHO, PROBE_ADD, PROBE_COMPARE, 99 };
	size_t i, size;

	call->size = 0;
	put_word(call, xid);
	put_word(call, CALL);
	put_word(call, RPC_MSG_VERSION);
	put_word(call, PROBE_PROGRAM + !any(9));
	put_word(call, PROBE_VERSION + !any(9));
	put_word(call, procs[any(5)]);
	put_word(call, any(3) ? AUTH_NONE : any(3) ? AUTH_SYS : any(9));
	size = any(3) ? 0 : any(120);
	put_word(call, size);
	for (i = 0; i < size; i += 4)
		put_word(call, any(3) ? any(20) : any(UINT32_MAX));
	put_word(call, AUTH_NONE);
	put_word(call, 0);
	put_words(call, any(100));
	if (any(3))
		put_words(call, any(100));
}

/* Only what ends at once and does not ask for memory. */
static void dispatch(struct svc_req *request, SVCXPRT *xprt)
{
	switch (request->rq_proc) {
	case NULLPROC:
	case PROBE_ECHO:
	case PROBE_ADD:
	case PROBE_COMPARE:
		probe_program_3(request, xprt);
		break;
	default:
		svcerr_noproc(xprt);
	}
}

/* Takes the answers there are: each is a reply, accepted or denied, in whole
 * words. Returns how many, or -1 if one of them is none.
 */
static int take_answers(struct kp_reader *reader)
{
	uint32_t words[3];
	const void *data;
	int answers = 0;
	ssize_t n;

	while ((n = kp_reader_next(reader, &data, KP_DEADLINE_NOW)) > 0) {
		if (n < 20 || n % 4)
			return -1;
		memcpy(words, data, sizeof(words));
		if (ntohl(words[1]) != REPLY || ntohl(words[2]) > MSG_DENIED)
			return -1;
		answers++;
	}
	return answers;
}

static bool serve_calls(void)
{
	static struct kp_program program = {
		NULL, PROBE_PROGRAM, PROBE_VERSION, dispatch,
	};
	struct kp_program *programs = &program;
	struct kp_channel *to, *from = other_end(&to);
	struct kp_svc_counts counts = { 0 };
	static struct input input, call;
	uint32_t xid = any(UINT32_MAX), calls = any(8), i;
	struct kp_session *session;
	struct kp_reader reader;
	size_t sent = 0, size;
	int answers = 0, n;

	input.size = 0;
	for (i = 0; i < calls; i++) {
		put_call(&call, xid + (any(4) ? i : any(8)));
		if (!any(3))
			damage(&call);
		put_record(&input, &call);
	}
	if (!any(4))
		damage(&input);
	MUST(!kp_session_open(&session, from, from, MOST, &programs,
			      &counts));
	MUST(!kp_reader_init(&reader, to, MOST));
	while (!session->over && sent < input.size) {
		size = 1 + any(any(4) ? 60 : INPUT_MAX);
		if (size > input.size - sent)
			size = input.size - sent;
		MUST(kp_send(to, input.bytes + sent, size, KP_NOW) ==
		     (ssize_t)size);
		sent += size;
		while (!session->over && kp_session_serve(session))
			;
		n = take_answers(&reader);
		if (n < 0)
			return false;
		answers += n;
	}
	kp_reader_free(&reader);
	kp_session_close(session);
	kp_channel_close(to);
	return counts.calls <= calls && answers <= (int)calls;
}

static bool answer_client(void)
{
	static struct input input, reply;
	struct kp_channel *to, *from = other_end(&to);
	struct timeval limit = { 0, 2000 };
	probe_bytes in = { 0, NULL }, out = { 0 };
	uint32_t xid = any(UINT32_MAX), i;
	enum clnt_stat status;
	CLIENT *client;

	reply.size = 0;
	put_word(&reply, xid);
	put_word(&reply, REPLY);
	put_word(&reply, any(6) ? MSG_ACCEPTED : any(3));
	put_word(&reply, any(4) ? AUTH_NONE : any(8));
	put_word(&reply, any(4) ? 0 : any(500));
	put_word(&reply, any(6) ? SUCCESS : any(8));
	i = any(80);
	put_word(&reply, i);
	for (; i < 80 && any(20); i++)
		put_word(&reply, any(UINT32_MAX));
	damage(&reply);
	input.size = 0;
	put_record(&input, &reply);
	if (!any(4))
		damage(&input);
	if (input.size)
		MUST(kp_send(to, input.bytes, input.size, KP_NOW) > 0);
	MUST(!kp_clnt_attach(from, from, PROBE_PROGRAM, PROBE_VERSION, NULL,
			     &client));
	clnt_control(client, CLSET_XID, (char *)&xid);
	clnt_control(client, CLSET_TIMEOUT, (char *)&limit);
	status = probe_echo_3(in, &out, client);
	xdr_free((xdrproc_t)xdr_probe_bytes, (char *)&out);
	clnt_destroy(client);
	kp_channel_close(to);
	return status <= RPC_FAILED || status >= RPC_UNKNOWNPROTO;
}

static void fuzz(bool (*once)(void), int rounds, const char *name)
{
	uint64_t first = seed;
	int i;

	for (i = 0; i < rounds; i++) {
		first = seed;
		if (!once())
			break;
	}
	EQ(i, rounds, name);
	if (i < rounds)
		printf("#   seed %llu of the round\n",
		       (unsigned long long)first);
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[2]) : test_scaled(ROUNDS);

	seed = argc > 1 ? strtoull(argv[1], NULL, 0) :
	       (uint64_t)getpid() * 1000003 + probe_ms();
	test_begin(120);
	printf("# seed %llu\n", (unsigned long long)seed);
	fuzz(read_records, rounds, "the reader finds what a parser finds");
	fuzz(serve_calls, rounds, "a server answers, or closes");
	fuzz(answer_client, rounds / 4, "a client's call ends");
	return test_end();
}
