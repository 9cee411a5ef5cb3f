// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints a pipe for people: its ring, what its two sides have done, and who
 * holds its ends.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "draw.h"
#include "term.h"
#include "text.h"
#include "view.h"

/* Under which name a FIFO was found; it may have others. */
static void print_path(const struct view *view)
{
	char path[TEXT_MAX];

	if (!view->path)
		return;
	text_fit(path, sizeof(path), view->path, 78);
	printf("  %s\n", path);
}

static void print_title(const struct view *view)
{
	const struct kpipe_snapshot *state = &view->snapshot->state;
	char unread[TEXT_MAX], size[TEXT_MAX];

	text_number(unread, state->unread);
	text_size(size, (uint64_t)state->capacity *
		  (uint64_t)sysconf(_SC_PAGESIZE));
	printf("%skpipe:[%" PRIu64 "]%s  %s, %" PRIu32 " of %" PRIu32
	       " slots used, %s bytes unread\n", term_hue(HUE_STRONG),
	       (uint64_t)state->ino, term_hue(HUE_PLAIN), size,
	       state->slots_used, state->capacity, unread);
	print_path(view);
	putchar('\n');
}

static void print_side(const char *name, uint32_t open, uint32_t asleep,
		       const char *site, const struct kpipe_side *side)
{
	char bytes[TEXT_MAX], calls[TEXT_MAX], sleeps[TEXT_MAX];
	char wakes[TEXT_MAX], sleepers[48];

	text_number(bytes, side->bytes);
	text_number(calls, side->calls);
	text_number(sleeps, side->sleeps);
	text_number(wakes, side->wakes);
	if (asleep)
		snprintf(sleepers, sizeof(sleepers), "%" PRIu32 " in %s",
			 asleep, site);
	else
		snprintf(sleepers, sizeof(sleepers), "none");
	printf("  %-6s%5" PRIu32 "  %s%-15s%s%15s %11s %10s %10s\n", name, open,
	       asleep ? term_hue(HUE_ALARM) : "", sleepers,
	       asleep ? term_hue(HUE_PLAIN) : "", bytes, calls, sleeps, wakes);
}

static void print_sides(const struct kpipe_snapshot *state)
{
	printf("\n  %send    open  asleep                   bytes       calls"
	       "     sleeps   wake-ups%s\n",
	       term_hue(HUE_FAINT), term_hue(HUE_PLAIN));
	print_side("write", state->writers, state->write_sleepers,
		   "write-full", &state->write_side);
	print_side("read", state->readers, state->read_sleepers,
		   "read-empty", &state->read_side);
	if (state->open_sleepers)
		printf("  %s%" PRIu32 " in open-peer%s: in open(2), until the "
		       "other side is opened\n", term_hue(HUE_ALARM),
		       state->open_sleepers, term_hue(HUE_PLAIN));
}

static const char *access_of(const struct holder *holder)
{
	if (holder->reads && holder->writes)
		return "reads and writes";
	if (holder->reads)
		return "reads";
	return holder->writes ? "writes" : "looks";
}

static void print_holders(const struct view *view)
{
	const struct holder *holder;
	char command[TEXT_MAX], name[32];
	size_t i;

	putchar('\n');
	for (i = 0; i < view->holder_count; i++) {
		holder = &view->holders[i];
		text_fit(command, sizeof(command), holder->command, 44);
		/* The form that is also taken as an argument. */
		snprintf(name, sizeof(name), "%d/%d", holder->pid, holder->fd);
		printf("  %-14s %-16s  %s\n", name, access_of(holder),
		       command);
	}
}

void show_text(const struct view *view)
{
	if (view->snapshot) {
		print_title(view);
		draw_ring(view->snapshot);
		print_sides(&view->snapshot->state);
	} else {
		printf("kpipe:[%" PRIu64 "]  its slots cannot be seen: %s\n",
		       view->ino, strerror(-view->error));
		print_path(view);
		putchar('\n');
		fputs(view->fdinfo, stdout);
	}
	print_holders(view);
}
