# SPDX-License-Identifier: GPL-2.0-only
"""Unpacks the kernel proper, an ELF file, out of a bootable vmlinuz.

The x86 boot protocol says where in the file the packed kernel lies: the setup
code comes first, setup_sects sectors of 512 bytes after the boot sector, and
payload_offset counts from there.
"""

import lzma
import struct
import subprocess
import zlib


def _payload(image):
    if image[0x202:0x206] != b"HdrS":
        raise ValueError("no x86 boot image")
    sectors = image[0x1f1] or 4
    offset, length = struct.unpack_from("<II", image, 0x248)
    start = (sectors + 1) * 512 + offset
    return image[start:start + length]


def _unzstd(data):
    """What zstd says of the size that follows the packed kernel is no news."""
    return subprocess.run(["zstd", "-dcq"], input=data, check=False,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


UNPACKERS = {
    b"\xfd7zXZ\0": lambda data: lzma.LZMADecompressor().decompress(data),
    b"\x28\xb5\x2f\xfd": _unzstd,
    b"\x1f\x8b": lambda data: zlib.decompressobj(31).decompress(data),
}


def unpack(path):
    """The kernel inside the vmlinuz at PATH, as bytes."""
    with open(path, "rb") as file:
        payload = _payload(file.read())
    for magic, unpacker in UNPACKERS.items():
        if payload.startswith(magic):
            kernel = unpacker(payload)
            break
    else:
        raise ValueError(f"packed in a way unknown here: {payload[:4].hex()}")
    if not kernel.startswith(b"\x7fELF"):
        raise ValueError("no ELF file inside")
    return kernel
