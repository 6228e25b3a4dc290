#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`pppoe-clamp discover`, and the search of `setup`, against an AC made of scripted raw frames.

    eth1 (the command) --- ac0 (this program)
"""

import json
import select
import signal
import socket
import struct
import subprocess

from lab import PROGRAMS, check, run, sh, test

PADI, PADO, PADR, PADS, PADT = 0x09, 0x07, 0x19, 0x65, 0xA7
SERVICE, AC_NAME, HOST_UNIQ, COOKIE, RELAY, MAX_PAYLOAD = 0x101, 0x102, 0x103, 0x104, 0x110, 0x120
GENERIC_ERROR = 0x0203
OUR_MAC = bytes.fromhex("020000000001")
AC_MAC = bytes.fromhex("0200000000ac")
SOL_PACKET, PACKET_AUXDATA, PACKET_IGNORE_OUTGOING = 263, 8, 23
VLAN_VALID = 1 << 4

sh(f"""ip link add eth1 address {OUR_MAC.hex(":")} type veth peer name ac0 address {AC_MAC.hex(":")}
       ip link set eth1 up; ip link set ac0 up""")
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
wire.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
wire.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
wire.bind(("ac0", 3))


class Padi:
    def __init__(self, data, vlan):
        self.src, self.vlan, self.tags, rest = data[6:12], vlan, {}, data[20:]
        self.code = data[15]
        while len(rest) >= 4:
            kind, size = struct.unpack("!HH", rest[:4])
            self.tags[kind] = rest[4:4 + size]
            rest = rest[4 + size:]


def receive():
    data, ancillary, *_ = wire.recvmsg(4096, 256)
    vlan = None
    for _, _, aux in ancillary:
        status, _, _, _, _, tci, _ = struct.unpack("@IIIHHHH", aux)
        vlan = tci & 0xFFF if status & VLAN_VALID else None
    if data[12:14] != b"\x88\x63":
        return None
    return Padi(data, vlan)


def pado(padi, *tags, mac=AC_MAC, vlan="same", code=PADO, session=0, uniq=True):
    tags += ((HOST_UNIQ, padi.tags[HOST_UNIQ]),) if uniq else ()
    body = b"".join(struct.pack("!HH", kind, len(value)) + value for kind, value in tags)
    vlan = padi.vlan if vlan == "same" else vlan
    tag = struct.pack("!HH", 0x8100, vlan) if vlan else b""
    return padi.src + mac + tag + struct.pack("!HBBHH", 0x8863, 0x11, code, session, len(body)) + body


def command(answer, *arguments):
    """Runs it; answer(padi) lists frames and signals. Returns what it prints, as bytes, its status, and PADIs."""
    while select.select([wire], [], [], 0)[0]:
        wire.recv(4096)
    process = subprocess.Popen([f"{PROGRAMS}/pppoe-clamp", *arguments], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    padis = []
    ended = False
    while not ended:
        ended = process.poll() is not None
        if not select.select([wire], [], [], 0 if ended else 0.02)[0]:
            continue
        ended = False
        padi = receive()
        if padi:
            padis.append(padi)
            for item in answer(padi):
                if isinstance(item, signal.Signals):
                    process.send_signal(item)
                else:
                    wire.send(item)
    return process.stdout.read(), process.returncode, padis


def discover(answer, *arguments):
    return command(answer, "discover", "--timeout", "2", "eth1", *arguments)


def setup(answer, *arguments):
    return command(answer, "setup", "x", "--user", "me", "--password-file", "/run/password", "--lan", "no",
                   "--start", "no", "--yes", "--dry-run", *arguments)


def plain(padi):
    return pado(padi, (SERVICE, b""), (AC_NAME, b"ac-one"))


@test("asks with PADIs alone, with PPP-Max-Payload and without, and never for a session")
def _():
    said, status, padis = discover(lambda padi: [plain(padi)])
    check(status == 0 and said.startswith(b"eth1: ac-one, 02:00:00:00:00:AC, "), said)
    check({padi.code for padi in padis} == {PADI} and len(padis) == 3, padis)
    check([MAX_PAYLOAD in padi.tags for padi in padis] == [True, False, True])
    check(len({padi.tags[HOST_UNIQ] for padi in padis}) == 3)
    check(all(padi.tags[SERVICE] == b"" for padi in padis))


@test("an AC on a VLAN is found by a tagged PADI, without an interface for it")
def _():
    def answer(padi):
        return [plain(padi)] if padi.vlan == 35 else []
    said, status, padis = discover(answer, "--vlans", "7,35,835")
    check(status == 0 and said.startswith(b"eth1, VLAN 35: ac-one, "), said)
    check(b"no answer" not in said)
    check({padi.vlan for padi in padis} == {None, 7, 35, 835}, [padi.vlan for padi in padis])
    check(b"35" not in sh("ip link").encode())


@test("and not by an untagged one: then VLANs are what to check")
def _():
    said, status, _ = discover(lambda padi: [plain(padi)] if padi.vlan == 35 else [])
    check(status == 1 and b"--vlans common" in said, said)


@test("an AC that ignores the tag is on no VLAN")
def _():
    said, status, _ = discover(lambda padi: [pado(padi, (AC_NAME, b"one"), vlan=None)], "--vlans", "7,35")
    check(status == 0 and said.count(b"eth1: one, ") == 1 and b"VLAN 7" not in said, said)


@test("control characters and escapes reach the terminal escaped, from each TAG")
def _():
    evil = bytes(range(32)) + b"\x7f\x80\x9b\xff\033]52;c;AAAA\a"

    def answer(padi):
        return [pado(padi, (SERVICE, evil), (AC_NAME, evil), (COOKIE, evil), (RELAY, evil), (GENERIC_ERROR, evil))]
    for arguments in [], ["--json"]:
        said, status, _ = discover(answer, *arguments)
        check(status == 0, status)
        check(all(32 <= byte < 127 or byte == 10 for byte in said), said)
    offer = json.loads(said)["offers"][0]
    check(offer["cookie"] == evil.hex() and offer["relay"] == evil.hex(), offer)


@test("names as long as a frame")
def _():
    said, status, _ = discover(lambda padi: [pado(padi, (AC_NAME, b"\x01" * 1400)),
                                             pado(padi, (SERVICE, b"s" * 1400), mac=b"\x02" * 6)])
    check(status == 0 and said.count(b"\\x01") == 255, said)


@test("PPP-Max-Payload: of an AC that grants it, and of one that is silent with the TAG")
def _():
    def echo(padi):
        tag = ((MAX_PAYLOAD, padi.tags[MAX_PAYLOAD]),) if MAX_PAYLOAD in padi.tags else ()
        return [pado(padi, (AC_NAME, b"one"), *tag)]
    said, _, _ = discover(echo)
    check(b"MTU      1500 (PPP-Max-Payload)" in said, said)
    said, _, _ = discover(lambda padi: [] if MAX_PAYLOAD in padi.tags else [plain(padi)])
    check(b"MTU      1492\n" in said, said)


@test("what is no answer to our PADI is none, and counted")
def _():
    def answer(padi):
        good = plain(padi)
        return [
            pado(padi, (AC_NAME, b"x"), uniq=False),
            pado(padi, (AC_NAME, b"x"), (HOST_UNIQ, b"other"), uniq=False),
            pado(padi, (AC_NAME, b"x"), code=PADS, session=5),
            pado(padi, (AC_NAME, b"x"), session=5),
            pado(padi, (AC_NAME, b"x"), mac=b"\x01\0\0\0\0\1"),
            good[:-1], good[:20], good[:14], b"\xff" * 6 + good[6:],
            good[:14] + b"\x21" + good[15:], good[:18] + b"\xff\xff" + good[20:],
        ]
    said, status, _ = discover(answer)
    check(status == 1 and b"eth1: no answer\n" in said, said)
    check(b"discovery frames came for somebody else" in said, said)


@test("a storm of ACs has an end")
def _():
    def answer(padi):
        return [pado(padi, (AC_NAME, b"%d" % i), mac=b"\x02\0\0\0" + struct.pack("!H", i)) for i in range(500)]
    said, status, _ = discover(answer)
    check(status == 0 and 0 < said.count(b"eth1: ") <= 256, said.count(b"eth1: "))


def named(name, *vlans):
    """An AC on these VLANs; None is no VLAN."""
    mac = b"\x02" + name[-5:].rjust(5, b"\0")
    return lambda padi: [pado(padi, (AC_NAME, name), mac=mac)] if padi.vlan in vlans else []


def both(one, two):
    return lambda padi: one(padi) + two(padi)


# Fails if they are two lines to choose between.
@test("setup: two ACs in one place are one line")
def _():
    said, status, _ = setup(both(named(b"ac-1", 35), named(b"ac-2", 35)))
    check(status == 0 and b"The line is on eth1, VLAN 35: ac-1, and 1 more\n" in said, said)
    check(b"\n+nic-eth1.35\n" in said, said)


# Fails if an interface and the VLAN that it is are two places.
@test("setup: a VLAN that has an interface already is one place")
def _():
    # What leaves by it has no tag here: for who listens on it, it has none either.
    sh("ip link add link eth1 name eth1.35 type macvlan; ip link set eth1.35 up")
    ac = named(b"ac-1", None, 35)
    said, status, _ = setup(lambda padi: ac(padi) if padi.vlan or padi.src != OUR_MAC else [])
    sh("ip link del eth1.35")
    check(status == 0 and b"The line is on eth1, VLAN 35: ac-1\n" in said and b"\n+nic-eth1.35\n" in said, said)


@test("setup: two places are to choose between")
def _():
    said, status, _ = setup(both(named(b"ac-1", None), named(b"ac-2", 35)))
    check(status == 2 and b"--interface: expected one, as access concentrators answer in several places:\n"
          b"  eth1: ac-1\n  eth1, VLAN 35: ac-2\n" in said, said)


# Fails if only the common ones are searched.
@test("setup: a VLAN that is given is searched")
def _():
    said, status, _ = setup(named(b"ac-1", 1234), "--vlan", "1234")
    check(status == 0 and b"\n+nic-eth1.1234\n" in said, said)


@test("setup: and chosen, where others answer too")
def _():
    said, status, _ = setup(both(named(b"ac-1", None), named(b"ac-2", 7)), "--vlan", "7")
    check(status == 0 and b"The line is on eth1, VLAN 7: ac-2\n" in said, said)


@test("setup: as without one")
def _():
    said, status, _ = setup(both(named(b"ac-1", None), named(b"ac-2", 7)), "--vlan", "no")
    check(status == 0 and b"The line is on eth1: ac-1\n" in said and b"\n+nic-eth1\n" in said, said)
    said, status, _ = setup(named(b"ac-1", 35), "--vlan", "no")
    check(status == 2 and b"--vlan 'no': expected one on which an access concentrator answers:\n"
          b"  eth1, VLAN 35: ac-1\n" in said, said)


# Fails if what is found is taken in place of what was said.
@test("setup: and is not changed")
def _():
    said, status, _ = setup(named(b"ac-1", 35), "--vlan", "7")
    check(status == 2 and b"--vlan '7': expected one on which an access concentrator answers:\n"
          b"  eth1, VLAN 35: ac-1\n" in said, said)


# Fails if the name counts, or if the VLAN goes with it: where somebody else answers is not the line.
@test("setup --from: an interface of another machine is searched, by its VLAN")
def _():
    with open("/run/network", "w", encoding="ascii") as network:
        network.write("config interface 'wan'\n\toption device 'dsl0.35'\n\toption proto 'pppoe'\n")
    said, status, _ = setup(both(named(b"ac-1", None), named(b"ac-2", 35)), "--from", "/run/network")
    check(status == 0 and b"  not carried over: dsl0, as there is no such interface here\n" in said, said)
    check(b"The line is on eth1, VLAN 35: ac-2\n" in said and b"\n+nic-eth1.35\n" in said, said)


# Fails if that ends the search alone: what was found until then would be set up.
@test("setup: Ctrl-C, a hang-up or SIGTERM in the search ends all of it")
def _():
    for end in signal.SIGINT, signal.SIGHUP, signal.SIGTERM:
        ac, asked = named(b"ac-1", 35), []

        def answer(padi):
            asked.append(padi.vlan)
            return [end] if asked.count(None) > 1 else ac(padi)
        said, status, _ = setup(answer)
        check(status == 1 and b"setup: interrupted; nothing was changed\n" in said and b"nic-eth1" not in said, said)


with open("/run/password", "w", encoding="ascii") as file:
    file.write("word\n")
run()
