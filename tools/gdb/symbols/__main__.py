# SPDX-License-Identifier: GPL-2.0-only
"""Makes of a kernel without symbols what a debugger needs to name its functions
and to unwind its stack:

    python3 -m symbols VMLINUZ KALLSYMS OUT

KALLSYMS is what /proc/kallsyms said in this kernel, booted with nokaslr.
"""

import os
import sys

from symbols import cfi, elf, orc, saved, vmlinux


def read_kallsyms(path):
    """(address, size, kind, name) of what is not a module's, in order."""
    found = []
    with open(path, encoding="ascii") as file:
        for line in file:
            address, kind, name, *module = line.split()
            if not module:
                found.append((int(address, 16), kind, name))
    found.sort(key=lambda symbol: symbol[0])
    if not found or found[-1][0] == 0:
        raise ValueError("kallsyms without addresses: read it as root")
    ends = [symbol[0] for symbol in found[1:]] + [found[-1][0]]
    return [(address, end - address, kind, name)
            for (address, kind, name), end in zip(found, ends)]


def main(vmlinuz, kallsyms, out):
    sections = elf.sections(vmlinux.unpack(vmlinuz))
    symbols = read_kallsyms(kallsyms)
    areas = [section for section in sections.values()
             if section.flags & elf.SHF_ALLOC and section.addr]
    areas.sort(key=lambda area: area.addr)
    text = [area for area in areas if area.flags & elf.SHF_EXECINSTR]
    if not any(area.addr <= address < area.addr + area.size and name == "_text"
               for area in text for address, _, _, name in symbols):
        raise ValueError("the addresses are not those of the file: "
                         "was it booted with nokaslr?")
    functions = [(address, name) for address, _, kind, name in symbols
                 if kind in "tTwW"]
    pushed = saved.Pushed(saved.Code(text), functions)
    frames = cfi.debug_frame(orc.rows(sections), pushed)
    elf.write(f"{out}.new", areas, symbols, frames)
    os.rename(f"{out}.new", out)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: python3 -m symbols VMLINUZ KALLSYMS OUT")
    try:
        main(*sys.argv[1:])
    except (OSError, ValueError) as error:
        sys.exit(f"symbols: {error}")
