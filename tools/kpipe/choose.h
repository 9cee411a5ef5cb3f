/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kpipe choose: what is needed (choose.c, chooseask.c), what the table of
 * transports says to it (choosejudge.c), how fast the candidates are here
 * (choosemeasure.c, choosemeet.c), and the answer (chooseprint.c).
 */
#ifndef KPIPE_CHOOSE_H
#define KPIPE_CHOOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kpipe/channel.h>

enum peers { PEERS_ANY, PEERS_RELATED, PEERS_STRANGERS, PEERS_NETWORK };
enum kind { KIND_DATA, KIND_STREAM, KIND_MESSAGES, KIND_DOORBELL };
enum order { BY_ROUND_TRIP, BY_RATE };

/* What is measured with when no size is asked for. */
#define CHOOSE_SIZE 1024

struct needs {
	enum peers peers;
	enum kind kind;
	uint64_t size;		/* of a message or write; 0: any */
	uint32_t can;		/* KP_CAN_* bits */
	bool many_senders, many_receivers;
	bool told;		/* when the peer dies */
	bool pollable;		/* without a timer */
	bool no_module;
};

/* The needs that are either there or not, as options and as questions: A with
 * a bit of what a transport can, F with a member of struct needs.
 */
#define CHOOSE_NEEDS(A, F)						\
	F(MANY_SENDERS, "many-senders", many_senders,			\
	  "Several send to one receiver",				\
	  "Will several processes send to one receiver?")		\
	F(MANY_RECEIVERS, "many-receivers", many_receivers,		\
	  "Several receive from the same queue, each its share",	\
	  "Shall several processes share the work of receiving?")	\
	A(DUPLEX, "duplex", KP_CAN_DUPLEX,				\
	  "Both ways on one channel",					\
	  "Must data go both ways on one channel?")			\
	A(PASS_FDS, "pass-fds", KP_CAN_PASS_FDS,			\
	  "File descriptors can be sent",				\
	  "Must file descriptors be sent?")				\
	A(NAME_PEER, "name-peer", KP_CAN_NAME_PEER,			\
	  "The kernel says who is at the other end",			\
	  "Must you know which user or process the peer is?")		\
	A(ZERO_COPY, "zero-copy", KP_CAN_ZERO_COPY,			\
	  "Messages can be built and read in place",			\
	  "Must messages be built and read in place, without a copy?")	\
	A(SURVIVE_CRASH, "survive-crash", KP_CAN_OUTLIVE,		\
	  "What was sent waits though both sides are dead",		\
	  "Must what was sent be there though both sides have died?")	\
	F(TELL_DEATH, "tell-death", told,				\
	  "Either side is told when the other one dies",		\
	  "Must either side be told when the other one is killed?")	\
	A(HALF_CLOSE, "half-close", KP_CAN_HALF_CLOSE,			\
	  "One direction can be ended alone",				\
	  "Must one direction be ended while the other one goes on?")	\
	A(EXPORT, "export", KP_CAN_EXPORT,				\
	  "An end can be handed to a program that is started",		\
	  "Must an end be handed to a program that you start?")		\
	F(POLLABLE, "pollable", pollable,				\
	  "poll() wakes at once, not by a timer",			\
	  "Must poll() or epoll wake at once?")				\
	F(NO_MODULE, "no-module", no_module,				\
	  "Nothing that needs the kpipe module",			\
	  "Must it work where the kpipe module is not?")

struct yes_or_no {
	const char *name;
	uint32_t can;		/* KP_CAN_* bit, or 0 */
	size_t flag;		/* else where in struct needs */
	const char *question;
};

/* In the order of CHOOSE_NEEDS. */
extern const struct yes_or_no yes_or_no[];
extern const size_t yes_or_no_count;
bool needs_has(const struct needs *needs, const struct yes_or_no *one);
void needs_set(struct needs *needs, const struct yes_or_no *one);
/* Words for the enums, also as the options take them; false: no such word. */
bool needs_peers(struct needs *needs, const char *word);
bool needs_kind(struct needs *needs, const char *word);

/* Asks on the terminal; false when there is no answer any more. */
bool choose_ask(struct needs *needs);

#define REASONS_MAX 12

struct reasons {
	size_t count;
	char text[REASONS_MAX][120];
};

void reasons_add(struct reasons *reasons, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

struct figures {
	bool tried;
	int error;		/* why there are none */
	unsigned int rounds;	/* there and back */
	double round_trip;	/* their median, in nanoseconds */
	double rate;		/* bytes per second; 0: a doorbell */
};

struct candidate {
	const struct kp_transport_info *info;
	size_t place;		/* in the table */
	struct reasons fits, mind, against;
	struct figures figures;
};

/* Fills in what speaks for and against a transport. */
void choose_judge(struct candidate *candidate, const struct needs *needs);

/* Both ends of a conversation, or one of them in each process. */
struct side {
	struct kp_channel *in, *out;	/* may be the same */
};

struct meeting {
	const struct kp_transport_info *info;
	struct kp_options options;
	unsigned int flags;
	pid_t parent;
	struct side sides[2];		/* of a pair */
	struct kp_listener *listener;
	char uri[2][128];
};

/* Before fork(); then each process gets its side. 0 or a negative errno. */
int meeting_begin(struct meeting *meeting);
int meeting_parent(struct meeting *meeting, pid_t child, struct side *side);
int meeting_child(struct meeting *meeting, struct side *side);
/* Gives back what meeting_begin() made and nobody has got. */
void meeting_end(struct meeting *meeting);
void side_close(struct side *side);

/* Measures for about so long. */
void choose_measure(struct candidate *candidate, const struct needs *needs,
		    int64_t nanoseconds);

struct answer {
	const struct needs *needs;
	struct candidate *candidates;	/* those that fit first, in order */
	size_t count, fitting;
	enum order order;
	bool measured;
};

void choose_print(const struct answer *answer);
void choose_print_json(const struct answer *answer);

#endif /* KPIPE_CHOOSE_H */
