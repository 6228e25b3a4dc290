#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Texts that an access concentrator may send, each in all that shows them: nothing of them breaks
out of its place, and nothing of them is run.

Fails without text_escape() in dialer.c or report.c, or without the escapes of draw_svg.c or metrics.c; those of
other commands are in unit/test_say.c, and a record that is not printable is refused.
"""

import json
import os
import re
import subprocess
import time
import xml.etree.ElementTree

from lab import check, run, sh, test
from mock_ac import AC_MAC, GENERIC_ERROR, PROGRAMS, SERVICE, SYSTEM_ERROR, Client, log, send
from ring import Ring

TOOL = os.path.join(PROGRAMS, "pppoe-clamp")
NETNS = os.stat("/proc/self/ns/net").st_ino
NOW = int(time.clock_gettime(time.CLOCK_BOOTTIME))
PLAIN = "ac-one"
TEXTS = [
    b"",
    b"\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b1m",
    b"ac\r\nppp0: down\r\n",
    b"ac\nstate=down\npid=1\n",
    b"$(touch /run/owned)`touch /run/owned`;touch /run/owned|touch /run/owned",
    b"'; touch /run/owned; '\"; touch /run/owned; \"",
    b"-n -e --help",
    b"%s%n%1000000d",
    b"\\x1b[2J\\n\\033[2J\\",
    b'"><script>alert(1)</script><!-- ]]>&lt;&#0;&nosuch;',
    b'ac",state="up"} 1\npppoe_clamp_up{link="ppp9"} 1',
    b'", "schema": 2, "x": "\\',
    b"\xff\xfe\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80",
    "\u202e\u2066\u200b\ufeff\u0085\u2028".encode(),
    bytes(range(256)),
    b"A" * 255,
    b"\xff" * 255,
]
SAMPLE = re.compile(r'[a-z_]+(\{[a-z_]+="([^"\\]|\\[\\"n])*"(,[a-z_]+="([^"\\]|\\[\\"n])*")*\})? [-+.0-9eInfNa]+')


def escaped(text):
    """As the manual says: printable ASCII stays, all else and the backslash is \\xNN."""
    return "".join(chr(b) if 32 <= b < 127 and b != 92 else f"\\x{b:02x}" for b in text)


def printable(said):
    """Some lines of ASCII that a terminal only prints."""
    check(all(32 <= byte < 127 or byte == 10 for byte in said), said)
    return said.decode("ascii")


def write_record(name):
    with open("/run/pppoe-clamp/eth1.0", "wb") as file:
        file.write(b"state=up\ndevice=eth1\nifname=ppp0\nmtu=1492\nsession_id=7\nac_mac=02:00:00:00:00:AC\n"
                   b"device_index=5\nnetns=%d\nac_name=%s\n" % (NETNS, name))


def show(*arguments):
    return subprocess.run([TOOL, *arguments], check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, "LC_ALL": "C"}).stdout


def records(*arguments):
    """What the command says of each text, as the plugin has it in the record, and of the record as
    it must never be: then the link is not known, and no more."""
    for text in TEXTS:
        write_record(text)
        printable(show(*arguments))
        write_record(escaped(text).encode())
        yield escaped(text), printable(show(*arguments))


def plain_lines(*arguments):
    write_record(PLAIN.encode())
    return show(*arguments).count(b"\n")


def records_like_plain(*arguments):
    """The same, in as many lines as with a plain name: before it or after it, as what was measured in
    the last minute is gone after another one."""
    before = plain_lines(*arguments)
    for name, said in records(*arguments):
        after = plain_lines(*arguments)
        check(said.count("\n") in (before, after), name, said)
        before = after
        yield name, said


def svg_tags(path):
    with open(path, "rb") as file:
        return [element.tag for element in xml.etree.ElementTree.fromstring(printable(file.read())).iter()]


os.makedirs("/run/pppoe-clamp", mode=0o755)
sh("ip link add ppp0 type veth peer name ac1; ip link set ppp0 mtu 1492 up")
ring = Ring("ppp0", "eth1", NETNS, max(NOW - 1000, 1), NOW)
for second in range(max(NOW - 900, 1), NOW + 1):
    ring.second(second, 8000)
ring.loss(max(NOW - 500, 1) * 1000, 2000, "carrier", 2, 8000)
with open(f"/run/pppoe-clamp/ppp0.{NETNS}.ring", "wb") as ring_file:
    ring_file.write(ring.bytes())


@test("what the plugin logs of discovery, and gives to scripts and records as the AC's name")
def _():
    for text in TEXTS:
        with Client("pppoe-verbose", "1") as c:
            c.padi()
            send(c.pado((SYSTEM_ERROR, text), (GENERIC_ERROR, text), name=text), c.pado(name=text, service=b"x"),
                 c.pado((SERVICE, text), name=text))
            c.connects()
            lines = printable(log()).splitlines()
            check(sum("Generic-Error: " in line for line in lines) == 1, lines)
            check(sum("PADO from AC '" in line for line in lines) <= 2 and len(lines) < 10, lines)
            check(c.out.split(" ", 3)[3:] == [printable(escaped(text).encode()) + "\n"] if text else True, c.out)


@test("status")
def _():
    for name, said in records_like_plain("status"):
        check(said.startswith("ppp0: "), name, said)
        check(f"session  7 with {name[:255]}" in said, name, said)


@test("status --json")
def _():
    for name, said in records("status", "--json"):
        got = json.loads(said)
        check(got["schema"] == 1 and len(got["links"]) == 1, said)
        check(not name or got["links"][0]["session"]["ac_name"] == name, name, said)


@test("metrics")
def _():
    for name, said in records_like_plain("metrics"):
        lines = said.splitlines()
        for line in lines:
            check(line.startswith("# ") or SAMPLE.fullmatch(line), line)
        label = name[:255].replace("\\", "\\\\").replace('"', '\\"')
        check(any(f',ac="{label}"' in line for line in lines), name, lines)


@test("graph")
def _():
    for _ in records_like_plain("graph", "ppp0"):
        pass


@test("graph as SVG")
# As time goes by there is one more mark of time, or one less: what was drawn before counts, or after.
def _():
    def usual():
        write_record(PLAIN.encode())
        show("graph", "ppp0", "-o", "/run/usual.svg")
        return svg_tags("/run/usual.svg")

    before = usual()
    for name, _ in records("graph", "ppp0", "-o", "/run/line.svg"):
        after = usual()
        check(svg_tags("/run/line.svg") in (before, after), name)
        before = after


@test("log")
def _():
    for name, said in records("log", "ppp0"):
        check(said.count("\n") == show("log", "ppp0").count(b"\n") and said.count("carrier") == 1, name, said)


@test("log --json, doctor --json")
def _():
    for arguments in ("log", "ppp0", "--json"), ("doctor", "--json"):
        for _, said in records(*arguments):
            json.loads(said)


@test("nothing was run")
def _():
    check(not os.path.exists("/run/owned"))


run()
