// SPDX-License-Identifier: GPL-2.0-only
/*
 * Describes a pipe for programs.
 */
#include <string.h>
#include <unistd.h>

#include "jsonout.h"
#include "view.h"

static void add_cursor(struct json_object *to, const char *key, uint32_t slot,
		       uint32_t pos)
{
	struct json_object *cursor = json_object_new_object();

	json_add_number(cursor, "slot", slot);
	json_add_number(cursor, "pos", pos);
	json_object_object_add(to, key, cursor);
}

static struct json_object *slots_json(const struct kp_snapshot *snapshot)
{
	const struct kpipe_snapshot *state = &snapshot->state;
	struct json_object *list = json_object_new_array();
	const struct kpipe_slot *slot;
	struct json_object *to;
	uint32_t i;

	for (i = 0; i < state->slots_used; i++) {
		slot = &snapshot->slots[i];
		to = json_object_new_object();
		/* Used slots end at head, without a gap; numbers wrap. */
		json_add_number(to, "slot", (uint32_t)(state->head_slot + 1 -
						       state->slots_used + i));
		json_add_number(to, "offset", slot->offset);
		json_add_number(to, "len", slot->len);
		json_object_object_add(to, "packet", json_object_new_boolean(
			!!(slot->flags & KPIPE_SLOT_PACKET)));
		json_object_object_add(to, "merge", json_object_new_boolean(
			!!(slot->flags & KPIPE_SLOT_MERGE)));
		json_object_array_add(list, to);
	}
	return list;
}

static void add_snapshot(struct json_object *to,
			 const struct kp_snapshot *snapshot)
{
	const struct kpipe_snapshot *state = &snapshot->state;
	struct json_object *asleep = json_object_new_object();

	json_add_number(to, "capacity", state->capacity);
	json_add_number(to, "page_size", (uint64_t)sysconf(_SC_PAGESIZE));
	json_add_number(to, "unread", state->unread);
	json_add_number(to, "spare_pages", state->spare_pages);
	add_cursor(to, "head", state->head_slot, state->head_pos);
	add_cursor(to, "tail", state->tail_slot, state->tail_pos);
	json_add_number(to, "readers", state->readers);
	json_add_number(to, "writers", state->writers);
	json_add_number(asleep, "read-empty", state->read_sleepers);
	json_add_number(asleep, "write-full", state->write_sleepers);
	json_add_number(asleep, "open-peer", state->open_sleepers);
	json_object_object_add(to, "asleep", asleep);
	json_add_side(to, "read", &state->read_side);
	json_add_side(to, "write", &state->write_side);
	json_object_object_add(to, "slots", slots_json(snapshot));
}

/* The "key:\tvalue" lines as they are. */
static void add_fdinfo(struct json_object *to, char *text)
{
	struct json_object *lines = json_object_new_object();
	char *line, *value, *rest = text;

	while ((line = strsep(&rest, "\n"))) {
		value = strchr(line, ':');
		if (!value)
			continue;
		*value++ = '\0';
		json_add_text(lines, line, value + strspn(value, " \t"));
	}
	json_object_object_add(to, "fdinfo", lines);
}

static struct json_object *holder_json(const struct holder *holder)
{
	struct json_object *to = json_object_new_object();

	json_add_number(to, "pid", (uint64_t)holder->pid);
	json_add_number(to, "fd", (uint64_t)holder->fd);
	json_object_object_add(to, "reads",
			       json_object_new_boolean(holder->reads));
	json_object_object_add(to, "writes",
			       json_object_new_boolean(holder->writes));
	json_add_text(to, "command", holder->command);
	return to;
}

struct json_object *show_json(const struct view *view)
{
	struct json_object *to = json_object_new_object();
	struct json_object *holders = json_object_new_array();
	size_t i;

	json_add_number(to, "ino", view->ino);
	if (view->path)
		json_add_text(to, "path", view->path);
	if (view->snapshot) {
		add_snapshot(to, view->snapshot);
	} else {
		json_add_text(to, "problem", strerror(-view->error));
		add_fdinfo(to, view->fdinfo);
	}
	for (i = 0; i < view->holder_count; i++)
		json_object_array_add(holders, holder_json(&view->holders[i]));
	json_object_object_add(to, "holders", holders);
	return to;
}
