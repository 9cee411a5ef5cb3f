// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe info --transports: what each transport of libkpipe can and cannot do,
 * in words and as JSON. Everything comes from struct kp_transport_info.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kpipe/channel.h>

#include "array.h"
#include "infotransports.h"
#include "jsonout.h"
#include "text.h"

/* Where the values stand, and how wide a line may get. */
#define INDENT 15
#define WIDTH 79

static const struct {
	uint32_t bit;
	const char *name;
} abilities[] = {
	{ KP_CAN_OPEN, "open" },
	{ KP_CAN_CREATE, "create" },
	{ KP_CAN_LISTEN, "listen" },
	{ KP_CAN_PAIR, "pair" },
	{ KP_CAN_DUPLEX, "duplex" },
	{ KP_CAN_MESSAGES, "messages" },
	{ KP_CAN_PASS_FDS, "pass-fds" },
	{ KP_CAN_NAME_PEER, "name-peer" },
	{ KP_CAN_HALF_CLOSE, "half-close" },
	{ KP_CAN_ZERO_COPY, "zero-copy" },
	{ KP_CAN_EXPORT, "export" },
	{ KP_CAN_SAY_END, "say-end" },
	{ KP_CAN_OUTLIVE, "outlive" },
	{ KP_CAN_REMOTE, "remote" },
	{ KP_NEEDS_MODULE, "needs-module" },
};

static const char *const kinds[] = {
	[KP_KIND_STREAM] = "stream",
	[KP_KIND_MESSAGE] = "message",
	[KP_KIND_DOORBELL] = "doorbell",
};

static const char *const polls[] = {
	[KP_POLL_ITSELF] = "itself",
	[KP_POLL_EVENTFD] = "eventfd",
	[KP_POLL_SOCKET] = "socket",
	[KP_POLL_SIGNALFD] = "signalfd",
	[KP_POLL_TIMER] = "timer",
	[KP_POLL_THREAD] = "thread",
	[KP_POLL_FIFO] = "fifo",
};

static const char *const names[] = {
	[KP_NAME_NONE] = "none",
	[KP_NAME_FILE] = "file",
	[KP_NAME_ABSTRACT] = "abstract",
	[KP_NAME_SHM] = "shm",
	[KP_NAME_MQUEUE] = "mqueue",
	[KP_NAME_SYSV] = "sysv",
	[KP_NAME_PROCESS] = "process",
	[KP_NAME_NETWORK] = "network",
};

static const char *number_of(uint32_t peers)
{
	return peers == KP_MANY ? "many" : "one";
}

/* What a call returns when the peer was killed. */
static const char *outcome(int value)
{
	if (value == KP_UNTOLD)
		return "untold";
	return value ? strerrorname_np(-value) : "end";
}

static void print_abilities(uint32_t can)
{
	int column = printf("  %-*s", INDENT - 3, "can");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(abilities); i++) {
		if (!(can & abilities[i].bit))
			continue;
		if (column + 1 + (int)strlen(abilities[i].name) > WIDTH)
			column = printf("\n%*s", INDENT - 1, "") - 1;
		column += printf(" %s", abilities[i].name);
	}
	putchar('\n');
}

static void print_transport(const struct kp_transport_info *info)
{
	char size[TEXT_MAX];

	printf("%s:%s - %s\n", info->name, info->address, info->summary);
	printf("  %-*s %s", INDENT - 3, "kind", kinds[info->kind]);
	if (info->max_message) {
		text_number(size, info->max_message);
		printf(", up to %s bytes", size);
	}
	if (info->atomic) {
		text_number(size, info->atomic);
		printf(", in one piece up to %s bytes", size);
	}
	if (info->kind == KP_KIND_DOORBELL)
		printf(", %u bits", info->doorbell_bits);
	printf("\n  %-*s %s to %s\n", INDENT - 3, "peers",
	       number_of(info->senders), number_of(info->receivers));
	print_abilities(info->can);
	printf("  %-*s receiving: %s; sending: %s\n", INDENT - 3,
	       "peer killed", outcome(info->crash_receive),
	       outcome(info->crash_send));
	printf("  %-*s %s; name: %s\n", INDENT - 3, "poll",
	       polls[info->poll], names[info->name_kind]);
	if (info->limits)
		printf("  %-*s %s\n", INDENT - 3, "limits", info->limits);
}

static struct json_object *describe(const struct kp_transport_info *info)
{
	struct json_object *all = json_object_new_object();
	struct json_object *can = json_object_new_array();
	size_t i;

	json_add_text(all, "name", info->name);
	json_add_text(all, "address", info->address);
	json_add_text(all, "summary", info->summary);
	json_add_text(all, "kind", kinds[info->kind]);
	for (i = 0; i < ARRAY_SIZE(abilities); i++)
		if (info->can & abilities[i].bit)
			json_object_array_add(can,
				json_object_new_string(abilities[i].name));
	json_object_object_add(all, "can", can);
	json_add_text(all, "senders", number_of(info->senders));
	json_add_text(all, "receivers", number_of(info->receivers));
	json_add_text(all, "poll", polls[info->poll]);
	json_add_text(all, "name_kind", names[info->name_kind]);
	json_add_text(all, "crash_receive", outcome(info->crash_receive));
	json_add_text(all, "crash_send", outcome(info->crash_send));
	json_add_number(all, "atomic", info->atomic);
	json_add_number(all, "max_message", info->max_message);
	json_add_number(all, "doorbell_bits", info->doorbell_bits);
	if (info->limits)
		json_add_text(all, "limits", info->limits);
	return all;
}

static void print_json(void)
{
	struct json_object *all = json_object_new_array();
	const struct kp_transport_info *info;
	size_t i;

	for (i = 0; (info = kp_transport_nth(i)); i++)
		json_object_array_add(all, describe(info));
	json_print(stdout, all);
}

void info_transports(bool json)
{
	const struct kp_transport_info *info;
	size_t i;

	if (json) {
		print_json();
		return;
	}
	for (i = 0; (info = kp_transport_nth(i)); i++) {
		if (i)
			putchar('\n');
		print_transport(info);
	}
}
