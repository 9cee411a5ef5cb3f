# SPDX-License-Identifier: GPL-2.0-only
"""Finds out which registers a kernel function has pushed, and where they are.

ORC tells only of the stack pointer and rbp. That is enough to list the callers,
but the variables of a caller may live in any of rbx and r12 to r15, which the
functions it called have put on the stack. They did so with push, first thing,
and each push has an ORC entry of its own, as the stack grows by a word.
"""

import bisect

from symbols import orc

# What a push looks like, and the DWARF number of its register.
PUSHES = {b"\x53": 3, b"\x41\x54": 12, b"\x41\x55": 13, b"\x41\x56": 14,
          b"\x41\x57": 15}
REGISTERS = tuple(PUSHES.values())
# A function with rbp as its base: the return address, rbp, then the pushes.
BELOW_RBP = 24


class Code:
    """The instructions of a kernel, by address."""

    def __init__(self, sections):
        self._texts = [(s.addr, s.addr + s.size, s.data())
                       for s in sections if s.size]

    def bytes(self, begin, end):
        for first, last, data in self._texts:
            if first <= begin and end <= last:
                return data[begin - first:end - first]
        return b""


def _push_before(code, place):
    text = code.bytes(place - 2, place)
    if text in PUSHES:
        return PUSHES[text]
    # The other half of this one is a push of r8 to r11.
    return None if text[:1] == b"\x41" else PUSHES.get(text[1:])


def _pushes_from(code, place):
    """The registers of the pushes that begin at PLACE, without a gap."""
    while True:
        for size in 1, 2:
            register = PUSHES.get(code.bytes(place, place + size))
            if register is not None:
                yield register
                place += size
                break
        else:
            return


class Pushed:
    """Follows the rows of a kernel from the first to the last."""

    def __init__(self, code, functions):
        self._code = code
        self._starts = [address for address, _ in functions]
        self._names = [name for _, name in functions]
        self._function = -1
        self._stack = {}
        self._depth = 0
        self._based = None

    def at(self, place, rule):
        """Where registers are at PLACE, as distances below the frame's end;
        None for one that cannot be told.
        """
        function = bisect.bisect_right(self._starts, place) - 1
        if function != self._function:
            self._function = function
            self._stack, self._based = {}, None
            self._depth = 8
        if rule.kind != orc.CALL:
            return {}
        # Split off from a function, and in the middle of it.
        if ".cold" in self._names[function]:
            return dict.fromkeys(REGISTERS)
        if rule.sp_reg != orc.SP:
            return self._at_based(place, rule)
        if rule.sp_offset == self._depth + 8:
            register = _push_before(self._code, place)
            if register is not None:
                self._stack.setdefault(register, rule.sp_offset)
        self._depth = rule.sp_offset
        return {register: below for register, below in self._stack.items()
                if below <= rule.sp_offset}

    def _at_based(self, place, rule):
        """With a base, pushes have no entries: they come after it is set. While
        they are being done, this is ahead of them; nobody is called then.
        """
        if self._based is None:
            self._based = dict.fromkeys(REGISTERS)
            if rule.sp_reg == orc.BP and rule.sp_offset == 16:
                for n, register in enumerate(_pushes_from(self._code, place)):
                    self._based[register] = BELOW_RBP + 8 * n
        return self._based
