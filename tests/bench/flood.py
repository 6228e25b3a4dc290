#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How long discovery takes from its PADI to a session, alone and while somebody on the segment sends
100,000 frames a second. Prints samples (table.c).

Fails if a median is more than MOST above the quiet one; what is asked for again takes 250 ms.
"""

import contextlib
import os
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../netns"))
from mock_ac import (
    AC_NAME, GENERIC_ERROR, HOST_UNIQ, OTHER_AC, PADI, PADO, PADR, PADT, SERVICE,
    Client, Flood, expect_any, frame, send,
)

ROUNDS = int(os.environ.get("RUNS", "21"))
MOST = 2000  # us
RATE = 100000  # frames a second
FRAMES = 100 * RATE
QUIET = "quiet"
FLOODS = {
    QUIET: None,
    "PADOs to somebody else": lambda c: frame(PADO, 0, (AC_NAME, b"no"), (SERVICE, b""), (HOST_UNIQ, b"x" * 16),
                                              src=OTHER_AC),
    "PADTs from the AC's address": lambda c: frame(PADT, 7),
    "nonsense as long as can be": lambda c: frame(0x55, 0x5555, body=b"\xff" * 1400),
    "PADOs that are errors, with our Host-Uniq": lambda c: c.pado((GENERIC_ERROR, b"full"), src=OTHER_AC),
}


def answer(c):
    """Whatever it asks, until it has ended its session; us that it took."""
    answers = {PADI: c.pado(), PADR: c.pads(7)}
    began = time.monotonic()
    send(answers[PADI])
    while (got := expect_any(PADI, PADR, PADT)).code != PADT:
        send(answers[got.code])
    return (time.monotonic() - began) * 1e6


def connect(build):
    with Client(mode="end", retry=250) as c:
        c.padi()
        with Flood(build(c), FRAMES, RATE) if build else contextlib.nullcontext():
            return answer(c)


took = {name: [] for name in FLOODS}
for _ in range(ROUNDS):
    for name, build in FLOODS.items():
        took[name].append(connect(build))
for name, samples in took.items():
    for sample in samples:
        print(f"plain\tfrom a PADO to the end of a session that it led to, us\t{name}\t{sample:.0f}")
quiet = statistics.median(took[QUIET])
late = [name for name in FLOODS if statistics.median(took[name]) > quiet + MOST]
print(*(f"{name}: {statistics.median(took[name]) / quiet:.2f}" for name in took), sep="\n", file=sys.stderr)
sys.exit(bool(late))
