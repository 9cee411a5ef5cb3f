// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tells a command that the shell may turn itself into from one that it has to
 * stay for.
 *
 * sh(1) of Debian keeps waiting beside even a single program. Then two
 * processes hold each end of a pipe, and a signal meant for the program meets
 * the shell. "exec" in front leaves the program alone, as in a pipeline that
 * a shell starts itself.
 */
#include <stddef.h>
#include <string.h>

#include "array.h"
#include "pipeline.h"

/* What the shell does itself, or reads as grammar. exec of such a word fails
 * or, as with echo, finds a program that differs.
 */
static const char *const own_words[] = {
	".", ":", "[", "alias", "bg", "break", "case", "cd", "chdir",
	"command", "continue", "do", "done", "echo", "elif", "else", "esac",
	"eval", "exec", "exit", "export", "false", "fc", "fg", "fi", "for",
	"function", "getopts", "hash", "if", "in", "jobs", "kill", "local",
	"newgrp", "printf", "pwd", "read", "readonly", "return", "select",
	"set", "shift", "source", "test", "then", "time", "times", "trap",
	"true", "type", "ulimit", "umask", "unalias", "unset", "until",
	"wait", "while",
};

static const char word_letters[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-";

/* Wrong answers must be "no": what is only quoted here counts as grammar. */
bool command_is_simple(const char *command)
{
	size_t i, length;

	if (strpbrk(command, ";&|()`{}!\n"))
		return false;
	command += strspn(command, " \t");
	length = strspn(command, word_letters);
	if (!length || (command[length] && !strchr(" \t", command[length])))
		return false;
	for (i = 0; i < ARRAY_SIZE(own_words); i++)
		if (strlen(own_words[i]) == length &&
		    !strncmp(own_words[i], command, length))
			return false;
	return true;
}
