/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command table. A verb is one line here and one file NAME.c, which
 * defines NAME_argp and NAME_main(). Help, suggestions and the completion
 * script all come from this table and the argp structures.
 */
#ifndef KPIPE_VERBS_H
#define KPIPE_VERBS_H

#include <argp.h>
#include <stddef.h>

#define KPIPE_VERBS(V)							   \
	V(load, "insert the kpipe module and wait for /dev/kpipe")	   \
	V(unload, "remove the module, or say who is using it")		   \
	V(info, "say what the module offers and what it holds now")	   \
	V(pipeline, "join shell commands by kpipe pipes and run them")	   \
	V(bench, "compare ways to move bytes, with kpipe among them")	   \
	V(choose, "say which transport fits, why, and how fast it is here")  \
	V(show, "draw the ring of a pipe and name who holds its ends")	   \
	V(send, "send files over any transport")				   \
	V(recv, "receive what kpipe send sends")			   \
	V(gc, "find and remove what dead processes have left behind")	   \
	V(completion, "print the completion script of a shell")		   \
	V(help, "explain a verb")

#define KPIPE_DECLARE_VERB(name, summary)				   \
	extern const struct argp name##_argp;				   \
	int name##_main(int argc, char **argv);
KPIPE_VERBS(KPIPE_DECLARE_VERB)
#undef KPIPE_DECLARE_VERB

struct verb {
	const char *name;
	const char *summary;
	const struct argp *argp;
	int (*main)(int argc, char **argv);
};

extern const struct verb verbs[];
extern const size_t verb_count;

const struct verb *verb_find(const char *name);
/* The verb that was probably meant, or NULL. */
const struct verb *verb_nearest(const char *name);
/* The list of verbs, as "kpipe --help" prints it. */
void verbs_print(void);

#endif /* KPIPE_VERBS_H */
