# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's own data: symbols without debug information, lists, tasks.

What a structure looks like is known from types.c, where it lies from
/proc/kallsyms.
"""

import gdb

PF_KTHREAD = 0x00200000


def address(name):
    """Where a symbol of the kernel is; None if this kernel has none such."""
    try:
        return int(gdb.parse_and_eval(f"(unsigned long)&{name}"))
    except gdb.error:
        return None


def struct(name, where):
    """The structure of that name at an address."""
    kind = gdb.lookup_type(f"struct {name}")
    return gdb.Value(int(where)).cast(kind.pointer()).dereference()


def word(where):
    return int.from_bytes(
        gdb.selected_inferior().read_memory(where, 8).tobytes(), "little")


def offset(name, member):
    for field in gdb.lookup_type(f"struct {name}").fields():
        if field.name == member:
            return field.bitpos // 8
    raise gdb.GdbError(f"struct {name} has no {member} in this kernel")


def listed(head, name, member):
    """The structures on a list, by its head."""
    start = int(head.address)
    distance = offset(name, member)
    link = int(head["next"])
    while link not in (start, 0):
        entry = struct(name, link - distance)
        yield entry
        link = int(entry[member]["next"])


def hashed(head, name, member):
    """Likewise for a list that ends with NULL."""
    distance = offset(name, member)
    link = int(head["first"])
    while link:
        entry = struct(name, link - distance)
        yield entry
        link = int(entry[member]["next"])


def function_at(where):
    """The name of the function there."""
    text = gdb.execute(f"info symbol {int(where)}", to_string=True)
    return text.split()[0] if " in section " in text else hex(int(where))


class Task:
    """A thread, as the kernel sees it."""

    def __init__(self, where):
        self.where = int(where)
        self.struct = struct("task_struct", where)
        self.pid = int(self.struct["pid"])
        self.name = self.struct["comm"].string(errors="replace")

    def __str__(self):
        return f"{self.name} ({self.pid})"

    def cpu(self):
        """The processor that it is running on, or None."""
        for thread in gdb.selected_inferior().threads():
            if current(thread).where == self.where:
                return thread
        return None


def current(thread=None):
    """The task that a processor, the chosen one by default, is running."""
    thread = thread or gdb.selected_thread()
    if thread is None:
        raise gdb.GdbError("no machine: nothing is connected")
    # Since 6.2 (e57ef2ed97c1), and for some releases, in a structure.
    variable = address("current_task") or address("pcpu_hot")
    base = word(address("__per_cpu_offset") + 8 * (thread.num - 1))
    where = word(base + variable)
    if not where:
        raise gdb.GdbError("the kernel has not come so far as to have tasks")
    return Task(where)


def processes():
    first = struct("task_struct", address("init_task"))
    yield first
    yield from listed(first["tasks"], "task_struct", "tasks")


def tasks():
    """All threads of all processes."""
    for leader in processes():
        head = leader["signal"]["thread_head"]
        for thread in listed(head, "task_struct", "thread_node"):
            yield Task(thread.address)


def task(which):
    """By number, or by name if only one has it."""
    found = [one for one in tasks() if which in (str(one.pid), one.name)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise gdb.GdbError(f"there is no task {which}")
    raise gdb.GdbError(f"which {which}? " +
                       ", ".join(str(one.pid) for one in found))


def descriptors(one):
    """(number, address of the struct file) of what a task has open."""
    files = one.struct["files"]
    if not int(files):
        return
    table = files["fdt"]
    count = int(table["max_fds"])
    raw = gdb.selected_inferior().read_memory(int(table["fd"]), 8 * count)
    for number, where in enumerate(memoryview(raw.tobytes()).cast("Q")):
        if where:
            yield number, where
