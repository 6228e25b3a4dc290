#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Discovery while somebody on the segment sends as fast as one processor can, some 400,000 frames a
second: a session comes, the log stays short, and nothing costs more CPU time than it costs the sender.
What has not our Host-Uniq, which whoever sees our PADI knows, wakes nobody. How much later a session
comes is measured by `make bench BENCH=flood`.
"""

import os
import re
import select
import time

from lab import check, run, test
from mock_ac import (
    AC_NAME, COOKIE, GENERIC_ERROR, HOST_UNIQ, OTHER_AC, PADI, PADO, PADR, PADS, PADT, PROGRAMS, SERVICE,
    Client, Flood, frame, log, next_frame, send,
)

FRAMES = 50000
TIMERS = 5  # that wake us in a second, at most: PADIs are 250 ms apart or more
LOG_LINES = 40
MOST_ASKED = 100  # a PADI and a PADR, and what the queue has no room for while we are not run


def cpu_ms(pid):
    with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
        return int(file.read().split()[0]) / 1e6


def wakeups(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"^voluntary_ctxt_switches:\t(\d+)$", file.read(), re.M)[1])


def connect(c):
    """An AC that answers whatever it is asked, until there is a session. Returns how often it was."""
    asked = 0
    while not select.select([c.process.stdout], [], [], 0)[0]:
        got = next_frame(0.05)
        if got and got.code == PADI:
            c.uniq = got.one(HOST_UNIQ)
            asked += 1
            send(c.pado())
        elif got and got.code == PADR:
            asked += 1
            send(c.pads(7))
    check(c.process.stdout.readline().startswith(b"session 7 "))
    return asked


JUNK = {
    "PADOs to somebody else": lambda c: frame(PADO, 0, (AC_NAME, b"no"), (SERVICE, b""), (HOST_UNIQ, b"x" * 16),
                                              src=OTHER_AC),
    "PADOs that are errors": lambda c: c.pado((GENERIC_ERROR, b"full"), src=OTHER_AC),
    "PADOs that are cut": lambda c: c.pado((COOKIE, b"x" * 1000), src=OTHER_AC)[:200],
    "PADSs that nobody asked for": lambda c: c.pads(9, src=OTHER_AC),
    "PADTs from the AC's address": lambda c: frame(PADT, 7, (GENERIC_ERROR, b"go away")),
    "nonsense as long as can be": lambda c: frame(0x55, 0x5555, body=b"\xff" * 1400),
}


WITH_OUR_UNIQ = "PADOs that are errors", "PADOs that are cut", "PADSs that nobody asked for"


def flood_test(name, build):
    @test(f"{name}: each costs what it costs to send it, and a session comes")
    # Fails if report.c logs each frame: it does so for MOST_FRAMES of them; and without ethernet_choose().
    def _():
        with Client(mode="hold", retry=500) as c:
            c.padi()
            data = build(c)
            before, woken, began = cpu_ms(c.process.pid), wakeups(c.process.pid), time.monotonic()
            with Flood(data, FRAMES) as flood:
                os.waitid(os.P_PID, flood.process.pid, os.WEXITED | os.WNOWAIT)
                sender, ours = cpu_ms(flood.process.pid), cpu_ms(c.process.pid) - before
            woken, seconds = wakeups(c.process.pid) - woken, time.monotonic() - began
            with Flood(data):
                asked = connect(c)
            print(f"# {FRAMES} frames: {ours:.0f} ms of CPU time, to send them {sender:.0f} ms; "
                  f"woken {woken} times; {asked} questions")
            check(name in WITH_OUR_UNIQ or woken <= TIMERS * (seconds + 1), woken, seconds)
            check(ours <= 3 * sender, ours, sender)
            check(asked <= MOST_ASKED, asked)
            c.process.terminate()
            c.process.wait()
            check(log().count(b"\n") <= LOG_LINES, log())


for flood_name, flood_frame in JUNK.items():
    flood_test(flood_name, flood_frame)
run()
