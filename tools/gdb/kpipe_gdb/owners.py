# SPDX-License-Identifier: GPL-2.0-only
"""Says whose descriptors the ends of a pipe are."""

from collections import namedtuple

from kpipe_gdb import kernel
from kpipe_gdb.pipes import FMODE_READ, FMODE_WRITE, of_file

Owner = namedtuple("Owner", "task number end")

ENDS = {FMODE_READ: "read", FMODE_WRITE: "write",
        FMODE_READ | FMODE_WRITE: "both"}


def of(pipe):
    seen = set()
    for task in kernel.tasks():
        files = int(task.struct["files"])
        if files in seen:
            continue
        seen.add(files)
        for number, where in kernel.descriptors(task):
            file = kernel.struct("file", where)
            if of_file(file) == pipe.where:
                mode = int(file["f_mode"]) & (FMODE_READ | FMODE_WRITE)
                yield Owner(task, number, ENDS.get(mode, "none"))
