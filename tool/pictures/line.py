# SPDX-License-Identifier: GPL-2.0-or-later
"""A day of a line, drawn from a seed, as a ring: line.py NOW NETNS"""

import math
import random
import sys

from ring import Ring

NOW, NETNS = int(sys.argv[1]), int(sys.argv[2])
DAY = 86400
LOST = [(NOW - 64130, 24, "dead", 2), (NOW - 41000, 95, "carrier", 2), (NOW - 19512, 12, "carrier", 1)]

draw = random.Random(35)
ring = Ring("ppp0", "eth1", NETNS, NOW - DAY + 1, NOW)
for second in range(NOW - DAY + 1, NOW + 1):
    hour = (second - NOW) / 3600 % 24
    busy = max(0.0, math.sin((hour - 9) / 24 * 2 * math.pi)) ** 2
    if second > NOW - 60:
        busy = 0.6 * max(0, 1 - abs(second - NOW + 35) / 15)
    if any(start <= second < start + lasted for start, lasted, _, _ in LOST):
        continue
    rtt_us = 8300 + 500 * busy + draw.expovariate(1 / (150 + 2500 * busy))
    ring.second(second, rtt_us, answered=draw.random() > 0.00004 + 0.002 * busy ** 4)
for minute in range(NOW - DAY + 60, NOW + 1, 60):
    hour = (minute - NOW) / 3600 % 24
    busy = max(0.05, math.sin((hour - 9) / 24 * 2 * math.pi)) ** 2
    rate = 95e6 / 8 * busy * draw.betavariate(2, 3)
    ring.minute(minute, rate * 60, rate * 60 * draw.uniform(0.06, 0.15))
for start, lasted, reason, did in LOST:
    ring.loss(start * 1000, lasted * 1000, reason, did, 8400)
sys.stdout.buffer.write(ring.bytes())
