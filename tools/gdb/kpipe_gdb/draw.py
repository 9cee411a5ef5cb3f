# SPDX-License-Identifier: GPL-2.0-only
"""Draws a ring as `kpipe show` does; nothing here needs gdb."""

from collections import namedtuple

from kpipe_gdb import ring as rings

ROW, INSIDE, LEFT, COLUMNS, PAGE = 16, 3, 6, 80, 4096

Style = namedtuple("Style", "top bottom flat wall read full begins ends down up")
ASCII = Style("+++", "+++", "-", "|", ":", "#", "[", "]", "v", "^")
UTF8 = Style("╭┬╮", "╰┴╯", "─", "│", "░", "█", "▐", "▌", "▼", "▲")


def _slot_at(ring, place):
    """What the place holds, if it has unread bytes."""
    for slot in ring.slots:
        if slot.number % ring.places == place:
            return slot
    return None


def _glyph(style, slot, begin, end):
    """One column of a box stands for the bytes from begin to end of a page."""
    first, last = slot.offset, slot.offset + slot.length
    if last <= begin:
        return " "
    if first >= end:
        return style.read
    if first > begin:
        return style.begins
    return style.ends if last < end else style.full


def _box(ring, style, place):
    slot = _slot_at(ring, place)
    if not slot:
        return " " * INSIDE
    return "".join(_glyph(style, slot, PAGE * i // INSIDE,
                          PAGE * (i + 1) // INSIDE) for i in range(INSIDE))


def _letter(ring, place):
    slot = _slot_at(ring, place)
    if not slot:
        return ""
    if slot.flags & rings.PACKET:
        return "p"
    ours = slot.number == ring.head.slot and ring.head.pos < PAGE
    return "m" if ours and slot.flags & rings.MERGE else ""


def _frame(corners, style, letters):
    left, inner, right = corners
    boxes = [style.flat * (INSIDE - len(one)) + one for one in letters]
    return " " * LEFT + left + inner.join(boxes) + right


def _caption(box, arrow, who, cursor):
    column = LEFT + box * (INSIDE + 1) + 2
    text = f"{who}: slot {cursor.slot}, byte {cursor.pos}"
    if column + 2 + len(text) <= COLUMNS:
        return " " * column + f"{arrow} {text}"
    return " " * (column - 1 - len(text)) + f"{text} {arrow}"


def _rows(ring, style):
    boxes = min(ROW, ring.places)
    head, tail = ring.head.slot % ring.places, ring.tail.slot % ring.places
    for first in range(0, ring.places, boxes):
        places = range(first, first + boxes)
        if head in places:
            yield _caption(head - first, style.down, "head", ring.head)
        yield _frame(style.top, style, [""] * boxes)
        inside = style.wall.join(_box(ring, style, place) for place in places)
        yield f"{first:4}  {style.wall}{inside}{style.wall}"
        yield _frame(style.bottom, style,
                     [_letter(ring, place) for place in places])
        if tail in places:
            yield _caption(tail - first, style.up, "tail", ring.tail)


def _details(ring, most):
    for slot in ring.slots[:most]:
        yield (f"      slot {slot.number} in place "
               f"{slot.number % ring.places}: bytes {slot.offset} to "
               f"{slot.offset + slot.length} of its page, flags "
               f"{rings.flag_names(slot.flags)}")
        yield f"          {rings.readable(slot.data)}"
    if len(ring.slots) > most:
        yield f"      and {len(ring.slots) - most} more slots"


def picture(ring, utf8, most=4):
    """The lines of the picture, and what the first few slots hold."""
    style = UTF8 if utf8 else ASCII
    if ring.places <= 4 * ROW:
        yield from _rows(ring, style)
        yield (f"      {style.full} unread   {style.read} read   in a page of "
               f"{PAGE} bytes;   m may be merged   p packet")
    else:
        for who, cursor in ("head", ring.head), ("tail", ring.tail):
            yield f"      {who}: slot {cursor.slot}, byte {cursor.pos}"
    yield (f"      {ring.capacity} of the {ring.places} places may hold unread "
           f"bytes at a time")
    yield from _details(ring, most)
