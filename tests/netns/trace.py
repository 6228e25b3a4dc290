#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`pppoe-clamp trace` beside a router that forwards real TCP with the clamp of the plugin.

    lan ----- lan0  this namespace  ppp0 ----- wan
    192.168.1.2 MTU 1500      MTU 1492    MTU 1500 198.51.100.2

Fails if the two sides of a packet are not paired by the remote end and the first SYN's number, if a
capture on the link is taken for one before the clamp where it is behind it, or the other way
round, or if a segment that is sent again and again is not noticed.
"""

import contextlib
import ctypes
import errno
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time

from lab import PATIENCE, PROGRAMS, check, poll_until, run, sh, test

TOOL = os.path.join(PROGRAMS, "pppoe-clamp")
LAN, WAN, ROUTER, PUBLIC = ("192.168.1.2", "fd00:1::2"), ("198.51.100.2", "2001:db8:1::2"), \
    ("192.168.1.1", "fd00:1::1"), ("198.51.100.1", "2001:db8:1::1")
PORT = 80
LIMIT = {4: 1452, 6: 1432}
WANTED = {4: 1460, 6: 1440}


# ---------------------------------------------------------------------------------- network


def connect_networks(name, inner, hosts, routers):
    sh(f"""ip link add {inner} type veth peer name eth0 netns {name}
           ip link set {inner} up
           ip address add {routers[0]}/24 dev {inner}
           ip address add {routers[1]}/64 dev {inner} nodad
           ip -n {name} link set eth0 up
           ip -n {name} address add {hosts[0]}/24 dev eth0
           ip -n {name} address add {hosts[1]}/64 dev eth0 nodad
           ip -n {name} route add default via {routers[0]}
           ip -n {name} route add default via {routers[1]}
           ip netns exec {name} ethtool -K eth0 tso off gso off tx off >/dev/null
           ethtool -K {inner} tso off gso off tx off >/dev/null""")


def connect_wan():
    connect_networks("wan", "ppp0", WAN, PUBLIC)
    sh("ip link set ppp0 mtu 1492")
    tell("route4 ppp0 100")
    tell("clamp ppp0 1492")


def build():
    sh("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0")
    for name in "lan", "wan":
        # A first SYN may wait for a neighbour: a sender that remembers that repeats nothing for seconds.
        sh(f"""ip netns add {name}
               ip netns exec {name} sysctl -qw net.ipv4.tcp_no_metrics_save=1 net.ipv6.conf.default.accept_dad=0
               ip -n {name} link set lo up""")
    connect_networks("lan", "lan0", LAN, ROUTER)
    connect_wan()


home = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
libc = ctypes.CDLL(None, use_errno=True)


def socket_in(name, family):
    """A socket there; it stays there."""
    there = os.open(f"/run/netns/{name}", os.O_RDONLY) if name else os.dup(home)
    check(libc.setns(there, 0x40000000) == 0, os.strerror(ctypes.get_errno()))
    try:
        opened = socket.socket(family, socket.SOCK_STREAM)
    finally:
        libc.setns(home, 0x40000000)
        os.close(there)
    opened.settimeout(PATIENCE)
    return opened


FAMILY = {4: socket.AF_INET, 6: socket.AF_INET6}


accepted = []  # sockets, each with the address of the other end


def serve(name, version):
    listener = socket_in(name, FAMILY[version])
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if version == 6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind(("", PORT))
    listener.listen()
    listener.settimeout(None)

    def accept():
        while True:
            accepted.append(listener.accept())

    threading.Thread(target=accept, daemon=True).start()


def connect(name, version, address, port=PORT):
    opened = socket_in(name, FAMILY[version])
    opened.connect((address, port))
    return opened


@contextlib.contextmanager
def rules(text, name=None):
    """Of nftables, in this or another namespace, as long as it lasts."""
    enter = ["ip", "netns", "exec", name] if name else []
    subprocess.run([*enter, "nft", "-f", "-"], input=text, text=True, check=True)
    try:
        yield
    finally:
        table = text.split("{")[0]
        subprocess.run([*enter, "nft", "delete " + table], check=True)


# ------------------------------------------------------------------------------------ trace


class Trace:
    def __init__(self, *arguments, env=()):
        self.process = subprocess.Popen([TOOL, "trace", *arguments], text=True, bufsize=1, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, env={**os.environ, "TZ": "UTC", **dict(env)})
        self.lines = [self.process.stdout.readline()]  # by then it listens

    def end(self, status=0, interrupt=False):
        if interrupt:
            self.process.send_signal(signal.SIGINT)
        self.lines += self.process.stdout.readlines()
        check(self.process.wait(PATIENCE) == status, "status", self.process.returncode, self.lines)
        return self.lines

    def until(self, kind):
        """The next object of this type."""
        while True:
            line = self.process.stdout.readline()
            check(line, "it ended", self.lines)
            self.lines.append(line)
            if json.loads(line)["type"] == kind:
                return json.loads(line)


def tool(*arguments, prefix=()):
    return subprocess.run([*prefix, TOOL, "trace", *arguments], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=PATIENCE)


def traced(action, status=0):
    """The handshake of what the action connects, and the end."""
    trace = Trace("--json", "--count", "1", "ppp0")
    with contextlib.closing(action()):
        seen = [json.loads(line) for line in trace.end(status)]
    check([o["type"] for o in seen] == ["begin", "handshake", "end"], seen)
    check(seen[0]["schema"] == 1 and seen[0]["link"] == "ppp0", seen)
    return seen[1], seen[2]


def way(before, after):
    return {"before": before, "after": after}


# ------------------------------------------------------------------------------------ tests


@test("without a link, with a wrong one, or wrong numbers")
def wrong():
    for arguments, status, expected in (([], 1, "no link is up: expected one that"),
                                        (["ppp7"], 1, "no link 'ppp7': expected one that"),
                                        (["--count", "0"], 2, "--count '0': expected 1 to"),
                                        (["--seconds", "x"], 2, "--seconds 'x': expected 1 to"),
                                        (["ppp0", "ppp1"], 2, "trace 'ppp1': expected one LINK"),
                                        (["--nothing"], 2, "Usage: pppoe-clamp trace [LINK]")):
        got = tool(*arguments)
        check(got.returncode == status and expected in got.stdout, got)


driver = subprocess.Popen([f"{PROGRAMS}/net_driver"], text=True, bufsize=1, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def tell(command):
    driver.stdin.write(command + "\n")
    check(driver.stdout.readline() == "done 0\n", command)


@test("the router is there")
def begin():
    build()
    for version in 4, 6:
        serve("wan", version)
        serve("lan", version)
        serve(None, version)
        for source, target in (("lan", WAN), ("wan", LAN), ("wan", PUBLIC)):
            poll_until(lambda s=source, t=target, v=version: reaches(s, v, t[v == 6]))


def reaches(name, version, address, port=PORT):
    try:
        connect(name, version, address, port).close()
        return True
    except OSError:
        return False


def is_clamped(version, **more):
    lowered = way(WANTED[version], LIMIT[version])
    return {"type": "handshake", "out": lowered, "in": lowered, "too_large": False, **more}


def has(seen, wanted):
    got = {key: seen[key] for key in wanted}
    check(got == wanted, "got", got, "not", wanted)


@test("from the LAN: both packets, before and after, by both IP versions")
def from_lan():
    for version in 4, 6:
        seen, end = traced(lambda v=version: connect("lan", v, WAN[v == 6]))
        has(seen, is_clamped(version, began="out", remote={"address": WAN[version == 6], "port": PORT}))
        check(seen["lan"] == seen["line"] and seen["lan"]["address"] == LAN[version == 6], seen)
        has(end, {"ipv4": int(version == 4), "ipv6": int(version == 6), "lowered": 1, "too_large": 0,
                  "black_holes": 0, "missed": 0})


@test("from the line")
def from_line():
    for version in 4, 6:
        seen, _ = traced(lambda v=version: connect("wan", v, LAN[v == 6]))
        has(seen, is_clamped(version, began="in", lan={"address": LAN[version == 6], "port": PORT}))
        check(seen["remote"]["address"] == WAN[version == 6], seen)


@test("through a NAT that changes address and port")
def nat():
    with rules("""table ip nat {
            chain post { type nat hook postrouting priority srcnat; oifname "ppp0" tcp dport 80 snat to 198.51.100.1:4000-4999; };
            chain pre { type nat hook prerouting priority dstnat; iifname "ppp0" tcp dport 8080 dnat to 192.168.1.2:80; }; }"""):
        seen, _ = traced(lambda: connect("lan", 4, WAN[0]))
        has(seen, is_clamped(4, began="out"))
        check(seen["lan"]["address"] == LAN[0] and seen["line"]["address"] == PUBLIC[0], seen)
        check(4000 <= seen["line"]["port"] <= 4999 and not 4000 <= seen["lan"]["port"] <= 4999, seen)
        seen, _ = traced(lambda: connect("wan", 4, PUBLIC[0], 8080))
        has(seen, is_clamped(4, began="in", lan={"address": LAN[0], "port": 80},
                             line={"address": PUBLIC[0], "port": 8080}))


@test("the router's own connections have one side")
def own():
    for version in 4, 6:
        limit = LIMIT[version]
        seen, _ = traced(lambda v=version: connect(None, v, WAN[v == 6]))
        has(seen, {"began": "out", "lan": None, "out": way(None, limit), "in": way(WANTED[version], None)})
        seen, _ = traced(lambda v=version: connect("wan", v, PUBLIC[v == 6]))
        has(seen, {"began": "in", "lan": None, "out": way(None, limit), "in": way(WANTED[version], None)})


@test("SYNs that nobody answers, and those that are refused, also of a trace that ends soon")
# Fails if a SYN that still waits at the end is forgotten, or if a refusal is no answer.
def unanswered():
    trace = Trace("--json", "ppp0")
    drop = 'table inet deaf { chain c { type filter hook input priority 0; tcp dport 82 drop; }; }'
    with rules(drop, "wan"), contextlib.ExitStack() as stack:
        for version in 4, 6:
            waiting = stack.enter_context(socket_in("lan", FAMILY[version]))
            waiting.setblocking(False)
            check(waiting.connect_ex((WAN[version == 6], 82)) == errno.EINPROGRESS)
            check(not reaches("lan", version, WAN[version == 6], 81))
            check(not reaches("wan", version, LAN[version == 6], 81))
        with connect("lan", 4, WAN[0]):
            trace.until("handshake")
        begin = time.monotonic()
        poll_until(lambda: time.monotonic() > begin + 1)
        has(json.loads(trace.end(interrupt=True)[-1]), {"unanswered_out": 2, "unanswered_in": 0})


@test("a clamp in one direction only, as others have it, is seen: status 1")
def one_way():
    tell("unclamp")
    one = 'table ip one { chain c { type filter hook forward priority mangle; %s "ppp0" tcp flags syn tcp option maxseg size set 1452; }; }'
    with rules(one % "oifname"):
        seen, end = traced(lambda: connect("lan", 4, WAN[0]), 1)
        has(seen, {"out": way(1460, 1452), "in": way(1460, 1460), "too_large": True})
        has(end, {"too_large": 1, "lowered": 1})
    with rules(one % "iifname"):
        seen, _ = traced(lambda: connect("wan", 4, LAN[0]), 1)
        has(seen, {"out": way(1460, 1460), "in": way(1460, 1452), "too_large": True})
    tell("clamp ppp0 1492")


@test("black holes of both directions, by their remote ends; others arrive")
def black_holes():
    drop = 'table netdev hole { chain c { type filter hook ingress device "eth0" priority 0; meta length > 1400 drop; }; }'
    data = bytes(200000)
    trace = Trace("--json", "ppp0")
    with rules(drop, "wan"), contextlib.ExitStack() as stack:
        for version in 4, 6:
            upload = stack.enter_context(connect("lan", version, WAN[version == 6]))
            upload.setblocking(False)
            upload.send(data)
        stop = threading.Event()

        def others():
            while not stop.wait(0.2):
                reaches("lan", 4, WAN[0])

        threading.Thread(target=others).start()
        try:
            holes = [trace.until("black-hole") for _ in range(2)]
        finally:
            stop.set()
    check({h["remote"]["address"] for h in holes} == set(WAN), holes)
    check(all(h["data"] == "out" and h["remote"]["port"] == PORT and h["bytes"] == 1492 and h["sent"] >= 4
              for h in holes), holes)
    with rules(drop, "lan"), connect("lan", 4, WAN[0]) as download:
        server = other_end(download)
        server.setblocking(False)
        server.send(data)
        hole = trace.until("black-hole")
        check(hole["data"] == "in" and hole["remote"] == {"address": WAN[0], "port": PORT}, hole)
    end = json.loads(trace.end(1, interrupt=True)[-1])
    has(end, {"type": "end", "black_holes": 3})


def other_end(client):
    address = client.getsockname()[:2]

    def find():
        return [end for end, peer in accepted if peer[:2] == address]

    poll_until(find)
    return find()[0]


def filters():
    """Those that the kernel has, in words as far as they matter here."""
    text = re.sub(r"0x20 0 0 4294963208, 0x15 \d+ \d+ (\d+),", r"number = \1;", sh("ss -0 -b"))
    return text.replace("0x74 0 0 4,", ">> 4")


@test("many large packets: of some connections only, and handshakes are still seen")
def busy():
    trace = Trace("--json", "ppp0")
    upload = connect("lan", 4, WAN[0])
    has(trace.until("handshake"), is_clamped(4, began="out"))
    server = other_end(upload)

    def send():
        with contextlib.suppress(OSError):
            while True:
                upload.send(bytes(1 << 20))

    threads = [threading.Thread(target=send),
               threading.Thread(target=lambda: [None for _ in iter(lambda: server.recv(1 << 20), b"")])]
    for thread in threads:
        thread.start()
    poll_until(lambda: ">> 4" in filters())
    with connect("lan", 6, WAN[1]):
        has(trace.until("handshake"), is_clamped(6, began="out"))
    upload.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join()
    end = json.loads(trace.end(interrupt=True)[-1])
    check(end["share"] > 1 and end["black_holes"] == 0, end)


@test("on a screen, in 80 columns, with a summary after ^C")
def screen():
    trace = Trace("ppp0")
    seen = []
    with connect("lan", 4, WAN[0]), connect("wan", 6, LAN[1]):
        while len(seen) < 2:
            seen += [line for line in [trace.process.stdout.readline()] if "1452" in line or "1432" in line]
    end = "".join(trace.end(interrupt=True))
    check(trace.lines[0] == "ppp0: its MTU takes an MSS of 1452 by IPv4, 1432 by IPv6\n", trace.lines)
    for wanted in (r"^\d\d:\d\d:\d\d 1460 1452  1460 1452  192.168.1.2:\d+ > 198.51.100.2:80$",
                   r"^\d\d:\d\d:\d\d 1440 1432  1440 1432  \[fd00:1::2\]:80 < \[2001:db8:1::2\]:\d+$"):
        check(any(re.match(wanted, line) for line in seen), wanted, seen)
    check("\n2 handshakes in " in end and "an MSS was lowered in 2\n" in end and "Black holes: none\n" in end, end)
    check("\033" not in end and max(map(len, [*seen, *end.split("\n")])) <= 81, seen, end)


@test("the filter is in the kernel, with the link's number")
def filtered():
    trace = Trace("--seconds", "60", "ppp0")
    index = socket.if_nametoindex("ppp0")
    check(f"number = {index};" in filters(), filters())
    trace.end(interrupt=True)


def ends_by_itself(said):
    """After --seconds 1, which a busy host may see a second later."""
    return re.search(r"\n0 handshakes in [1-9]\d* s, ", said)


@test("it ends after --seconds")
def seconds():
    check(ends_by_itself(tool("--seconds", "1").stdout))


@test("the link goes, and comes back as another interface")
def comes_back():
    trace = Trace("--json", "ppp0")
    sh("ip link del ppp0")
    check(trace.until("link")["there"] is False)
    connect_wan()
    check(trace.until("link")["there"] is True)
    poll_until(lambda: reaches("lan", 4, WAN[0]))
    has(trace.until("handshake"), is_clamped(4, began="out"))
    trace.end(interrupt=True)


@test("without libpcap, and without the right to capture: what is missing is said")
def missing():
    ctypes.CDLL("libpcap.so.0.8")
    with open("/proc/self/maps", encoding="utf-8") as maps:
        library = next(line.split()[-1] for line in maps if "libpcap" in line)
    hidden = ["unshare", "--mount", "sh", "-c", f'mount --bind /dev/null {library} && exec "$@"', "sh"]
    got = tool("ppp0", prefix=hidden)
    check(got.returncode == 3 and "install the package libpcap0.8 (" in got.stdout, got)
    check(subprocess.run([*hidden, TOOL, "status"], stdout=subprocess.DEVNULL).returncode == 0)
    # Fails if only Debian's name of the library is known.
    os.mkdir("/run/other")
    shutil.copy(library, "/run/other/libpcap.so.1")
    got = tool("--seconds", "1", "ppp0", prefix=[*hidden, "env", "LD_LIBRARY_PATH=/run/other"])
    check(got.returncode == 0 and ends_by_itself(got.stdout), got)
    got = tool("ppp0", prefix=["setpriv", "--bounding-set", "-all"])
    check(got.returncode == 3 and got.stdout == "pppoe-clamp: trace: only root may capture packets\n", got)


run()
