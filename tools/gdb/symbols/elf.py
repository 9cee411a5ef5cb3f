# SPDX-License-Identifier: GPL-2.0-only
"""Reads the sections of a 64-bit ELF file, and writes one that has no code:
where each section lies in memory, symbols, and how to unwind the stack.
"""

import struct

SHT_SYMTAB, SHT_STRTAB, SHT_PROGBITS, SHT_NOBITS = 2, 3, 1, 8
SHF_ALLOC, SHF_EXECINSTR = 2, 4
SHN_ABS = 0xfff1
STB_LOCAL, STB_GLOBAL = 0, 1
STT_OBJECT, STT_FUNC = 1, 2
HEADER, SECTION, SYMBOL = "<16sHHIQQQIHHHHHH", "<IIQQQQIIQQ", "<IBBHQQ"
EM_X86_64, ET_EXEC = 62, 2


class Section:
    """A section; its contents are read when asked for."""

    def __init__(self, image, name, header):
        self.name = name
        (_, self.type, self.flags, self.addr, self._offset, self.size,
         *_) = header
        self._image = image

    def data(self):
        return self._image[self._offset:self._offset + self.size]


def _all_sections(image):
    header = struct.unpack_from(HEADER, image)
    offset, count, names = header[6], header[12], header[13]
    raw = [struct.unpack_from(SECTION, image, offset + 64 * i)
           for i in range(count)]
    strings = raw[names][4]

    def name(at):
        return image[strings + at:image.index(b"\0", strings + at)].decode()

    return [Section(image, name(one[0]), one) for one in raw]


def sections(image):
    """The sections of an ELF file, by name."""
    return {section.name: section for section in _all_sections(image)[1:]}


def symbols(image):
    """(name, section's name, distance into it) of an object file's symbols."""
    every = _all_sections(image)
    known = {section.name: section.data() for section in every}
    strings = known[".strtab"]
    for at, _, _, index, value, _ in struct.iter_unpack(SYMBOL,
                                                        known[".symtab"]):
        if 0 < index < len(every) and at:
            name = strings[at:strings.index(b"\0", at)].decode()
            yield name, every[index].name, value


def without_addresses(image):
    """The same object file, with all of its sections at 0. gdb moves sections
    one by one only if none has an address; since 6.11 or so modules have some,
    which mean nothing.
    """
    image = bytearray(image)
    header = struct.unpack_from(HEADER, image)
    for i in range(header[12]):
        struct.pack_into("<Q", image, header[6] + 64 * i + 16, 0)
    return image


class _Strings:
    def __init__(self):
        self.data = bytearray(b"\0")

    def add(self, text):
        at = len(self.data)
        self.data += text.encode() + b"\0"
        return at


def _symbol_table(symbols, areas):
    """SYMBOLS are (address, size, kind, name), kind as nm(1) has it."""
    strings = _Strings()
    table = {STB_LOCAL: [bytes(24)], STB_GLOBAL: []}
    places = sorted((area.addr, area.addr + area.size, index + 1, area.flags)
                    for index, area in enumerate(areas))
    at = 0
    for address, size, kind, name in symbols:
        while at + 1 < len(places) and address >= places[at + 1][0]:
            at += 1
        begin, end, index, flags = places[at]
        if not begin <= address <= end or kind in "Aa":
            index, flags = SHN_ABS, 0
        bind = STB_GLOBAL if kind.isupper() else STB_LOCAL
        what = STT_FUNC if flags & SHF_EXECINSTR else STT_OBJECT
        table[bind].append(struct.pack(
            SYMBOL, strings.add(name), bind << 4 | what, 0, index, address,
            size))
    return table[STB_LOCAL], table[STB_GLOBAL], strings.data


def write(path, areas, symbols, debug_frame):
    """An ELF file at PATH with SYMBOLS, in order of address, in AREAS."""
    local, others, strings = _symbol_table(symbols, areas)
    names = _Strings()
    body = bytearray()
    headers = [bytes(64)]

    def add(name, kind, data, link=0, info=0, align=1, entry=0):
        body.extend(bytes(-len(body) % 8))
        headers.append(struct.pack(SECTION, names.add(name), kind, 0, 0,
                                   64 + len(body), len(data), link, info,
                                   align, entry))
        body.extend(data)

    for area in areas:
        headers.append(struct.pack(
            SECTION, names.add(area.name), SHT_NOBITS, area.flags, area.addr,
            64, area.size, 0, 0, 1, 0))
    add(".debug_frame", SHT_PROGBITS, debug_frame, align=8)
    add(".symtab", SHT_SYMTAB, b"".join(local + others),
        link=len(headers) + 1, info=len(local), align=8, entry=24)
    add(".strtab", SHT_STRTAB, strings)
    name_of_names = names.add(".shstrtab")
    body.extend(bytes(-len(body) % 8))
    headers.append(struct.pack(SECTION, name_of_names, SHT_STRTAB, 0, 0,
                               64 + len(body), len(names.data), 0, 0, 1, 0))
    body.extend(names.data)
    body.extend(bytes(-len(body) % 8))
    header = struct.pack(HEADER, b"\x7fELF\2\1\1", ET_EXEC, EM_X86_64, 1, 0, 0,
                         64 + len(body), 0, 64, 0, 0, 64, len(headers),
                         len(headers) - 1)
    with open(path, "wb") as file:
        file.write(header + body + b"".join(headers))
