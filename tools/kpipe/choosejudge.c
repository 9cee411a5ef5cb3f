// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holds a transport against what is needed. All that is known of it is its
 * struct kp_transport_info.
 */
#include <stdarg.h>
#include <stdio.h>

#include "choose.h"
#include "text.h"

void reasons_add(struct reasons *reasons, const char *format, ...)
{
	va_list arguments;

	if (reasons->count == REASONS_MAX)
		return;
	va_start(arguments, format);
	vsnprintf(reasons->text[reasons->count],
		  sizeof(reasons->text[reasons->count]), format, arguments);
	va_end(arguments);
	reasons->count++;
}

/* Says yes or no to one need. */
static void say(struct candidate *candidate, bool fits, const char *yes,
		const char *no)
{
	reasons_add(fits ? &candidate->fits : &candidate->against, "%s",
		    fits ? yes : no);
}

static void judge_peers(struct candidate *candidate, const struct needs *needs)
{
	uint32_t can = candidate->info->can;

	switch (needs->peers) {
	case PEERS_ANY:
		break;
	case PEERS_RELATED:
		say(candidate, can & (KP_CAN_PAIR | KP_CAN_OPEN),
		    can & KP_CAN_PAIR ? "relatives share a pair, without a name"
		    : "relatives can open it by name",
		    "relatives have no way to open it");
		break;
	case PEERS_STRANGERS:
		say(candidate, can & KP_CAN_OPEN, "strangers open it by name",
		    "only relatives can share it");
		break;
	case PEERS_NETWORK:
		say(candidate, can & KP_CAN_REMOTE, "reaches other machines",
		    "does not leave this machine");
		break;
	}
}

static void judge_kind(struct candidate *candidate, const struct needs *needs)
{
	const struct kp_transport_info *info = candidate->info;

	switch (needs->kind) {
	case KIND_DATA:
		if (info->kind == KP_KIND_DOORBELL)
			reasons_add(&candidate->against,
				    "a doorbell: it carries no data");
		break;
	case KIND_STREAM:
		say(candidate, info->kind == KP_KIND_STREAM, "a stream",
		    "not a stream");
		break;
	case KIND_MESSAGES:
		say(candidate, info->kind == KP_KIND_MESSAGE ||
		    info->can & KP_CAN_MESSAGES,
		    info->kind == KP_KIND_MESSAGE ? "keeps messages apart"
		    : "a stream that takes messages (KP_MESSAGES)",
		    "keeps no messages apart");
		break;
	case KIND_DOORBELL:
		say(candidate, info->kind == KP_KIND_DOORBELL, "a doorbell",
		    "more than a doorbell: it carries data");
		break;
	}
}

/* Several senders on one channel, or each on one of its own? */
static void judge_senders(struct candidate *candidate,
			  const struct needs *needs)
{
	const struct kp_transport_info *info = candidate->info;

	if (!needs->many_senders)
		return;
	if (info->can & KP_CAN_LISTEN && info->senders != KP_MANY)
		reasons_add(&candidate->fits,
			    "many senders, each on a channel of its own (kp_listen)");
	else if (info->senders != KP_MANY)
		reasons_add(&candidate->against, "one sender only");
	else if (info->kind == KP_KIND_STREAM && needs->size > info->atomic &&
		 !(info->can & KP_CAN_LISTEN))
		reasons_add(&candidate->against,
			    "what many send in pieces of more than %zu bytes mixes",
			    info->atomic);
	else
		reasons_add(&candidate->fits, "many may send to one receiver");
}

static void judge_receivers(struct candidate *candidate,
			    const struct needs *needs)
{
	const struct kp_transport_info *info = candidate->info;

	if (!needs->many_receivers)
		return;
	if (info->receivers == KP_MANY && info->kind == KP_KIND_STREAM &&
	    needs->kind == KIND_MESSAGES)
		reasons_add(&candidate->against,
			    "several receivers of a stream tear its messages");
	else
		say(candidate, info->receivers == KP_MANY,
		    "many may receive, each its share", "one receiver only");
	if (info->receivers == KP_MANY && info->kind == KP_KIND_STREAM)
		reasons_add(&candidate->mind,
			    "each receiver gets bytes, cut anywhere");
}

static void judge_size(struct candidate *candidate, const struct needs *needs)
{
	const struct kp_transport_info *info = candidate->info;
	char most[TEXT_MAX];

	if (!needs->size)
		return;
	if (info->kind == KP_KIND_DOORBELL) {
		if (needs->size * 8 > info->doorbell_bits)
			reasons_add(&candidate->against,
				    "carries a value of %u bits at most",
				    info->doorbell_bits);
		else
			reasons_add(&candidate->fits, "a value of %u bits",
				    info->doorbell_bits);
		return;
	}
	if (!info->max_message)
		return;
	text_number(most, info->max_message);
	if (needs->size > info->max_message)
		reasons_add(&candidate->mind,
			    "messages of up to %s bytes by default, more must be asked for (max_message)",
			    most);
	else
		reasons_add(&candidate->fits, "messages of up to %s bytes",
			    most);
}

static void judge_abilities(struct candidate *candidate,
			    const struct needs *needs)
{
	size_t i;

	for (i = 0; i < yes_or_no_count; i++)
		if (needs->can & yes_or_no[i].can)
			reasons_add(candidate->info->can & yes_or_no[i].can
				    ? &candidate->fits : &candidate->against,
				    "%s%s", candidate->info->can &
				    yes_or_no[i].can ? "can " : "cannot ",
				    yes_or_no[i].name);
}

static bool tells_death(const struct kp_transport_info *info)
{
	return info->crash_receive != KP_UNTOLD &&
	       info->crash_send != KP_UNTOLD;
}

static void judge_flags(struct candidate *candidate, const struct needs *needs)
{
	const struct kp_transport_info *info = candidate->info;

	if (needs->told)
		say(candidate, tells_death(info),
		    "tells either side when the other one dies",
		    "does not tell each side when the other one dies");
	if (needs->pollable)
		say(candidate, info->poll != KP_POLL_TIMER,
		    "poll() wakes at once",
		    "poll() looks now and then, by a timer");
	if (needs->no_module && info->can & KP_NEEDS_MODULE)
		reasons_add(&candidate->against, "needs the kpipe module");
}

static bool outlives_a_kill(enum kp_name kind)
{
	return kind == KP_NAME_FILE || kind == KP_NAME_SHM ||
	       kind == KP_NAME_MQUEUE || kind == KP_NAME_SYSV;
}

/* What was not asked about and is good to know. */
static void judge_rest(struct candidate *candidate, const struct needs *needs)
{
	const struct kp_transport_info *info = candidate->info;

	if (info->can & KP_NEEDS_MODULE && !needs->no_module)
		reasons_add(&candidate->mind, "needs the kpipe module");
	if (!tells_death(info) && !needs->told)
		reasons_add(&candidate->mind,
			    "not each side is told when the other one dies");
	if (info->poll == KP_POLL_TIMER && !needs->pollable)
		reasons_add(&candidate->mind,
			    "poll() looks now and then, by a timer");
	if (needs->peers == PEERS_STRANGERS && outlives_a_kill(info->name_kind))
		reasons_add(&candidate->mind,
			    "a maker that is killed leaves the name (kpipe gc)");
}

void choose_judge(struct candidate *candidate, const struct needs *needs)
{
	judge_peers(candidate, needs);
	judge_kind(candidate, needs);
	judge_senders(candidate, needs);
	judge_receivers(candidate, needs);
	judge_size(candidate, needs);
	judge_abilities(candidate, needs);
	judge_flags(candidate, needs);
	judge_rest(candidate, needs);
}
