# SPDX-License-Identifier: GPL-2.0-only
"""Finds the pipes that there are, and says which one is meant."""

import gdb

from kpipe_gdb import kernel, ring

S_IFMT, S_IFIFO = 0o170000, 0o010000
FMODE_READ, FMODE_WRITE = 1, 2
SITES = ("read-empty", "write-full", "open-peer")
PREVIEW = 64


def need_module():
    try:
        return gdb.lookup_type("struct kpipe")
    except gdb.error:
        raise gdb.GdbError("the module is not loaded in the guest (yet): "
                           "'continue' until it is") from None


class Pipe:
    """A struct kpipe and the inode that leads to it."""

    def __init__(self, value, inode=None):
        self.value = value
        self.where = int(value.address)
        self.inode = inode

    @property
    def ino(self):
        return int(self.inode["i_ino"]) if self.inode else None

    def __str__(self):
        return f"kpipe:[{self.ino}]" if self.inode else f"kpipe at {self.where:#x}"

    def cursors(self):
        return (ring.cursor(int(self.value["head"])),
                ring.cursor(int(self.value["tail"])))

    def unread(self):
        return int(self.value["filled"]) - int(self.value["drained"])

    def _slot(self, number, head, tail):
        buf = self.value["ring"][number & int(self.value["mask"])]
        end = head.pos if number == head.slot else int(buf["len"])
        begin = tail.pos if number == tail.slot else 0
        offset, length = int(buf["offset"]) + begin, end - begin
        page = int(buf["page"])
        return ring.Slot(number, offset, length, int(buf["flags"]),
                         page_bytes(page, offset, min(length, PREVIEW)), page)

    def ring(self):
        head, tail = self.cursors()
        slots = [self._slot(number, head, tail)
                 for number in ring.numbers(head, tail)]
        return ring.Ring(head, tail, int(self.value["mask"]) + 1,
                         int(self.value["capacity"]), slots)


def page_bytes(page, offset, count):
    """Bytes of a page, through the kernel's map of all of memory."""
    if not page or not count:
        return b""
    size = gdb.lookup_type("struct page").sizeof
    first = kernel.word(kernel.address("vmemmap_base"))
    where = kernel.word(kernel.address("page_offset_base"))
    where += (page - first) // size * 4096 + offset
    return gdb.selected_inferior().read_memory(where, count).tobytes()


def _on(super_block):
    for inode in kernel.listed(super_block["s_inodes"], "inode", "i_sb_list"):
        if int(inode["i_mode"]) & S_IFMT == S_IFIFO and int(inode["i_private"]):
            yield Pipe(kernel.struct("kpipe", inode["i_private"]), inode)


def every():
    """All pipes: those without a name, then the FIFOs of each file system."""
    need_module()
    mount = gdb.parse_and_eval("kpipe_mount")
    if int(mount):
        yield from _on(mount["mnt_sb"])
    supers = gdb.parse_and_eval("kpipe_fifofs_type")["fs_supers"]
    for super_block in kernel.hashed(supers, "super_block", "s_instances"):
        yield from _on(super_block)


def _known(where):
    for pipe in every():
        if pipe.where == where:
            return pipe
    return Pipe(kernel.struct("kpipe", where))


def of_file(file):
    """The pipe that a struct file is an end of, or None."""
    if int(file["f_op"]) != kernel.address("kpipe_fops"):
        return None
    return int(file["private_data"])


def _of_variable(name, value):
    kind = str(value.type.strip_typedefs().unqualified())
    if value.is_optimized_out or value.type.code != gdb.TYPE_CODE_PTR:
        return None
    target = str(value.type.target().strip_typedefs().unqualified())
    if not int(value):
        return None
    if target == "struct kpipe":
        return int(value)
    if target == "struct kiocb":
        return of_file(value["ki_filp"])
    if target == "struct file":
        return of_file(value)
    return None


def _in_frame(frame):
    """The pipe that a function has as an argument or a variable."""
    try:
        block = frame.block()
    except RuntimeError:
        return None
    while block and block.function is None:
        block = block.superblock
    for symbol in block or ():
        if symbol.is_variable or symbol.is_argument:
            try:
                where = _of_variable(symbol.name, frame.read_var(symbol))
            except (gdb.error, gdb.MemoryError):
                continue
            if where:
                return where
    return None


def here():
    """The pipe that the chosen frame, or one that called it, works on; or the
    only one there is.
    """
    frame = gdb.selected_frame()
    while frame:
        where = _in_frame(frame)
        if where:
            return _known(where)
        frame = frame.older()
    found = list(every())
    if len(found) == 1:
        return found[0]
    if not found:
        raise gdb.GdbError("there is no pipe")
    names = " ".join(str(pipe.ino) for pipe in found)
    raise gdb.GdbError("no pipe in sight from this frame. Name one by its "
                       f"inode: {names}")


def named(text):
    """By inode number, or by an expression; without either, what is here."""
    text = text.strip()
    need_module()
    if not text:
        return here()
    if text.isdigit():
        for pipe in every():
            if pipe.ino == int(text):
                return pipe
        raise gdb.GdbError(f"there is no pipe {text}: kpipe-list shows all")
    value = gdb.parse_and_eval(text)
    if str(value.type.strip_typedefs()) == "struct kpipe":
        value = value.address
    return _known(_of_variable(text, value) or int(value))
