# SPDX-License-Identifier: GPL-2.0-only
"""The commands, all of whose names begin with kpipe-."""

import locale
import os

import gdb

from kpipe_gdb import draw, kernel, owners, pipes, registers, sleepers

COMPLETES = {"expression": gdb.COMPLETE_EXPRESSION,
             "command": gdb.COMPLETE_COMMAND, "none": gdb.COMPLETE_NONE}


def _utf8():
    return "UTF-8" in locale.nl_langinfo(locale.CODESET).upper()


def _say(text=""):
    gdb.write(text + "\n")


def command(name, complete="expression"):
    """Makes of a function of one argument, a text, a command of gdb's; what the
    function says of itself is the command's help.
    """
    def make(function):
        class Made(gdb.Command):
            __doc__ = function.__doc__

            def invoke(self, argument, _from_tty):
                self.dont_repeat()
                function(argument)

        Made(name, gdb.COMMAND_DATA, COMPLETES[complete])
        return function
    return make


def _heading(pipe):
    ring = pipe.ring()
    _say(f"{pipe}  {len(ring.slots)} of {ring.capacity} slots used, "
         f"{pipe.unread()} bytes unread")
    return ring


@command("kpipe-list", "none")
def list_pipes(_argument):
    """List all pipes of the guest: kpipe-list

    Each with its inode, how full it is, how many have its ends open, and how
    many tasks sleep at each of its wait sites."""
    found = list(pipes.every())
    if not found:
        _say("there is no pipe")
        return
    _say("inode     slots used  unread  readers  writers  asleep")
    for pipe in found:
        ring = pipe.ring()
        asleep = ", ".join(
            f"{int(pipe.value['wait'][index]['asleep']['counter'])} in {site}"
            for index, site in enumerate(pipes.SITES)
            if int(pipe.value["wait"][index]["asleep"]["counter"]))
        _say(f"{pipe.ino:<8}  {len(ring.slots):>3} of {ring.capacity:<3}  "
             f"{pipe.unread():>6}  {int(pipe.value['readers']):>7}  "
             f"{int(pipe.value['writers']):>7}  {asleep or 'none'}")


@command("kpipe-ring")
def draw_ring(argument):
    """Draw the ring of a pipe, and show its unread bytes: kpipe-ring [PIPE]

    PIPE is the number of an inode (see kpipe-list) or an expression, as pipe
    or iocb->ki_filp. Without it, the pipe that the chosen frame or one of its
    callers works on, or the only one there is."""
    ring = _heading(pipes.named(argument))
    for line in draw.picture(ring, _utf8()):
        _say(line)


@command("kpipe-sleepers")
def list_sleepers(argument):
    """List who waits on a pipe, by wait site: kpipe-sleepers [PIPE]

    Sleepers in line are woken one at a time, in this order. PIPE is as for
    kpipe-ring. 'kpipe-in TASK backtrace' shows where one of them sleeps."""
    pipe = pipes.named(argument)
    found = list(sleepers.of(pipe))
    for site in pipes.SITES:
        here = [one for one in found if one.site == site]
        _say(site if here else f"{site:<10}  nobody")
        for one in here:
            _say(f"    {one.task} {one.how}" if one.task else
                 f"    {one.how}")


@command("kpipe-owners")
def list_owners(argument):
    """List whose descriptors the ends of a pipe are: kpipe-owners [PIPE]

    PIPE is as for kpipe-ring."""
    pipe = pipes.named(argument)
    asleep = {one.task.pid: one.site for one in sleepers.of(pipe) if one.task}
    running = {kernel.current(thread).pid: thread.num - 1
               for thread in gdb.selected_inferior().threads()}
    found = sorted(owners.of(pipe), key=lambda one: (one.end, one.task.pid))
    if not found:
        _say("no process has an end of it open")
    for one in found:
        doing = ""
        if one.task.pid in asleep:
            doing = f"  asleep in {asleep[one.task.pid]}"
        elif one.task.pid in running:
            doing = f"  runs on CPU {running[one.task.pid]}"
        _say(f"{one.end:<5}  {f'{one.task.pid}/{one.number}':<8}  "
             f"{one.task.name}{doing}")


@command("kpipe-in", "command")
def in_task(argument):
    """Do a command as if a task were running: kpipe-in TASK COMMAND

    TASK is a number, or a name that only one task has. 'kpipe-in cat
    backtrace' shows where cat sleeps, 'kpipe-in cat backtrace full' its
    variables as well."""
    which, _, what = argument.strip().partition(" ")
    if not which or not what:
        raise gdb.GdbError("kpipe-in TASK COMMAND, as in: "
                           "kpipe-in 87 backtrace")
    with registers.of(kernel.task(which)):
        gdb.execute(what)


@command("kpipe-guest", "none")
def in_guest(argument):
    """Let the guest run a shell command, in the background: kpipe-guest COMMAND

    It begins when the guest runs on ('continue'), and what it prints goes to
    guest.out in the folder of the session. Without COMMAND, all that were begun
    are killed, and file systems of kpipe unmounted."""
    out = str(gdb.convenience_variable("kpipe_out").string())
    with open(os.path.join(out, "commands"), "a", encoding="utf-8") as file:
        file.write(argument.strip() + "\n")


class TaskName(gdb.Function):
    """$kpipe_task(): the name of the task that runs on the chosen processor,
    for conditions: break kpipe_read if $_streq($kpipe_task(), "cat")"""

    def __init__(self):
        super().__init__("kpipe_task")

    def invoke(self):
        return kernel.current().name


class Here(gdb.Function):
    """$kpipe(): the pipe that the chosen frame works on; $kpipe(INODE): that
    one. print *$kpipe()"""

    def __init__(self):
        super().__init__("kpipe")

    def invoke(self, inode=""):
        return pipes.named(str(inode)).value.address


TaskName()
Here()
