# SPDX-License-Identifier: GPL-2.0-or-later
"""An access concentrator made of scripted raw frames, for tests of discovery.

    eth1 (the driver `discover`) --- ac0 (the program that imports this)
"""

import contextlib
import os
import select
import signal
import socket
import struct
import subprocess

from lab import PATIENCE, PROGRAMS, check, poll_until, sh

PADI, PADO, PADR, PADS, PADT = 0x09, 0x07, 0x19, 0x65, 0xA7
SERVICE, AC_NAME, HOST_UNIQ, COOKIE, RELAY = 0x0101, 0x0102, 0x0103, 0x0104, 0x0110
MAX_PAYLOAD, END_OF_LIST, VENDOR = 0x0120, 0x0000, 0x0105
SERVICE_ERROR, SYSTEM_ERROR, GENERIC_ERROR = 0x0201, 0x0202, 0x0203
OUR_MAC = bytes.fromhex("020000000001")
AC_MAC = bytes.fromhex("0200000000ac")
OTHER_AC = bytes.fromhex("0200000000ad")
SOL_PACKET, PACKET_IGNORE_OUTGOING, SO_TIMESTAMPNS = 263, 23, 35
BROADCAST = b"\xff" * 6

sh(f"""ip link add eth1 address {OUR_MAC.hex(":")} type veth peer name ac0 address {AC_MAC.hex(":")}
       ip link set eth1 mtu 2000 up; ip link set ac0 mtu 2000 up""")
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x8863))
wire.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
wire.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
wire.bind(("ac0", 0x8863))


def tags_of(*tags):
    return b"".join(struct.pack("!HH", kind, len(value)) + value for kind, value in tags)


def frame(code, session, *tags, src=AC_MAC, dst=OUR_MAC, version=0x11, body=None, length=None):
    body = tags_of(*tags) if body is None else body
    length = len(body) if length is None else length
    return dst + src + struct.pack("!HBBHH", 0x8863, version, code, session, length) + body


class Frame:
    """A frame of ours, dissected strictly; .at is when it was sent, in seconds."""

    def __init__(self, data, ancillary, *_):
        seconds, nanoseconds = struct.unpack("@ll", ancillary[0][2])
        self.at = seconds + nanoseconds / 1e9
        self.size = len(data)
        self.dst, self.src = data[:6], data[6:12]
        kind, version, self.code, self.session, length = struct.unpack("!HBBHH", data[12:20])
        check((kind, version, length) == (0x8863, 0x11, len(data) - 20), data.hex())
        self.tags, rest = [], data[20:]
        while rest:
            tag, size = struct.unpack("!HH", rest[:4])
            check(len(rest) >= 4 + size, data.hex())
            self.tags.append((tag, rest[4:4 + size]))
            rest = rest[4 + size:]

    def all(self, tag):
        return [value for kind, value in self.tags if kind == tag]

    def one(self, tag):
        values = self.all(tag)
        check(len(values) == 1, f"TAG {tag:#06x}:", self.tags)
        return values[0]


def next_frame(seconds=PATIENCE):
    """The next frame of ours, or None."""
    if not select.select([wire], [], [], seconds)[0]:
        return None
    return Frame(*wire.recvmsg(4096, 256))


def expect(code):
    got = next_frame()
    check(got, f"no frame, waited for {code:#04x}")
    check(got.code == code, f"waited for {code:#04x}, got {got.code:#04x}", got.tags)
    check(got.src == OUR_MAC, "source", got.src.hex())
    return got


def expect_any(*codes):
    got = next_frame()
    check(got and got.code in codes, got and got.code)
    return got


def send(*frames):
    for data in frames:
        wire.send(data)


def log():
    with open("/run/log", "rb") as file:
        return file.read(100000)


class Client:
    """A run of the driver. Slow to repeat unless told otherwise, so that a loaded machine
    does not change the order of frames."""

    def __init__(self, *options, mode="end", retry=60000, attempts=100):
        while next_frame(0):
            pass
        self.quick = retry < 60000
        self.process = subprocess.Popen(
            [f"{PROGRAMS}/discover", "eth1", mode, "retry", str(retry),
             "pppoe-padi-attempts", str(attempts), *options],
            stdout=subprocess.PIPE, stderr=open("/run/log", "wb"))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.communicate()

    def padi(self):
        """Waits for a PADI and knows its Host-Uniq from then on."""
        padi = expect(PADI)
        check(padi.dst == BROADCAST and padi.session == 0)
        self.uniq = padi.one(HOST_UNIQ)
        return padi

    def padi_again(self):
        """After a refusal; PADRs before it are repeated, because we were slow."""
        while (padi := expect_any(PADI, PADR)).code == PADR:
            check(self.quick, "another PADR")
        return padi

    @contextlib.contextmanager
    def stopped(self):
        """What is sent meanwhile is all there when it goes on."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)
        yield
        self.process.send_signal(signal.SIGCONT)

    def pado(self, *tags, name=b"ac", service=b"", uniq=None, session=0, **fields):
        uniq = self.uniq if uniq is None else uniq
        return frame(PADO, session, (AC_NAME, name), (SERVICE, service), (HOST_UNIQ, uniq), *tags,
                     **fields)

    def pads(self, session, *tags, **fields):
        return frame(PADS, session, (SERVICE, b""), (HOST_UNIQ, self.uniq), *tags, **fields)

    def padr(self, dst=AC_MAC):
        while (padr := expect_any(PADI, PADR)).code == PADI:
            pass  # repeated, because we were slow
        check(padr.dst == dst and padr.session == 0)
        check(padr.one(HOST_UNIQ) == self.uniq)
        return padr

    def padt(self, session, dst=AC_MAC):
        while (padt := expect_any(PADI, PADR, PADT)).code != PADT:
            # The discovery goes on, or we were slow.
            check(padt.code == PADI or self.quick, "another PADR")
        check((padt.dst, padt.session) == (dst, session), padt.dst.hex(), padt.session)
        return padt

    def ends(self, status=0):
        """Waits for the end; its output is in .out from then on."""
        self.out = self.process.communicate(timeout=PATIENCE)[0].decode("ascii")
        check(self.process.returncode == status, self.process.returncode, self.out, log())
        return self.out

    def connects(self, session=7, dst=AC_MAC):
        """From an answered PADI to the end of the session."""
        self.padr(dst)
        send(self.pads(session, src=dst))
        self.padt(session, dst)
        self.ends()
        check(self.out.startswith(f"session {session} {dst.hex(':').upper()}"), self.out)

    def ignores(self, *frames):
        """None of these PADOs is chosen; a good one after them is."""
        self.padi()
        send(*(f(self) if callable(f) else f for f in frames))
        send(self.pado(name=b"good"))
        self.connects()
        check(self.out.endswith(" good\n"), self.out)


def received():
    """Frames that have come to eth1 so far."""
    with open("/proc/net/dev", encoding="ascii") as file:
        return int(next(line for line in file if "eth1:" in line).split(":")[1].split()[1])


class Flood:
    """Somebody who sends this frame, as `flood` does with such arguments, until the end of a block, which
    begins when the first ones have come."""

    def __init__(self, data, *arguments):
        self.before = received()
        self.process = subprocess.Popen([f"{PROGRAMS}/flood", "ac0", *map(str, arguments)], stdin=subprocess.PIPE)
        self.process.stdin.write(data)
        self.process.stdin.close()

    def __enter__(self):
        poll_until(lambda: received() > self.before + 100)
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.wait()
