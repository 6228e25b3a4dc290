#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The clamp on crafted packets: each is compared, byte for byte and with its checksum
calculated anew, after it went through the router.

    this program: lan ----- lan0  router  ppp0 ----- wan :this program
                  dmz ----- dmz0
"""

import contextlib
import ctypes
import itertools
import os
import re
import select
import socket
import struct
import subprocess

from lab import PATIENCE, PROGRAMS, check, run, sh, test, tests
from scapy.layers.inet import IP, TCP, IPOption_NOP
from scapy.layers.inet6 import (IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop,
                                PadN)
from scapy.packet import Raw

MTU, LIMIT = 1492, {4: 1452, 6: 1432}
PORTS = itertools.cycle(range(1024, 65536))
HOSTS = {  # of each network: interface here, addresses of a host there
    "lan": ("192.168.1.2", "fd00:1::2"),
    "wan": ("198.51.100.2", "2001:db8:1::2"),
    "dmz": ("203.0.113.2", "2001:db8:2::2"),
}
BOTH_WAYS = ("lan", "wan"), ("wan", "lan")


# ---------------------------------------------------------------------------------- network


def build_router():
    sh("""ip netns add router
          ip netns exec router sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
              net.ipv6.conf.default.accept_dad=0
          sysctl -qw net.ipv6.conf.default.disable_ipv6=1""")
    for number, (name, (ipv4, ipv6)) in enumerate(HOSTS.items()):
        inner = {"lan": "lan0", "wan": "ppp0", "dmz": "dmz0"}[name]
        sh(f"""ip link add {name} address 02:00:00:00:01:0{number} mtu 9000 type veth \
                   peer name {inner} address 02:00:00:00:00:0{number} mtu 9000 netns router
               ip link set {name} up
               ip netns exec router ethtool -K {inner} tx off >/dev/null
               ip -n router -batch - <<END
link set {inner} up
address add {ipv4[:-1]}1/24 dev {inner}
address add {ipv6[:-1]}1/64 dev {inner} nodad
neighbour add {ipv4} lladdr 02:00:00:00:01:0{number} dev {inner}
neighbour add {ipv6} lladdr 02:00:00:00:01:0{number} dev {inner}
END""")


def open_socket(name):
    opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))  # ETH_P_ALL
    opened.bind((name, 3))
    return opened


class Driver:
    def __init__(self):
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", "router", f"{PROGRAMS}/net_driver"], text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def tell(self, command):
        self.process.stdin.write(command + "\n")
        answer = self.process.stdout.readline()
        check(answer == "done 0\n", command, answer)


# ---------------------------------------------------------------------------------- packets


def mss(value):
    return struct.pack("!BBH", 2, 4, value)


NOP, SACK, SCALE = b"\1", b"\4\2", b"\3\3\7"
TIMES = b"\x08\x0a" + bytes(range(8))
NO_MSS = NOP * 4  # what a stripped option leaves


def pad(options):
    return options + bytes(-len(options) % 4)


class Syn:
    """A TCP packet as a function of its options; `between` are headers between IP and TCP."""

    def __init__(self, flags="S", data=b"", between=(), ip_fields=()):
        self.flags, self.data, self.between = flags, data, between
        self.ip_fields = dict(ip_fields)
        self.port = next(PORTS)

    def build(self, version, way, options, hops):
        source, target = (HOSTS[name][version == 6] for name in way)
        if version == 4:
            packet = IP(src=source, dst=target, ttl=hops, id=self.port, **self.ip_fields)
        else:
            packet = IPv6(src=source, dst=target, hlim=hops)
        for header in self.between:
            packet /= header
        options = pad(options)
        packet /= TCP(sport=self.port, dport=80, seq=99, flags=self.flags, window=64000,
                      dataofs=5 + len(options) // 4)
        return bytes(packet / Raw(options + self.data))


def transmit(way, packet):
    """What comes out on the far side of the router for an IP packet that goes in."""
    kind = 0x0800 if packet[0] >> 4 == 4 else 0x86DD
    number = list(HOSTS).index(way[0])
    header = bytes.fromhex(f"02000000000{number}02000000010{number}") + struct.pack("!H", kind)
    sockets[way[0]].send(header + packet)
    return receive(sockets[way[1]], addresses(packet))


def addresses(packet):
    return packet[12:20] if packet[0] >> 4 == 4 else packet[8:40]


def receive(wire, between):
    while select.select([wire], [], [], PATIENCE)[0]:
        packet = wire.recv(65536)[14:]
        if addresses(packet) == between:
            return packet
    raise AssertionError("no packet came through")


def compare(got, want):
    check(got == want, f"\n got {got.hex()}\nwant {want.hex()}")


def expect(before, after, versions=(4, 6), ways=BOTH_WAYS, **fields):
    """A packet with the options `before` comes out with `after`: functions of the limit."""
    for version, way in itertools.product(versions, ways):
        syn, limit = Syn(**fields), LIMIT[version]
        compare(transmit(way, syn.build(version, way, before(limit), 64)),
                syn.build(version, way, after(limit), 63))


def untouched(options, **fields):
    if callable(options):
        expect(options, options, **fields)
    else:
        expect(lambda limit: options, lambda limit: options, **fields)


def lowered(around=lambda option: option, value=None, **fields):
    expect(lambda limit: around(mss(value or limit + 1)), lambda limit: around(mss(limit)),
           **fields)


def stripped(around, value=1460, **fields):
    expect(lambda limit: around(mss(value)),
           lambda limit: around(mss(value) if "unstripped" in setup else NO_MSS), **fields)


build_router()
sockets = {name: open_socket(name) for name in HOSTS}
SETUPS = {  # commands to a new driver, each of which gets all tests
    "forward": ["backend forward"],
    "netdev": ["backend netdev"],
    "both": ["backend both"],
    "unowned, unstripped": ["unowned", "unstripped", "backend forward"],
}
driver = None
setup = ""


def start(name):
    def begin():
        global driver, setup
        setup = name
        if driver:
            driver.tell("exit")
        driver = Driver()
        for command in SETUPS[name]:
            driver.tell(command)
        LIMIT.update({4: 1452, 6: 1432})
        check(not ours_listed(), ours_listed())
    return begin


def nft_list(what):
    """The lines; `nft -j` 1.0.6 cannot list the flags of a table."""
    return [line.strip() for line in sh(f"ip netns exec router nft list {what}").splitlines()]


def ours_listed():
    return sorted(line for line in nft_list("tables") if " pppoe-clamp-" in line)


def clamp_tables(interface="ppp0"):
    return [f"table {family} pppoe-clamp-{interface}" for family in ("inet", "netdev")
            if setup == "both" or (setup == "netdev") == (family == "netdev")]


@test("without the clamp every MSS passes")
def _():
    untouched(mss(1460))
    untouched(NOP + mss(65535))


# ---------------------------------------------------------------------------------- what is lowered


@test("above the limit: lowered to MTU-40 and MTU-60, both ways, checksum right")
# Fails if the rules for iif or oif, or for one IP version, are missing, or one limit serves both.
def _():
    driver.tell(f"clamp ppp0 {MTU}")
    lowered()
    lowered(value=1460)
    lowered(value=8960)
    lowered(value=65535)


@test("at the limit and below: untouched")
# Fails if the comparison is left out, or is `not equal`.
def _():
    untouched(mss)
    for value in 1431, 1400, 536, 1, 0:
        untouched(mss(value))


@test("no MSS option: untouched, none is added")
def _():
    untouched(b"")
    untouched(SACK + TIMES + NOP + SCALE)


@test("no MSS option but data that looks like one: untouched")
def _():
    untouched(b"", data=mss(1460) + b"data")
    untouched(SACK + NOP * 2, data=mss(1460))


for what, around in {
        "alone": lambda option: option,
        "first, as Linux has it": lambda option: option + SACK + TIMES + NOP + SCALE,
        "first, as Windows has it": lambda option: option + NOP + SCALE + NOP * 2 + SACK,
        "after two NOPs": lambda option: NOP * 2 + option + SACK,
        "after SACK-permitted": lambda option: SACK + option + TIMES,
        "after timestamps": lambda option: TIMES + option + NOP + SCALE,
        "after NOP and window scale": lambda option: NOP + SCALE + option,
        "after window scale and NOP": lambda option: SCALE + NOP + option,
        "after two NOPs and SACK-permitted": lambda option: NOP * 2 + SACK + option,
        "at 20, and last": lambda option: SACK + TIMES + NOP + SCALE + NOP * 4 + option,
        "after an option that nobody knows": lambda option: b"\xfe\6abcd" + option + NOP * 2,
        "first in 40 bytes of options": lambda option: option + NOP * 36,
}.items():
    @test(f"MSS {what}: lowered")
    # Fails if put_place_rules takes an even place for an odd one.
    def _(around=around):
        lowered(around)


for what, flags in {"SYN/ACK": "SA", "SYN for ECN": "SEC", "SYN/ACK for ECN": "SAE",
                    "SYN and FIN": "SF", "SYN with PSH and URG": "SPU"}.items():
    @test(f"{what}: lowered")
    # Fails if put_no_syn_rule looks at more than SYN and RST.
    def _(flags=flags):
        lowered(flags=flags)


@test("SYN with data: lowered, the data untouched")
def _():
    lowered(data=bytes(range(256)) * 4)
    lowered(data=b"odd")


# ---------------------------------------------------------------------------------- what is not


for what, flags in {"ACK": "A", "RST": "R", "FIN and ACK": "FA", "no flag": "",
                    "SYN and RST": "SR", "SYN, ACK and RST": "SAR"}.items():
    @test(f"{what} with MSS 1460: untouched")
    # Fails if put_no_syn_rule does not look at this flag.
    def _(flags=flags):
        untouched(mss(1460), flags=flags)


for what, around in {
        "NOP": lambda option: NOP + option + NOP * 3,
        "window scale": lambda option: SCALE + option + NOP,
        "SACK-permitted and NOP": lambda option: SACK + NOP + option + NOP,
        "timestamps and NOP": lambda option: TIMES + NOP + option + NOP,
        "NOP, with its first two bytes at an even place, too":
            lambda option: SCALE[:2] + b"\2" + SACK + NOP * 2 + option + NOP,
}.items():
    @test(f"MSS after {what}: removed, checksum right")
    # Fails if nft_strip_mss is left out, or the value is set at any place.
    def _(around=around):
        stripped(around)


def at_each_place(first):
    return [lambda option, head=head: NOP * head + option + NOP * (36 - head)
            for head in range(first, 37, 2)]


@test("MSS at each even place: lowered")
# Fails if the places that put_place_rules asks for are off by one.
def _():
    for around in at_each_place(0):
        lowered(around, ways=BOTH_WAYS[:1])


@test("MSS at each odd place: removed, checksum right")
# Fails if put_place_rules leaves out one of them, like the last.
def _():
    for around in at_each_place(1):
        stripped(around, ways=BOTH_WAYS[:1])


@test("MSS at an odd place whose value and next option look like one at an even place: removed")
# Fails if an even place is looked for in place of the odd ones.
def _():
    stripped(lambda option: NOP + option + SACK + NOP, value=0x0602)


@test("MSS at an even place after timestamps that look like one at an odd place: removed")
def _():
    stripped(lambda option: b"\x08\x0a\0\2\4\0" + bytes(4) + option + NOP * 2)


@test("MSS option of another length: removed at any place, checksum right")
# Fails without nft_match_mss_length_not at an odd place.
def _():
    for head, length in itertools.product(range(4), range(5, 8)):
        around = NOP * head, bytes(length - 4) + NOP * 4
        expect(lambda limit: around[0] + bytes([2, length, 5, 0xb4]) + around[1],
               lambda limit: around[0] + bytes([2, length, 5, 0xb4]) + around[1]
               if "unstripped" in setup else around[0] + NOP * length + NOP * 4)


@test("MSS below the limit at an odd place: untouched")
def _():
    untouched(NOP + mss(1400) + NOP * 3)
    untouched(lambda limit: SCALE + mss(limit) + NOP)


@test("broken options: untouched")
def _():
    for options in b"\2\3\5\xb4", b"\2\0\5\xb4", b"\5\x30" + mss(1460) + NOP * 2, \
            NOP * 2 + b"\2\4", NOP * 3 + b"\2":
        untouched(options)


@test("packets between other interfaces: untouched")
# Fails if put_direction_rule does not match the interface.
def _():
    untouched(mss(1460), ways=(("lan", "dmz"), ("dmz", "lan")))
    lowered(ways=(("dmz", "wan"), ("wan", "dmz")))


# ---------------------------------------------------------------------------------- other headers


@test("IPv4 options: lowered")
def _():
    lowered(versions=[4], ip_fields={"options": [IPOption_NOP()] * 8})


@test("IPv6 hop-by-hop and destination options: lowered")
def _():
    padding = [PadN(optdata=b"\0" * 4)]
    lowered(versions=[6], between=[IPv6ExtHdrHopByHop(options=padding)])
    lowered(versions=[6], between=[IPv6ExtHdrDestOpt(options=padding)])
    lowered(versions=[6], between=[IPv6ExtHdrHopByHop(options=padding),
                                   *[IPv6ExtHdrDestOpt(options=padding)] * 3])


@test("IPv6 atomic fragment: lowered")
def _():
    lowered(versions=[6], between=[IPv6ExtHdrFragment(id=7)])


def fragments(packet):
    """Two IPv4 fragments, the first with the whole TCP header."""
    parts = []
    for more, at, data in ((1, 0, packet[20:60]), (0, 5, packet[60:])):
        header = IP(packet[:20])
        header.flags, header.frag = more, at
        del header.len, header.chksum
        parts.append(bytes(header / Raw(data)))
    return parts


def fragments6(packet):
    parts = []
    for more, at, data in ((1, 0, packet[40:80]), (0, 5, packet[80:])):
        header = IPv6(packet[:40])
        del header.plen, header.nh
        parts.append(bytes(header / IPv6ExtHdrFragment(nh=6, id=7, m=more, offset=at) / Raw(data)))
    return parts


@test("IPv4 fragments: the first is lowered so that the whole has the right checksum")
def _():
    for way in BOTH_WAYS:
        syn = Syn(data=bytes(range(64)))
        for sent, want in zip(fragments(syn.build(4, way, mss(1460), 64)),
                              fragments(syn.build(4, way, mss(LIMIT[4]), 63))):
            compare(transmit(way, sent), want)


@test("IPv6 fragments: the first is lowered so that the whole has the right checksum")
def _():
    for way in BOTH_WAYS:
        syn = Syn(data=bytes(range(64)))
        for sent, want in zip(fragments6(syn.build(6, way, mss(1460), 64)),
                              fragments6(syn.build(6, way, mss(LIMIT[6]), 63))):
            compare(transmit(way, sent), want)


# ---------------------------------------------------------------------------------- over time


def with_limits(ipv4, ipv6):
    LIMIT.update({4: ipv4, 6: ipv6})
    lowered()
    untouched(mss)


@test("other MTUs: the limit follows; never below the defaults of 536 and 1220")
# Fails if mtu_mss_ipv4 or mtu_mss_ipv6 has no lower bound.
def _():
    driver.tell("clamp ppp0 1500")
    with_limits(1460, 1440)
    driver.tell("clamp ppp0 1280")
    with_limits(1240, 1220)
    driver.tell("clamp ppp0 300")
    with_limits(536, 1220)


@test("while the value changes all the time, no SYN passes unclamped")
# Fails if the old table is deleted in another transaction than the new one is made.
def _():
    way, changes, done = ("lan", "wan"), 2000, b""
    for number in range(changes):
        driver.process.stdin.write(f"clamp ppp0 {1300 + number % 2}\n")
    while done.count(b"\n") < changes:
        got = transmit(way, Syn().build(4, way, mss(1460), 64))
        check(struct.unpack("!H", got[42:44])[0] in (1260, 1261, 536), got.hex())
        if select.select([driver.process.stdout], [], [], 0)[0]:
            done += os.read(driver.process.stdout.fileno(), 65536)
    check(done == b"done 0\n" * changes, done)


# ---------------------------------------------------------------------------------- counters


def counters(table):
    """By direction and IP version: SYNs seen, and left alone.

    For each version there are three: the usual SYNs, others, and what is left alone of them.
    """
    counts = {}
    for chain in ("in", "out"):
        lines = iter(nft_list(table))
        while next(lines) != f"chain {chain} {{":
            pass
        chained = "".join(iter(lambda: next(lines), "}"))
        found = [int(count) for count in re.findall(r"counter packets (\d+)", chained)]
        for version, (usual, others, alone) in (4, found[:3]), (6, found[3:]):
            counts[chain, version] = usual + others, alone
    return counts


def as_udp(packet):
    """The same bytes, but of another protocol."""
    if packet[0] >> 4 == 6:
        return packet[:6] + b"\x11" + packet[7:]
    header = IP(packet[:20])
    header.proto = 17
    del header.chksum
    return bytes(header) + packet[20:]


@test("the counters tell how many SYNs were seen and how many left alone")
# Fails if put_version counts what is not TCP, leaves out the `accept`, or if put_strip_rule
# does not accept what it strips; if the counters are shared by directions or IP versions.
def _():
    driver.tell("unclamp")
    driver.tell(f"clamp ppp0 {MTU}")
    wants = {}
    for number, (way, version) in enumerate(itertools.product(BOTH_WAYS, (4, 6)), 1):
        for options in [mss(1460)] * number + [mss(1470)] + [NOP * 2 + mss(1460), NOP + mss(1460)]:
            transmit(way, Syn().build(version, way, options, 64))
        for options in [mss(LIMIT[version]), b"", SACK]:
            transmit(way, Syn().build(version, way, options, 64))
        transmit(way, Syn(flags="A").build(version, way, mss(1460), 64))
        transmit(way, as_udp(Syn().build(version, way, mss(1460), 64)))
        transmit(way, Syn(flags="SR").build(version, way, mss(1460), 64))
        wants["out" if way[1] == "wan" else "in", version] = number + 3, 3
    transmit(("lan", "dmz"), Syn().build(4, ("lan", "dmz"), mss(1460), 64))
    got = [counters(table) for table in clamp_tables()]
    for key, (lowered, left_alone) in wants.items():
        by_table = [counts[key] for counts in got]
        check(all(seen == lowered + left_alone for seen, _ in by_table), key, got)
        # With two tables, one of them lowers it.
        check(sum(seen - alone for seen, alone in by_table) == lowered, key, got)


# ---------------------------------------------------------------------------------- local ends


ROUTER = {4: "198.51.100.1", 6: "2001:db8:1::1"}
FAMILY = {4: socket.AF_INET, 6: socket.AF_INET6}
libc = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def in_router():
    """Sockets made meanwhile are the router's, also afterwards."""
    with open("/proc/self/ns/net") as home, open("/run/netns/router") as router:
        check(libc.setns(router.fileno(), 0) == 0)
        try:
            yield
        finally:
            check(libc.setns(home.fileno(), 0) == 0)


def parse(packet):
    """The TCP header of a packet whose checksum is right."""
    kind = IP if packet[0] >> 4 == 4 else IPv6
    again = kind(packet)
    del again[TCP].chksum
    check(bytes(again) == packet, "checksum wrong", packet.hex())
    return kind(packet)[TCP]


def receive_tcp(version, port):
    """The next packet from the router's own address to this port of the host on its wan."""
    host = HOSTS["wan"][version == 6]
    family = FAMILY[version]
    between = socket.inet_pton(family, ROUTER[version]) + socket.inet_pton(family, host)
    while True:
        header = parse(receive(sockets["wan"], between))
        if header.dport == port:
            return header


def announced(header):
    return dict(header.options)["MSS"]


def mss_of_router(version):
    """What the router announces in a connection that it begins."""
    port = next(PORTS)
    with in_router():
        local = socket.socket(FAMILY[version])
    with local:
        local.setblocking(False)
        local.connect_ex((HOSTS["wan"][version == 6], port))
        return announced(receive_tcp(version, port))


def mss_to_router(version, value):
    """A host begins a connection: what the router announces, and what it takes the host's for."""
    source, target, port = HOSTS["wan"][version == 6], ROUTER[version], next(PORTS)
    ip = IP(src=source, dst=target) if version == 4 else IPv6(src=source, dst=target)
    with in_router():
        server = socket.create_server((target, 0), family=FAMILY[version])
    with server:
        server.settimeout(PATIENCE)
        there = {"sport": port, "dport": server.getsockname()[1], "window": 64000}
        send_to_router(ip / TCP(**there, seq=99, flags="S", options=[("MSS", value)]))
        answer = receive_tcp(version, port)
        send_to_router(ip / TCP(**there, seq=100, ack=answer.seq + 1, flags="A"))
        with server.accept()[0] as accepted:
            taken = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG)
            return announced(answer), taken


def send_to_router(packet):
    kind = 0x0800 if packet.version == 4 else 0x86DD
    header = bytes.fromhex("020000000001020000000101") + struct.pack("!H", kind)
    sockets["wan"].send(header + bytes(packet))


@test("auto: connections of the router itself keep what its stack announces")
# Fails if `local` is always set. A netdev hook cannot tell the router's own packets.
def _():
    driver.tell(f"clamp ppp0 {MTU}")
    LIMIT.update({4: 1452, 6: 1432})
    for version, headers in ((4, 40), (6, 60)):
        own, host = 9000 - headers, 8000
        if setup in ("netdev", "both"):
            own = host = LIMIT[version]
        check(mss_of_router(version) == own, mss_of_router(version), own)
        check(mss_to_router(version, host) == (own, host), mss_to_router(version, host))


@test("a fixed MSS below the MTU's: lowers them, too, begun by the router and by the other side")
# Fails if the entry of input or of output is left out.
def _():
    driver.tell(f"clamp ppp0 {MTU} 1400")
    for version in 4, 6:
        check(mss_of_router(version) == 1400, mss_of_router(version))
        check(mss_to_router(version, 1460) == (1400, 1400), mss_to_router(version, 1460))
        check(mss_to_router(version, 1300) == (1400, 1300), mss_to_router(version, 1300))


@test("a fixed MSS lowers what is forwarded; above the MTU's it changes nothing")
# Fails if the fixed value is not limited to that of the MTU, or goes to one IP version only.
def _():
    with_limits(1400, 1400)
    driver.tell(f"clamp ppp0 {MTU} 1450")
    with_limits(1450, 1432)
    driver.tell(f"clamp ppp0 {MTU} 9000")
    with_limits(1452, 1432)


# ---------------------------------------------------------------------------------- the device


def rename(old, new):
    sh(f"""ip -n router link set {old} down
           ip -n router link set {old} name {new}
           ip -n router link set {new} up
           ip -n router neighbour replace 198.51.100.2 lladdr 02:00:00:00:01:01 dev {new}
           ip -n router address replace 2001:db8:1::1/64 dev {new} nodad
           ip -n router neighbour replace 2001:db8:1::2 lladdr 02:00:00:00:01:01 dev {new}""")


@test("after the interface was renamed: still lowered by rules that know its index")
# Fails if the rules match by name.
def _():
    driver.tell(f"clamp ppp0 {MTU}")
    rename("ppp0", "ppp7")
    if setup != "netdev":  # some kernels bind its hooks to a name
        lowered()


@test("the clamp follows the new name")
# Fails if clamp_equal does not look at the name.
def _():
    driver.tell(f"clamp ppp7 {MTU}")
    lowered()
    check(ours_listed() == clamp_tables("ppp7"), ours_listed())
    rename("ppp7", "ppp0")
    driver.tell(f"clamp ppp0 {MTU}")
    lowered()


@test("`nft flush ruleset` and `nft delete table` change nothing, or for a second only")
# Fails if the table has no owner, or if an unowned one is not repaired.
def _():
    sh("ip netns exec router nft flush ruleset")
    if setup.startswith("unowned"):
        driver.tell("check")
    else:
        for table in clamp_tables():
            sh(f"! ip netns exec router nft delete {table}")
    lowered()


# ---------------------------------------------------------------------------------- neighbours


SYN_RULE = "-o ppp0 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss"


def in_shell(commands):
    return f"ip netns exec router sh -c '{commands}'"


def beside(load, unload, lower):
    """What another clamp of the packets that leave by ppp0 gives."""
    for value in (lower, 1500):
        sh(in_shell(load.replace("VALUE", str(value))))
        try:
            for version in 4, 6:
                expect(lambda limit: mss(1460), lambda limit: mss(min(value, limit)),
                       versions=[version], ways=[("lan", "wan")])
        finally:
            sh(in_shell(unload))


for kind in "legacy", "nft":
    @test(f"beside a TCPMSS rule of iptables-{kind}: the lower value wins")
    # Fails if a value is set without a comparison.
    def _(kind=kind):
        tools = f"iptables-{kind} -w -t mangle", f"ip6tables-{kind} -w -t mangle"
        beside("; ".join(f"{tool} -A FORWARD {SYN_RULE} VALUE" for tool in tools),
               "; ".join(f"{tool} -F" for tool in tools), 1300)


@test("beside another clamp by nftables: the lower value wins")
def _():
    for priority in -200, 0:
        beside(f"nft \"add table inet other; add chain inet other forward {{ type filter hook "
               f"forward priority {priority}; }}; add rule inet other forward oifname ppp0 "
               "tcp flags syn tcp option maxseg size set VALUE\"", "nft delete table inet other", 1300)


# ---------------------------------------------------------------------------------- tc and IFB


IFB = """ip -n router link add ifb9 type ifb
         ip -n router link set ifb9 up
         tc -n router qdisc add dev {0} handle ffff: ingress
         tc -n router filter add dev {0} parent ffff: protocol all u32 match u32 0 0 \
             action mirred egress redirect dev ifb9"""


@contextlib.contextmanager
def redirected(interface):
    try:
        sh(IFB.format(interface))
        yield
    finally:
        sh(f"tc -n router qdisc del dev {interface} ingress; ip -n router link del ifb9")


def has_ifb():
    try:
        with redirected("dmz0"):
            return True
    except subprocess.CalledProcessError:
        return False


IFB_REASON = "" if has_ifb() else " # SKIP this kernel lacks ifb, sch_ingress or act_mirred"

for what, interface in {"the link": "ppp0", "the LAN": "lan0"}.items():
    @test(f"tc redirects what comes in by {what} to an IFB: still lowered, but by netdev alone"
          + IFB_REASON)
    # Fails if `both` leaves out the forward hook, or forward is made of netdev hooks.
    def _(interface=interface):
        if IFB_REASON:
            return
        redirected_way = ("wan", "lan") if interface == "ppp0" else ("lan", "wan")
        with redirected(interface):
            if setup == "netdev":  # its gap, see clamp.h
                untouched(mss(1460), ways=[redirected_way])
                lowered(ways=[redirected_way[::-1]])
            else:
                lowered()
            untouched(mss)


@test("without the clamp again: untouched")
def _():
    driver.tell("unclamp")
    untouched(mss(1460))


matrix, tests[:] = tests[:], []
for name in SETUPS:
    test(f"{name}: the driver starts, nothing is left of the one before")(start(name))
    for text, function in matrix:
        test(f"{name}: {text}")(function)
run()
