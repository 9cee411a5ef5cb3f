# SPDX-License-Identifier: GPL-2.0-only
"""Reads the kernel's ORC tables, which say how to unwind its stack.

.orc_unwind_ip has the places, as distances from each entry, in order;
.orc_unwind has for each place, up to the next one, what to do there.
"""

import array
import struct
from collections import namedtuple

UNDEFINED, PREV_SP, BP, SP = 0, 1, 4, 5
BP_INDIRECT, SP_INDIRECT = 8, 9
CALL, REGS, REGS_PARTIAL, END = range(4)

# How the registers that may be the base of a frame are called.
BASES = {2: "rdx", 3: "rdi", BP: "rbp", SP: "rsp", 6: "r10", 7: "r13",
         BP_INDIRECT: "rbp", SP_INDIRECT: "rsp"}

Rule = namedtuple("Rule", "sp_reg sp_offset bp_reg bp_offset kind")

# Since 6.4 (fb799447ae29) the kinds are numbered in another way, and the tables
# have a section that says by what they were made.
KINDS_OLD = {0: CALL, 1: REGS, 2: REGS_PARTIAL, 3: END}
KINDS_NEW = {0: END, 1: END, 2: CALL, 3: REGS, 4: REGS_PARTIAL}


def _decode(raw, new):
    sp_offset, bp_offset, registers, kind = struct.unpack("<hhBB", raw)
    kinds, bits = (KINDS_NEW, 7) if new else (KINDS_OLD, 3)
    sp_reg = registers & 15
    kind = kinds.get(kind & bits, END)
    if sp_reg not in BASES:
        kind = END
    return Rule(sp_reg, sp_offset, registers >> 4, bp_offset, kind)


def rows(sections):
    """(place, rule) of a kernel, in order of the places."""
    places, rules = sections[".orc_unwind_ip"], sections[".orc_unwind"].data()
    new = ".orc_header" in sections
    known = {}
    at = places.addr
    for index, distance in enumerate(array.array("i", places.data())):
        raw = rules[6 * index:6 * index + 6]
        rule = known.get(raw)
        if rule is None:
            rule = known[raw] = _decode(raw, new)
        yield at + distance, rule
        at += 4
