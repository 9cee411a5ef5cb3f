# SPDX-License-Identifier: GPL-2.0-only
"""Begins a session: what build/gdb/kpipe.gdb calls when it has connected."""

import os

import gdb

from kpipe_gdb import commands, module, printers  # noqa: F401 (commands)


def begin(ko, folder, out):
    """Follow the module KO, in FOLDER; OUT is what the guest shares with us."""
    gdb.set_convenience_variable("kpipe_out", out)
    printers.register()
    module.follow(ko, os.path.join(folder, "kpipe.ko")).find()
