# SPDX-License-Identifier: GPL-2.0-only
"""Looks at a task that is not running as if it were.

gdb knows processors only. What a task that sleeps had in its registers is on
its stack; for one command, these go into the registers of the processor, which
then gets back what it had.
"""

import contextlib

import gdb

from kpipe_gdb import kernel

# As struct inactive_task_frame has them.
SAVED = {"rbx": "bx", "rbp": "bp", "r12": "r12", "r13": "r13", "r14": "r14",
         "r15": "r15", "rip": "ret_addr"}


def _set(values):
    for name, value in values.items():
        gdb.execute(f"set var ${name} = {value}", to_string=True)


def _saved(task):
    sp = int(task.struct["thread"]["sp"])
    frame = kernel.struct("inactive_task_frame", sp)
    values = {name: int(frame[member]) for name, member in SAVED.items()}
    values["rsp"] = sp + frame.type.sizeof
    return values


@contextlib.contextmanager
def of(task):
    """Within this context, gdb sees the stack of the task."""
    thread = gdb.selected_thread()
    frame = gdb.selected_frame()
    running = task.cpu()
    if running:
        running.switch()
        try:
            yield
        finally:
            thread.switch()
            frame.select()
        return
    level = frame.level()
    values = _saved(task)
    before = {name: int(gdb.parse_and_eval(f"(unsigned long)${name}"))
              for name in values}
    try:
        _set(values)
        yield
    finally:
        thread.switch()
        gdb.execute("frame 0", to_string=True)
        _set(before)
        gdb.execute(f"frame {level}", to_string=True)
