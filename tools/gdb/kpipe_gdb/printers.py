# SPDX-License-Identifier: GPL-2.0-only
"""Shows the module's structures as what they mean."""

import gdb
import gdb.printing

from kpipe_gdb import pipes, ring, sleepers

CURSORS = ("head", "tail", "idle_head")
HIDDEN = ("wr_lock", "rd_lock", "ends_lock", "idle_node")


def cursor_text(value):
    one = ring.cursor(int(value))
    span = f", span {one.span}" if one.span else ""
    return f"slot {one.slot}, byte {one.pos}{span}"


def _lock_text(mutex):
    # The low bits of the word are flags of the waiters'.
    owner = int(mutex["owner"]["counter"]) & ~7
    if not owner:
        return "free"
    task = gdb.Value(owner).cast(
        gdb.lookup_type("struct task_struct").pointer())
    return f"held by {task['comm'].string()} ({int(task['pid'])})"


class PipePrinter:
    """struct kpipe: cursors as slot and byte, locks as who holds them, wait
    sites by name.
    """

    def __init__(self, value):
        self._value = value

    def to_string(self):
        pipe = pipes.Pipe(self._value)
        head, tail = pipe.cursors()
        return (f"{ring.used(head, tail)} of {int(self._value['capacity'])} "
                f"slots used, {pipe.unread()} bytes unread")

    def children(self):
        for field in self._value.type.fields():
            name, value = field.name, self._value[field.name]
            if name in CURSORS:
                yield name, cursor_text(value)
            elif name in ("wr_lock", "rd_lock"):
                yield name, _lock_text(value)
            elif name == "wait":
                for index, site in enumerate(pipes.SITES):
                    yield f"wait[{site}]", value[index]
            elif name not in HIDDEN:
                yield name, value


class BufPrinter:
    """struct kpipe_buf: a slot of the ring."""

    def __init__(self, value):
        self._value = value

    def to_string(self):
        page = int(self._value["page"])
        if not page:
            return "free"
        offset, length = int(self._value["offset"]), int(self._value["len"])
        flags = ring.flag_names(int(self._value["flags"]))
        if not length:
            return (f"page {page:#x} from {offset}, writers are in it, "
                    f"flags {flags}")
        data = pipes.page_bytes(page, offset, min(length, pipes.PREVIEW))
        return (f"page {page:#x}, bytes {offset} to {offset + length}, "
                f"flags {flags}, {ring.readable(data)}")


class ChunkPrinter:
    """struct kpipe_chunk: unread bytes of one slot."""

    def __init__(self, value):
        self._value = value

    def to_string(self):
        offset, length = int(self._value["offset"]), int(self._value["len"])
        buf = self._value["buf"]
        if not int(buf):
            return "nothing"
        data = pipes.page_bytes(int(buf["page"]), offset,
                                min(length, pipes.PREVIEW))
        return f"{length} bytes from {offset}, {ring.readable(data)}"


class QueuePrinter:
    """struct wait_queue_head: who is in the queue."""

    def __init__(self, value):
        self._value = value

    def to_string(self):
        entries = [str(one.task or one.how) for one in
                   sleepers.in_queue(self._value)]
        return ", ".join(entries) or "nobody"


class WaitPrinter:
    """struct kpipe_wait: a wait site."""

    def __init__(self, value):
        self._value = value

    def to_string(self):
        queue = QueuePrinter(self._value["queue"]).to_string()
        return (f"{queue}; {int(self._value['sleeps']['counter'])} sleeps, "
                f"{int(self._value['wakes']['counter'])} wake-ups")


def register():
    printers = gdb.printing.RegexpCollectionPrettyPrinter("kpipe")
    for name, printer in (("kpipe", PipePrinter), ("kpipe_buf", BufPrinter),
                          ("kpipe_chunk", ChunkPrinter),
                          ("kpipe_wait", WaitPrinter),
                          ("wait_queue_head", QueuePrinter)):
        printers.add_printer(name, f"^{name}$", printer)
    gdb.printing.register_pretty_printer(None, printers, replace=True)
