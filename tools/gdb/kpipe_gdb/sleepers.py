# SPDX-License-Identifier: GPL-2.0-only
"""Says who waits where: what is in the wait queues of a pipe."""

from collections import namedtuple

from kpipe_gdb import kernel
from kpipe_gdb.pipes import SITES

EXCLUSIVE = 1

Sleeper = namedtuple("Sleeper", "site task how")


def _poller(entry):
    queue = kernel.struct("poll_wqueues", entry["private"])
    return kernel.Task(queue["polling_task"])


def _sleeper(site, entry):
    function = kernel.function_at(entry["func"])
    if function == "pollwake":
        return Sleeper(site, _poller(entry), "polls")
    if function == "ep_poll_callback":
        return Sleeper(site, None, "an epoll watches")
    if not int(entry["private"]):
        return Sleeper(site, None, f"is called: {function}")
    exclusive = int(entry["flags"]) & EXCLUSIVE
    return Sleeper(site, kernel.Task(entry["private"]),
                   "in line" if exclusive else "beside the line")


def in_queue(queue, site=None):
    """Who is in a wait queue, in its order."""
    for entry in kernel.listed(queue["head"], "wait_queue_entry", "entry"):
        yield _sleeper(site, entry)


def of(pipe):
    for index, site in enumerate(SITES):
        yield from in_queue(pipe.value["wait"][index]["queue"], site)
