# SPDX-License-Identifier: GPL-2.0-only
"""Says in DWARF (.debug_frame) what the kernel says in ORC, so that any
debugger can unwind the kernel's stack.
"""

import struct

from symbols import orc

RSP, RIP = 7, 16
NUMBERS = {"rdx": 1, "rdi": 5, "rbp": 6, "rsp": RSP, "r10": 10, "r13": 13}
# Where DWARF's registers 0 to 16 are in struct pt_regs.
PT_REGS = {0: 80, 1: 96, 2: 88, 3: 40, 4: 104, 5: 112, 6: 32, 7: 152, 8: 72,
           9: 64, 10: 56, 11: 48, 12: 24, 13: 16, 14: 8, 15: 0, 16: 128}
# And in what the processor leaves when it is interrupted.
IRET = {RIP: 0, RSP: 24}

DEF_CFA, DEF_CFA_EXPRESSION, UNDEFINED, SAME_VALUE = 0x0c, 0x0f, 0x07, 0x08
OFFSET_EXTENDED_SF, DEF_CFA_SF, EXPRESSION = 0x11, 0x12, 0x10
ADVANCE_1, ADVANCE_2, ADVANCE_4 = 2, 3, 4
OP_DEREF, OP_CONSTS, OP_PLUS, OP_BREG0 = 0x06, 0x11, 0x22, 0x70
WORD = -8

# A kernel of 400,000 rows is a table of this many times fewer entries.
ROWS = 64
USER_HALF = 1 << 47


def uleb(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def sleb(value):
    out = bytearray()
    while not -64 <= value < 64:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value & 127)
    return bytes(out)


def _at_cfa(register, offset):
    return bytes([OFFSET_EXTENDED_SF, register]) + sleb(offset // WORD)


def _cfa(rule):
    register = NUMBERS[orc.BASES[rule.sp_reg]]
    offset = rule.sp_offset
    if rule.sp_reg == orc.SP_INDIRECT:
        code = bytes([OP_BREG0 + register]) + sleb(0) + \
            bytes([OP_DEREF, OP_CONSTS]) + sleb(offset) + bytes([OP_PLUS])
    elif rule.sp_reg == orc.BP_INDIRECT:
        code = bytes([OP_BREG0 + register]) + sleb(offset) + bytes([OP_DEREF])
    elif offset >= 0:
        return bytes([DEF_CFA, register]) + uleb(offset)
    else:
        return bytes([DEF_CFA_SF, register]) + sleb(offset // WORD)
    return bytes([DEF_CFA_EXPRESSION]) + uleb(len(code)) + code


def _rbp(rule):
    rbp = NUMBERS["rbp"]
    if rule.bp_reg == orc.PREV_SP:
        return _at_cfa(rbp, rule.bp_offset)
    if rule.bp_reg == orc.BP:
        code = bytes([OP_BREG0 + rbp]) + sleb(rule.bp_offset)
        return bytes([EXPRESSION, rbp]) + uleb(len(code)) + code
    return bytes([SAME_VALUE, rbp])


def _end():
    """Nobody called: what a debugger shows last."""
    return bytes([DEF_CFA, RSP, 8, UNDEFINED, RIP])


def instructions(rule, pushed):
    """A row of the table. Each one tells everything, whatever came before."""
    if rule.kind == orc.END:
        return _end()
    out = [_cfa(rule)]
    if rule.kind == orc.REGS:
        out += (_at_cfa(reg, at) for reg, at in PT_REGS.items())
    elif rule.kind == orc.REGS_PARTIAL:
        out += (_at_cfa(reg, at) for reg, at in IRET.items())
        out.append(_rbp(rule))
    else:
        out += [_at_cfa(RIP, -8), _rbp(rule)]
        for reg, below in pushed.items():
            out.append(bytes([UNDEFINED, reg]) if below is None
                       else _at_cfa(reg, -below))
    return b"".join(out)


# What a row may have set and the next one does not mention.
_CLEAR = b"".join(bytes([SAME_VALUE, reg]) for reg in range(RSP)) + \
    b"".join(bytes([SAME_VALUE, reg]) for reg in range(RSP + 1, RIP))


def _entry(content):
    content += bytes(-(len(content) + 4) % 8)
    return struct.pack("<I", len(content)) + content


def _cie():
    return _entry(struct.pack("<IBB", 0xffffffff, 3, 0) + uleb(1) +
                  sleb(WORD) + uleb(RIP) + bytes([DEF_CFA, RSP, 8]))


def _advance(by):
    if by < 64:
        return bytes([0x40 | by])
    if by < 1 << 8:
        return struct.pack("<BB", ADVANCE_1, by)
    if by < 1 << 16:
        return struct.pack("<BH", ADVANCE_2, by)
    return struct.pack("<BI", ADVANCE_4, by)


def _fde(begin, end, code):
    return _entry(struct.pack("<IQQ", 0, begin, end - begin) + code)


def debug_frame(rows, pushed):
    """The section for ROWS of (place, rule); PUSHED knows the registers. User
    space has no callers that could be told of.
    """
    out = [_cie(), _fde(0, USER_HALF, _end())]
    rows = list(rows)
    for first in range(0, len(rows) - 1, ROWS):
        code = bytearray()
        here = begin = rows[first][0]
        for place, rule in rows[first:first + ROWS]:
            if place != here:
                code += _advance(place - here)
                here = place
            code += _CLEAR
            code += instructions(rule, pushed.at(place, rule))
        end = rows[min(first + ROWS, len(rows) - 1)][0]
        out.append(_fde(begin, end, bytes(code)))
    return b"".join(out)
