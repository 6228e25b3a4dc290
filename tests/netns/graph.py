#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`pppoe-clamp graph` of rings that are written as the manual says: on a screen, as SVG, as PNG.

Fails without the escaping of names, or if the ring of core/ring.h is not that of the manual.
"""

import json
import os
import re
import shutil
import struct
import subprocess
import time
import xml.etree.ElementTree

from lab import PROGRAMS, check, run, test
from ring import Ring

TOOL = os.path.join(PROGRAMS, "pppoe-clamp")
DIR = "/run/pppoe-clamp"
SVG = "{http://www.w3.org/2000/svg}"
NETNS = os.stat("/proc/self/ns/net").st_ino
AC = 'ac-<b>&"7"'
AGE = 7200  # the machine was booted earlier than it was, as the command sees it
NOW = int(time.clock_gettime(time.CLOCK_BOOTTIME)) + AGE
BEGIN = NOW - 3600


def tool(*arguments, **variables):
    return subprocess.run(["/usr/bin/unshare", "--time", f"--boottime={AGE}", TOOL, *arguments], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env={**os.environ, "TZ": "UTC", **variables})


def write(ring):
    os.makedirs(DIR, mode=0o755, exist_ok=True)
    with open(f"{DIR}/{ring.names[0].decode()}.{NETNS}.ring", "wb") as file:
        file.write(ring.bytes())


def a_line(ifname, device, rtt_us):
    ring = Ring(ifname, device, NETNS, BEGIN, NOW)
    for second in range(BEGIN, NOW + 1):
        ring.second(second, rtt_us, answered=second != NOW - 100)
        ring.minute(second, 75 * 10**6, 7500 * 10**3)
    ring.loss((NOW - 300) * 1000, 45000, "carrier", 2, rtt_us)
    ring.loss((NOW - 60) * 1000, 1500, "restart", 2, rtt_us)
    return ring


@test("nothing is known: said, and status 1")
def nothing():
    got = tool("graph")
    check(got.returncode == 1 and "no history of any link" in got.stdout, got.stdout)
    check(tool("graph", "ppp0").returncode == 1)


@test("what cannot be asked for")
def wrong():
    for arguments, expected in ((["--since", "5m"], "--since '5m': expected 10m to 24h"),
                                (["--since", "25h"], "--since '25h': expected"),
                                (["--since", "h"], "--since 'h': expected"),
                                (["-o", "x.gif"], "--output 'x.gif': expected a name that ends"),
                                (["a", "b"], "graph 'b': expected one LINK")):
        got = tool("graph", *arguments)
        check(got.returncode == 2 and expected in got.stdout, arguments, got.stdout)


@test("a screen of 80 columns")
def screen():
    write(a_line("ppp0", "eth1", 8000))
    got = tool("graph", "ppp0", LC_ALL="C.UTF-8")
    check(got.returncode == 0, got.stdout)
    lines = got.stdout.splitlines()
    check(max(map(len, lines)) <= 80, got.stdout)
    check(len(lines) <= 24, len(lines))
    check(any(0x2800 < ord(letter) < 0x2900 for letter in got.stdout), got.stdout)
    for text in ("round trip  8.0 ms median, 8.0 ms least, 8.0 ms most", " 1 of ", "losses  1, 45.0 s of ",
                 "1 on purpose", "45.0 s from ", "(carrier)", "1 of 60 echoes lost, up to 8.0 ms",
                 "10 Mbit/s in, 1 Mbit/s out"):
        check(text in got.stdout, text, got.stdout)


# Fails without add_gone().
@test("of a link that is gone, without its name")
def gone():
    got = tool("graph")
    check(got.returncode == 0 and "ppp0: " in got.stdout and "(carrier)" in got.stdout, got.stdout)


@test("in ASCII where nothing else is known")
def ascii_screen():
    got = tool("graph", "ppp0", LC_ALL="C")
    check(got.returncode == 0 and got.stdout.isascii() and "####" in got.stdout, got.stdout)


@test("of a link by its Ethernet interface")
def by_device():
    check(tool("graph", "eth1").returncode == 0)


@test("log and its JSON of the same ring")
def log():
    got = json.loads(tool("log", "--json", "ppp0").stdout)
    check(got["count"] == 2, got)
    first = got["losses"][0]
    check((first["reason"], first["did"], first["lasted_ms"], first["rtt_us"]) ==
          ("carrier", "session", 45000, 8000), first)


# Fails if log reads as little of a ring as status, or status not the end and the begin of the slots.
@test("log has all losses, status the last ones, where the slots begin again")
def wrapped():
    ring = Ring("ppp8", "eth8", NETNS, BEGIN, NOW)
    for number in range(1026):
        ring.loss((NOW - 2000 + number) * 1000, number + 1, "dead", 2)
    slots = ring.losses[1024:] + ring.losses[2:1024]
    data = bytearray(ring.bytes())
    head = data.index(struct.pack("=QI", *ring.losses[0][:2]))
    for place, loss in enumerate(slots):
        struct.pack_into("=QIHBB", data, head + 16 * place, *loss)
    # What is beyond the slots of losses was moved by the two that are too many.
    del data[head + 16 * 1024:head + 16 * 1026]
    with open(f"{DIR}/ppp8.{NETNS}.ring", "wb") as file:
        file.write(data)
    got = json.loads(tool("log", "--json", "ppp8").stdout)
    check(len(got["losses"]) == 1000 and got["losses"][0]["lasted_ms"] == 27, got["losses"][:2])
    record = f"state=up\ndevice=eth8\ndevice_index=5\nifname=ppp8\nnetns={NETNS}\n"
    with open(f"{DIR}/eth8.0", "w", encoding="ascii") as file:
        file.write(record)
    links = json.loads(tool("status", "--json", "ppp8").stdout)["links"]
    check([loss["lasted_ms"] for loss in links[0]["line"]["last_losses"]] == [1024, 1025, 1026], links)
    os.remove(f"{DIR}/eth8.0")
    os.remove(f"{DIR}/ppp8.{NETNS}.ring")


@test("an SVG of two links, whose names are hostile, is well-formed")
def svg():
    write(a_line("<x>&", "eth2", 41000))
    with open(f"{DIR}/eth1.0", "w", encoding="ascii") as file:
        file.write(f"state=up\ndevice=eth1\ndevice_index=5\nifname=ppp0\nnetns={NETNS}\nac_name={AC}\n")
    with open(f"{DIR}/eth2.0", "w", encoding="ascii") as file:
        file.write(f"state=up\ndevice=eth2\ndevice_index=6\nifname=<x>&\nnetns={NETNS}\n")
    got = tool("graph", "-o", "/run/line.svg")
    check(got.returncode == 0, got.stdout)
    root = xml.etree.ElementTree.parse("/run/line.svg").getroot()
    check(root.tag == SVG + "svg" and root.get("width") == "1200", root.attrib)
    charts = root.findall(SVG + "g")
    check(len(charts) == 2, len(charts))
    texts = ["".join(text.itertext()) for text in root.iter(SVG + "text")]
    check(f"ppp0on eth1, to {AC}" in texts, texts)
    check("<x>&on eth2" in texts, texts)
    for text in ("8.0 ms median, 8.0 ms least, 8.0 ms most", "10 Mbit/s in, 1 Mbit/s out"):
        check(text in texts, text, texts)
    for chart in charts:
        fills = [shape.get("fill") for shape in chart.iter() if shape.tag != SVG + "text"]
        for fill in ("#f8a98a", "#e5e7eb", "#d9480f", "#9ecae9", "#5aae8c"):
            check(fill in fills, fill, set(fills))


# Fails if heights have four digits: from 1000 pixels on they would be rough, and from 10000 far off.
@test("the last of many links in an SVG: the median of a line that is flat is flat")
def many():
    names = [f"many{number}" for number in range(30)]
    for name in names:
        write(a_line(name, name, 8000))
    check(tool("graph", "-o", "/run/many.svg").returncode == 0)
    paths = [path.get("d") for path in xml.etree.ElementTree.parse("/run/many.svg").getroot().iter(SVG + "path")
             if path.get("stroke")]
    check(len(paths) >= len(names), len(paths))
    for path in paths:
        begin, end = re.match(r"M[\d.]+ ([\d.]+)V([\d.]+)H", path).groups()
        check(abs(float(begin) - float(end)) < 0.2, path)
    for name in names:
        os.remove(f"{DIR}/{name}.{NETNS}.ring")


@test("a file that cannot be written")
def unwritable():
    got = tool("graph", "-o", "/proc/none/line.svg")
    check(got.returncode == 3 and "cannot write /proc/none/line.svg: No such file" in got.stdout, got.stdout)
    got = tool("graph", "-o", "/dev/full/line.svg")
    check(got.returncode == 3, got.stdout)


@test("a PNG, by rsvg-convert")
def png():
    check(shutil.which("rsvg-convert"), "no rsvg-convert")
    got = tool("graph", "ppp0", "-o", "/run/line.png")
    check(got.returncode == 0, got.stdout)
    with open("/run/line.png", "rb") as file:
        check(file.read(8) == b"\x89PNG\r\n\x1a\n")


@test("without it: said")
def no_png():
    got = tool("graph", "ppp0", "-o", "/run/other.png", PATH="/nowhere")
    check(got.returncode == 3 and "no program rsvg-convert" in got.stdout, got.stdout)


run()
