# SPDX-License-Identifier: GPL-2.0-only
"""Takes a ring apart: cursors, slots, bytes. The same arithmetic as in
kmod/ring.h, on plain numbers; nothing here needs gdb.
"""

from collections import namedtuple

POS_BITS, SPAN_BITS, WORD = 15, 17, 1 << 32
PACKET, MERGE, SHARED = 1, 2, 4

Cursor = namedtuple("Cursor", "slot span pos")
# A slot with unread bytes: where in its page they begin and how many they are.
Slot = namedtuple("Slot", "number offset length flags data page")
Ring = namedtuple("Ring", "head tail places capacity slots")


def cursor(value):
    return Cursor(value >> 32, value >> POS_BITS & (1 << SPAN_BITS) - 1,
                  value & (1 << POS_BITS) - 1)


def used(head, tail):
    """How many slots have unread bytes."""
    if (head.slot, head.pos) == (tail.slot, tail.pos):
        return 0
    return min((head.slot - tail.slot + 1) % WORD, head.span)


def numbers(head, tail):
    """The slots with unread bytes, the oldest first."""
    count = used(head, tail)
    return [(head.slot - count + 1 + i) % WORD for i in range(count)]


def flag_names(flags):
    names = [name for bit, name in ((PACKET, "packet"), (MERGE, "merge"),
                                    (SHARED, "shared")) if flags & bit]
    return " ".join(names) or "none"


def readable(data, room=24):
    """The bytes as a C string of at most so many of them."""
    text = "".join({10: "\\n", 9: "\\t", 0: "\\0", 34: '\\"', 92: "\\\\"}.get(
        byte, chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}")
        for byte in data[:room])
    return f'"{text}"' + ("..." if len(data) > room else "")
