# SPDX-License-Identifier: GPL-2.0-only
"""Follows the module in and out of the kernel, and its symbols with it.

Before a module's own code runs, the kernel calls do_init_module(); before its
memory goes, free_module(). Both get the struct module, and with it the symbols
of the module where they are now. From a symbol of each section and its place in
kpipe.ko comes where the section is.
"""

import struct

import gdb

from kpipe_gdb import kernel
from symbols import elf

NAME = "kpipe"


def _text(where, count):
    return gdb.selected_inferior().read_memory(where, count).tobytes()


def _strings_end(symbols, table):
    """Where the name that comes last ends."""
    last = table + max(name for name, *_ in symbols)
    size = 256
    text = _text(last, size)
    return last + text.index(b"\0") - table + 1


def _loaded_symbols(module):
    """Address by name of what is there once."""
    kallsyms = module["kallsyms"].dereference()
    count = int(kallsyms["num_symtab"])
    raw = _text(int(kallsyms["symtab"]), 24 * count)
    symbols = list(struct.iter_unpack(elf.SYMBOL, raw))
    table = int(kallsyms["strtab"])
    strings = _text(table, _strings_end(symbols, table))
    found, twice = {}, set()
    for at, _, _, index, value, _ in symbols:
        name = strings[at:strings.index(b"\0", at)].decode()
        if name in found:
            twice.add(name)
        if index and name:
            found[name] = value
    return {name: value for name, value in found.items() if name not in twice}


class Module:
    """kpipe.ko, where gdb finds a copy of it, and where the kernel has put it.
    The file may change: what is looked at is what it is when it is loaded.
    """

    def __init__(self, ko, copy):
        self.ko = ko
        self.where = None
        self._copy = copy
        self._text = None

    def _sections(self, image, module):
        loaded = _loaded_symbols(module)
        places = {}
        for name, section, value in elf.symbols(image):
            if name in loaded and section not in places:
                places[section] = loaded[name] - value
        return places

    def load(self, module):
        self.unload()
        with open(self.ko, "rb") as file:
            image = file.read()
        places = self._sections(image, module)
        if ".text" not in places:
            raise gdb.GdbError(f"{self.ko} is not the module that was loaded")
        with open(self._copy, "wb") as file:
            file.write(elf.without_addresses(image))
        others = "".join(f" -s {name} {where:#x}"
                         for name, where in places.items() if name != ".text")
        gdb.execute(f"add-symbol-file {self._copy} {places['.text']:#x}{others}",
                    to_string=True)
        self.where = int(module.address)
        self._text = places[".text"]

    def unload(self):
        if self.where is None:
            return
        gdb.execute(f"remove-symbol-file -a {self._text:#x}", to_string=True)
        self.where = self._text = None

    def find(self):
        """Loads the symbols if the module is there already."""
        head = kernel.struct("list_head", kernel.address("modules"))
        try:
            head.fetch_lazy()
        except gdb.MemoryError:
            return      # the machine has not begun to run
        for module in kernel.listed(head, "module", "list"):
            if module["name"].string() == NAME:
                self.load(module)


class _Hook(gdb.Breakpoint):
    """An event of the kernel's, told by a function with a module as its
    argument; never stops.
    """

    def __init__(self, function, action):
        # By address: after the prologue the argument may be gone. In hardware:
        # with KVM there is no memory yet to write a breakpoint to.
        super().__init__(f"*{kernel.address(function):#x}", internal=True,
                         type=gdb.BP_HARDWARE_BREAKPOINT)
        self.silent = True
        self._action = action

    def stop(self):
        self._action(int(gdb.parse_and_eval("$rdi")))
        return False


def follow(ko, copy):
    """From now on the symbols of the module are there when it is."""
    module = Module(ko, copy)

    def came(where):
        new = kernel.struct("module", where)
        if new["name"].string() == NAME:
            module.load(new)

    def goes(where):
        if where == module.where:
            module.unload()

    _Hook("do_init_module", came)
    _Hook("free_module", goes)
    return module
