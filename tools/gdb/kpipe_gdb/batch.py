# SPDX-License-Identifier: GPL-2.0-only
"""Carries out files of gdb commands with nobody watching, and tells what went
wrong: a command that failed, a breakpoint that was never reached.
"""

import gdb


class Watch:
    """Which breakpoints were made and which were reached."""

    def __init__(self):
        self._made = {}
        self._reached = set()
        gdb.events.breakpoint_created.connect(self._on_made)
        gdb.events.stop.connect(self._on_stop)

    def _on_made(self, breakpoint):
        self._made[breakpoint.number] = breakpoint.location or "a watchpoint"

    def _on_stop(self, event):
        for breakpoint in getattr(event, "breakpoints", ()):
            self._reached.add(breakpoint.number)

    def count(self):
        return len(self._made)

    def missed(self):
        return [f"breakpoint {number} ({location}) was never reached"
                for number, location in sorted(self._made.items())
                if number not in self._reached]


def _carry_out(file):
    """One file; what is wrong afterwards."""
    watch = Watch()
    wrong = []
    print(f"\n# {file}", flush=True)
    try:
        gdb.execute(f"source {file}")
    except (gdb.error, KeyboardInterrupt) as error:
        wrong.append(str(error))
    wrong += watch.missed()
    if gdb.selected_inferior().pid:
        gdb.execute("delete")
        gdb.execute("kpipe-guest")
    print(f"# {watch.count()} breakpoints", flush=True)
    return [f"{file}: {text}" for text in wrong]


def run(files):
    gdb.execute("set width 0")
    if gdb.convenience_variable("kpipe_out") is None:
        wrong = ["the session could not begin: see above"]
    else:
        wrong = [text for file in files for text in _carry_out(file)]
    for text in wrong:
        print(f"# FAILED {text}", flush=True)
    gdb.execute(f"quit {1 if wrong else 0}")
