# SPDX-License-Identifier: GPL-2.0-or-later
"""A ring, byte by byte as pppoe-clamp-record(5) describes it."""

import struct

SECONDS, MINUTES, LOSSES = 86400, 1440, 1024
REASONS = ["unknown", "user", "restart", "carrier", "dead", "peer", "hangup", "error", "killed"]


def pack(value, bits):
    exponent = max(0, int(value).bit_length() - bits)
    mantissa = int(value) >> exponent
    return exponent << bits | mantissa


class Ring:
    def __init__(self, ifname, device, netns, begin_s, end_s):
        self.names = ifname.encode(), device.encode()
        self.netns, self.begin_s, self.end_s, self.up = netns, begin_s, end_s, 1
        self.seconds, self.minutes, self.losses = [0] * SECONDS, [(0, 0)] * MINUTES, []

    def second(self, s, rtt_us, asked=1, answered=1):
        rtt = pack(max(1, rtt_us // 10), 8) if answered else 0
        self.seconds[s % SECONDS] = rtt << 4 | asked << 2 | answered

    def minute(self, s, bytes_in, bytes_out):
        self.minutes[s // 60 % MINUTES] = pack(bytes_in, 11), pack(bytes_out, 11)

    # A loss that goes on lasts 0 ms, and is its ring's last one.
    def loss(self, start_ms, lasted_ms, reason, did, rtt_us=0):
        self.losses.append((start_ms, lasted_ms, pack(rtt_us // 10, 8), REASONS.index(reason), did))

    def bytes(self):
        lost_ms = sum(l[1] for l in self.losses)
        head = struct.pack("=8sII16s16sIIQQQQQQQQQ", b"pppring", 1, 195072, *self.names, self.netns,
                           self.up, self.begin_s * 1000, self.end_s * 1000, self.end_s,
                           len(self.losses), lost_ms, 0, 0, 0, 0)
        slots = b"".join(struct.pack("=QIHBB", *loss) for loss in self.losses)
        minutes = b"".join(struct.pack("=HH", *minute) for minute in self.minutes)
        return head + slots.ljust(16 * LOSSES, b"\0") + minutes + struct.pack("=86400H", *self.seconds)
