#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Translated connections when the route changes: what the kernel does by itself, and what a
pass of netconntrack.c makes of it.

    lan ---- lan0  router (here)  up1 ---- isp1  net: 198.51.100.1 and more
                                  up2 ---- isp2

up2 is a default route with metric 200, and up1 comes and goes with metric 50.
"""

import contextlib
import ctypes
import itertools
import os
import re
import select
import socket
import struct

from lab import PATIENCE, PROGRAMS, check, run, sh, test

SERVER, OTHER = "198.51.100.1", "198.51.100.2"
UP1, UP2, HOST = "192.0.2.2", "203.0.113.2", "10.0.0.2"
IDS = itertools.count(1000)
libc = ctypes.CDLL(None, use_errno=True)
home = os.open("/proc/self/ns/net", os.O_RDONLY)

sh("""ip netns add lan
      ip netns add net
      sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0
      ip netns exec net sysctl -qw net.ipv4.conf.all.rp_filter=0
      ip -batch - <<END
link add lan0 type veth peer name eth0 netns lan
link add up1 type veth peer name isp1 netns net
link add up2 type veth peer name isp2 netns net
link set lan0 up
link set up1 up
link set up2 up
address add 10.0.0.1/24 dev lan0
address add 192.0.2.2/30 dev up1
address add 203.0.113.2/30 dev up2
route add default via 203.0.113.1 metric 200
END
      ip -n lan -batch - <<END
link set lo up
link set eth0 up
address add 10.0.0.2/24 dev eth0
route add default via 10.0.0.1
END
      ip -n net -batch - <<END
link set lo up
link set isp1 up
link set isp2 up
address add 192.0.2.1/30 dev isp1
address add 203.0.113.1/30 dev isp2
address add 198.51.100.1/24 dev lo
END""")


# ----------------------------------------------------------------------------------- flows


@contextlib.contextmanager
def inside(namespace):
    """Sockets that are made in here stay in that namespace."""
    with open(f"/run/netns/{namespace}") as entered:
        check(libc.setns(entered.fileno(), 0) == 0)
    try:
        yield
    finally:
        check(libc.setns(home, 0) == 0)


def datagram(kind=socket.SOCK_DGRAM, protocol=0):
    opened = socket.socket(socket.AF_INET, kind, protocol)
    opened.settimeout(2)  # of two packets we have to see that they are lost
    return opened


with inside("net"):
    udp_server = datagram()
    udp_server.bind(("", 7))
    icmp_server = datagram(socket.SOCK_RAW, socket.IPPROTO_ICMP)
    tcp_server = socket.create_server(("", 7))


class Udp:
    def __init__(self, where="lan", to=SERVER, source=""):
        with inside(where) if where != "router" else contextlib.nullcontext():
            self.socket = datagram()
        self.socket.bind((source, 0))
        self.socket.connect((to, 7))

    def seen(self):
        """The source address of the next packet at the other end; None: it is lost."""
        self.socket.send(b"udp")
        try:
            return udp_server.recvfrom(9)[1][0]
        except TimeoutError:
            return None


class Icmp:
    def __init__(self):
        self.id = next(IDS)
        with inside("lan"):
            self.socket = datagram(socket.SOCK_RAW, socket.IPPROTO_ICMP)

    def seen(self):
        echo = struct.pack("!BBHHH", 8, 0, 0xffff - 0x800 - self.id, self.id, 0)
        self.socket.sendto(echo, (SERVER, 0))
        try:
            while True:
                packet, source = icmp_server.recvfrom(99)
                if packet[20] == 8:
                    return source[0]
        except TimeoutError:
            return None


class Tcp:
    def __init__(self):
        with inside("lan"):
            self.socket = socket.create_connection((SERVER, 7), PATIENCE)
        self.far, (self.address, _) = tcp_server.accept()

    def seen(self):
        """As of Udp; "reset": it is over, and the client knows at once."""
        self.socket.send(b"tcp")
        ready = select.select([self.far, self.socket], [], [], PATIENCE)[0]
        if self.far in ready:
            return self.address if self.far.recv(9) else None
        return "reset" if self.is_reset() else None

    def is_reset(self):
        try:
            return self.socket.recv(9) == b""
        except ConnectionResetError:
            return True


def sources(*flows):
    return [flow.seen() for flow in flows]


# ---------------------------------------------------------------------------------- router


def route(up):
    sh(f"ip route {'add' if up else 'del'} default via 192.0.2.1 dev up1 metric 50")


def nat(*rules):
    lines = "\n".join(rules)
    sh(f"""nft -f - <<END
table ip nat
delete table ip nat
table ip nat {{
chain post {{
type nat hook postrouting priority 100
{lines}
}}
chain pre {{
type nat hook prerouting priority -100
ip daddr 10.0.0.1 udp dport 7 dnat to {OTHER}
}}
}}
END""")


def snat():
    nat(f'oifname "up1" snat to {UP1}', f'oifname "up2" snat to {UP2}')


def entries():
    """Without the seconds that each has left."""
    with open("/proc/net/nf_conntrack") as table:
        return re.sub(r"^.*?(?=src=)", "", table.read(), flags=re.MULTILINE)


def drive(*words):
    answer = sh(f"{PROGRAMS}/conntrack_driver {' '.join(words)}")
    return int(re.search(r"(\d+) slices", answer)[1]), answer


@contextlib.contextmanager
def network(*rules):
    """No connection of a test before, and only the backup is there."""
    if rules:
        nat(*rules)
    else:
        snat()
    sh("ip route del default metric 50 2>/dev/null || true")
    drive("forget", UP1)
    drive("forget", UP2)
    yield
    sh("ip route del default metric 50 2>/dev/null || true")


# ----------------------------------------------------------------------------------- tests


@test("the kernel: with a static `snat to`, each flow keeps the address of the other path for ever")
def _():
    with network():
        flows = Udp(), Icmp(), Tcp()
        check(sources(*flows) == [UP2] * 3)
        route(True)
        for _ in range(3):
            got = sources(*flows)
            check(got == [UP2] * 3, got)
        check(Udp().seen() == UP1)


@test("the kernel: with masquerade, the first packet of each flow after the change is lost")
def _():
    with network('oifname { "up1", "up2" } masquerade'):
        flows = Udp(), Icmp()
        check(sources(*flows) == [UP2] * 2)
        route(True)
        got = sources(*flows), sources(*flows)
        check(got == ([None] * 2, [UP1] * 2), got)


# Fails if netconntrack.c deletes nothing, or not by the whole tuple.
for kind, rules in {"a static `snat to`": (), "masquerade":
                    ('oifname { "up1", "up2" } masquerade',)}.items():
    @test(f"{kind}, fail-back: not a packet is lost, and the address is that of the path")
    def _(rules=rules):
        with network(*rules):
            flows = Udp(), Icmp()
            tcp = Tcp()
            check(sources(*flows, tcp) == [UP2] * 3)
            route(True)
            drive("adopt", "up1", UP1)
            got = sources(*flows)
            check(got == [UP1] * 2, got)
            check(tcp.seen() == "reset")
            check(Tcp().seen() == UP1)


@test("failover: what was translated to the address of the link that went takes the other path")
# Fails if forget keeps what is still routed through it, or takes another address.
def _():
    with network():
        route(True)
        flows = Udp(), Icmp()
        tcp = Tcp()
        check(sources(*flows, tcp) == [UP1] * 3)
        route(False)
        check(sources(*flows) == [UP1] * 2)
        drive("forget", UP1)
        check(sources(*flows) == [UP2] * 2)
        check(tcp.seen() == "reset")


def survives(flow, pattern, *words):
    flow.seen()
    before = re.findall(pattern, entries())
    check(len(before) == 1, pattern, entries())
    drive(*words)
    check(re.findall(pattern, entries()) == before, entries())


BACK = "adopt", "up1", UP1


@test("a link that came, but is not the best path: nothing is touched")
# Fails if the output interface is not compared.
def _():
    with network():
        flow = Udp()
        flow.seen()
        survives(flow, f"src={HOST} .*dst={UP2} ", *BACK)


@test("a policy rule by source keeps a host on the other path: its flows are untouched")
# Fails if the kernel is asked for the destination alone.
def _():
    with network():
        flow = Udp()
        flow.seen()
        route(True)
        sh("ip rule add from 10.0.0.2 lookup 100 && "
           "ip route add default via 203.0.113.1 table 100")
        try:
            survives(flow, f"src={HOST} .*dst={UP2} ", *BACK)
        finally:
            sh("ip rule del from 10.0.0.2")
        drive(*BACK)
        check(flow.seen() == UP1)


@test("a policy rule by interface leads a host to the link that came: its flows follow")
# Fails if the query does not say where the packet comes from.
def _():
    with network():
        flow = Udp()
        flow.seen()
        sh("ip rule add iif lan0 lookup 101 && "
           "ip route add default via 192.0.2.1 table 101")
        try:
            drive(*BACK)
            check(flow.seen() == UP1)
        finally:
            sh("ip rule del iif lan0")


@test("a host with a route of its own through the other uplink: untouched")
def _():
    with network():
        sh(f"ip route add {OTHER} via 203.0.113.1")
        try:
            flow = Udp(to=OTHER)
            flow.seen()
            route(True)
            survives(flow, f"src={HOST} dst={OTHER} .*dst={UP2} ", *BACK)
        finally:
            sh(f"ip route del {OTHER}")


@test("a connection of the machine itself with the other address: untouched by both")
def _():
    with network():
        flow = Udp("router", source=UP2)
        flow.seen()
        route(True)
        survives(flow, f"src={UP2} .*dst={UP2} ", *BACK)
        survives(flow, f"src={UP2} .*dst={UP2} ", "forget", UP2)


@test("translated in its port alone: untouched")
# Fails if the status is believed and the addresses are not compared.
def _():
    with network(f'oifname "up2" ip saddr {UP2} udp dport 7 snat to {UP2}:4000'):
        flow = Udp("router", source=UP2)
        flow.seen()
        route(True)
        survives(flow, f"src={UP2} .*dst={UP2} sport=7 dport=4000 ", *BACK)
        survives(flow, f"src={UP2} .*dst={UP2} sport=7 dport=4000 ", "forget", UP2)


@test("translated to an address that is not this machine's (a pool): untouched")
# Fails if any foreign address counts as another uplink's.
def _():
    with network('oifname { "up1", "up2" } snat to 203.0.113.77'):
        flow = Udp()
        flow.seen()
        route(True)
        survives(flow, f"src={HOST} .*dst=203.0.113.77 ", *BACK)


@test("translated in its destination alone: untouched, and with its source as well: it follows")
# Fails if DNAT counts, or if the destination before translation is asked for.
def _():
    with network('oifname "none" accept'):
        flow = Udp(to="10.0.0.1")
        route(True)
        survives(flow, f"src={HOST} dst=10.0.0.1 .*src={OTHER} dst={HOST} ", *BACK)
    with network():
        flow = Udp(to="10.0.0.1")
        check(flow.seen() == UP2)
        route(True)
        drive(*BACK)
        check(flow.seen() == UP1)


@test("begun where another router translates: it is translated once it is routed through the link")
# Fails if only what is translated is looked at.
def _():
    with network(f'oifname "up1" snat to {UP1}'):
        route(True)
        check(Udp().seen() == UP1)
        route(False)
        flows = Udp(), Icmp()
        check(sources(*flows) == [HOST] * 2)
        route(True)
        check(sources(*flows) == [HOST] * 2, "the kernel does so by itself")
        drive(*BACK)
        got = sources(*flows)
        check(got == [UP1] * 2, got)


@test("a private address of this machine: untouched")
# Fails if it is not asked whose the source is.
def _():
    with network('oifname "none" accept'):
        flow = Udp("router", source="10.0.0.1")
        route(True)
        survives(flow, f"src=10.0.0.1 dst={SERVER} .*dst=10.0.0.1 ", *BACK)


@test("begun before the rules were there: untouched until they are, and translated then")
# Fails if NAT is not waited for, or never.
def _():
    with network(f'oifname "up1" snat to {UP1}'):
        sh("""nft -f - <<END
delete table ip nat
table ip track {
chain forward {
type filter hook forward priority 0
ct state new accept
}
}
END
ip -n net route add 10.0.0.2 via 203.0.113.2 src 198.51.100.1""")
        try:
            flow = Udp()
            check(flow.seen() == HOST)
            udp_server.sendto(b"answer", flow.socket.getsockname())
            flow.socket.recv(9)
            route(True)
            survives(flow, f"src={HOST} dst={SERVER} .*dst={HOST} ", *BACK)
            nat(f'oifname "up1" snat to {UP1}')
            check(flow.seen() == HOST)
            check(Udp().seen() == UP1)
            drive(*BACK)
            check(flow.seen() == UP1)
        finally:
            sh("nft delete table ip track; ip -n net route del 10.0.0.2")


@test("loopback: untouched")
def _():
    with network():
        listener = datagram()
        listener.bind(("127.0.0.1", 0))
        sender = datagram()
        sender.connect(listener.getsockname())
        sender.send(b"x")
        pattern = r"src=127\.0\.0\.1 dst=127\.0\.0\.1 "
        before = re.findall(pattern, entries())
        check(before)
        route(True)
        drive(*BACK)
        drive("forget", UP2)
        check(re.findall(pattern, entries()) == before)


@test("in a zone of its own: deleted as well")
# Fails if the zone is left out, or not in the kernel's byte order.
def _():
    sh("""nft -f - <<END
table ip zone {
chain pre {
type filter hook prerouting priority raw
iifname "lan0" ct zone set 258
iifname { "up1", "up2" } ct zone set 258
}
}
END""")
    try:
        with network():
            flow = Udp()
            check(flow.seen() == UP2)
            check("zone=258" in entries())
            route(True)
            drive(*BACK)
            check(flow.seen() == UP1)
    finally:
        sh("nft delete table ip zone")


FILLED = f"src={HOST} .*dst={UP2} "


def fill(count):
    with inside("lan"):
        sender = datagram()
    sender.bind(("", 0))
    for number in range(count):
        sender.sendto(b"x", (f"198.51.100.{number % 250 + 3}", 20000 + number // 250))
    return len(re.findall(FILLED, entries()))


@test("a large table goes in slices, to the last entry")
# Fails if a pass stops after its first slice.
def _():
    with network():
        count = int(os.environ.get("ENTRIES", "10000"))
        sh(f"sysctl -qw net.netfilter.nf_conntrack_max={count * 2} 2>/dev/null || true")
        held = fill(count)
        check(held > count * 0.9, held)
        slices, answer = drive(*BACK)
        print(f"# {held} entries of another path, none to be dropped: {answer}", end="")
        route(True)
        slices, answer = drive(*BACK)
        print(f"# all to be dropped: {answer}", end="")
        check(slices > 5, answer)
        check(not re.findall(FILLED, entries()))


@test("no connection at all: one slice")
def _():
    with network():
        check(drive(*BACK)[0] == 1)


run()
