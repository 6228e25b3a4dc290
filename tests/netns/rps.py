#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""examples/rps: PPPoE frames of one Ethernet interface on every processor.

Fails without the lines of the example, and if a kernel does not look into PPPoE frames.
"""
import os
import re
import socket
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLE = os.path.join(HERE, "../../examples/rps/etc/network/interfaces.d/line")
QUEUE = "/sys/class/net/eth1/queues/rx-0/rps_cpus"
QUEUES = QUEUE.replace("rx-0", "rx-*")
MOST = 32  # as the example has it
PROCESSORS = min(os.cpu_count(), MOST)
CONNECTIONS = 64 * PROCESSORS
OURS = min(os.sched_getaffinity(0))

if "IN_NETNS_LAB" not in os.environ:
    os.execv(os.path.join(HERE, "enter"), ["enter", sys.executable, __file__])

tests = 0
failed = False


def check(name, passed):
    global tests, failed
    tests += 1
    failed = failed or not passed
    print("ok" if passed else "not ok", tests, "-", name)


def run(*command):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def frame(connection, vlan=b""):
    """A UDP packet in session 1, from port 1024 + connection."""
    udp = struct.pack("!HHHH", 1024 + connection, 53, 8, 0)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28, 0, 0, 64, 17, 0,
                     socket.inet_aton("198.51.100.2"), socket.inet_aton("10.67.15.2"))
    ppp = b"\x00\x21" + ip + udp
    pppoe = struct.pack("!BBHH", 0x11, 0, 1, len(ppp)) + ppp
    return b"\xff" * 6 + b"\x02\0\0\0\0\x01" + vlan + b"\x88\x64" + pppoe


def processors(frames):
    """How many frames each processor has got by the time that all have come."""
    run("nft", "flush", "chain", "netdev", "rps", "ingress")
    for cpu in range(os.cpu_count()):
        run("nft", "add", "rule", "netdev", "rps", "ingress", "meta", "cpu", str(cpu), "counter")
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as line:
        line.bind(("ac", 0))
        for each in frames:
            line.send(each)
    for _ in range(500):
        rules = run("nft", "list", "chain", "netdev", "rps", "ingress")
        found = [int(n) for n in re.findall(r"counter packets (\d+)", rules)]
        if sum(found) >= len(frames):
            break
        run("sleep", "0.01")
    print("#", *found)
    return found


def used(frames):
    return sum(1 for n in processors(frames) if n)


if os.cpu_count() < 2:
    print("1..0 # SKIP one processor")
    sys.exit()
run("mount", "-t", "sysfs", "sysfs", "/sys")
run("sysctl", "-q", "net.ipv6.conf.default.disable_ipv6=1")
run("ip", "link", "add", "eth1", "type", "veth", "peer", "name", "ac")
run("ip", "link", "set", "eth1", "up")
run("ip", "link", "set", "ac", "up")
run("nft", "add table netdev rps; add chain netdev rps ingress "
    "{ type filter hook ingress device eth1 priority 0; }")
os.sched_setaffinity(0, {OURS})  # where a veth delivers what is sent there
many = [frame(n) for n in range(CONNECTIONS)]
check("without it one processor gets all", used(many) == 1)
with open(EXAMPLE, encoding="ascii") as lines:
    command = [line.split(None, 1)[1] for line in lines if line.split()[:1] == ["up"]]
check("there is one command", len(command) == 1)
run("sh", "-ec", command[0])
with open(QUEUE, encoding="ascii") as mask:
    check("all processors are in the mask, or the first 32",
          int(mask.read().replace(",", ""), 16) == (1 << PROCESSORS) - 1)
os.makedirs("/run/64")
with open("/run/64/nproc", "w", encoding="ascii") as nproc:
    nproc.write("#!/bin/sh\necho 64\n")
os.chmod("/run/64/nproc", 0o755)
run("sh", "-ec", "PATH=/run/64:$PATH; " + command[0].replace(QUEUES, "/run/mask"))
with open("/run/mask", encoding="ascii") as mask:
    # Fails without the example's limit: the shell has no more bits.
    check("of 64 processors the first 32 are", mask.read() == "ffffffff")
check("with it every processor gets some", used(many) == PROCESSORS)
check("those of one connection stay on one", used([frame(1)] * CONNECTIONS) == 1)
check("with a VLAN tag every processor gets some, too",
      used([frame(n, b"\x81\x00\x00\x07") for n in range(CONNECTIONS)]) == PROCESSORS)
print(f"1..{tests}")
sys.exit(failed)
