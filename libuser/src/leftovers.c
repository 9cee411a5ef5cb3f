// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Shows the names that processes of this user made and did not take away, and
 * takes away those whose maker is dead.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "transport.h"

struct list {
	struct kp_leftover *items;
	size_t count, room;
};

static bool exists(const char *uri)
{
	const struct kp_transport *transport = kp_transport_of(uri);

	return transport && transport->name_exists &&
	       transport->name_exists(strchr(uri, ':') + 1);
}

static int add(const char *uri, const struct kp_owner *owner, void *context)
{
	struct list *list = context;
	struct kp_leftover *items = list->items;

	if (list->count == list->room) {
		list->room = list->room ? 2 * list->room : 16;
		items = realloc(items, list->room * sizeof(*items));
		if (!items)
			return -ENOMEM;
		list->items = items;
	}
	items += list->count;
	*items = (struct kp_leftover){
		.uri = strdup(uri),
		.pid = owner->pid,
		.start = owner->start,
		.dead = kp_owner_dead(owner),
		.exists = exists(uri),
	};
	if (!items->uri)
		return -ENOMEM;
	list->count++;
	return 0;
}

/**
 * kp_leftovers - what stands that this user's processes made
 * @result: receives an array; kp_leftovers_free() it
 *
 * What is not dead is in use, and listed all the same.
 *
 * Return: how many, or -ENOMEM, -EPERM (the folder of notes is not this
 * user's).
 */
KP_PUBLIC ssize_t kp_leftovers(struct kp_leftover **result)
{
	struct list list = { 0 };
	int names = kp_names_lock(), error;

	if (names < 0)
		return names;
	error = kp_names_each(names, add, &list);
	kp_names_unlock(names);
	if (error) {
		kp_leftovers_free(list.items, list.count);
		return error;
	}
	*result = list.items;
	return (ssize_t)list.count;
}

static int remove_noted(int names, const struct kp_leftover *leftover,
			const struct kp_transport *transport,
			const char *address)
{
	struct kp_owner owner;
	int error = kp_name_owner(names, transport->info.name, address,
				  &owner);

	/* Somebody was faster. */
	if (error == -ENOENT)
		return 0;
	if (error)
		return error;
	if (owner.pid != leftover->pid || owner.start != leftover->start ||
	    !kp_owner_dead(&owner))
		return -EBUSY;
	error = transport->name_remove ? transport->name_remove(address) : 0;
	if (!error)
		kp_name_forget(names, transport->info.name, address);
	return error;
}

/**
 * kp_leftover_remove - take one away
 * @leftover: one of kp_leftovers()
 *
 * Looks again: what has a maker that lives, or another than before, stays.
 *
 * Return: 0, also when it is gone already; -EBUSY (in use), -EACCES, -EPERM
 * (it may not be removed), -EINVAL (@leftover is no such thing).
 */
KP_PUBLIC int kp_leftover_remove(const struct kp_leftover *leftover)
{
	const struct kp_transport *transport = kp_transport_of(leftover->uri);
	const char *colon = strchr(leftover->uri, ':');
	int names, error;

	if (!transport || !colon)
		return -EINVAL;
	names = kp_names_lock();
	if (names < 0)
		return names;
	error = remove_noted(names, leftover, transport, colon + 1);
	kp_names_unlock(names);
	return error;
}

/**
 * kp_leftovers_free - give back what kp_leftovers() made
 * @list: its array, or NULL
 * @count: how many it said there are
 */
KP_PUBLIC void kp_leftovers_free(struct kp_leftover *list, size_t count)
{
	while (count)
		free(list[--count].uri);
	free(list);
}
