#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`pppoe-clamp metrics --listen`: whoever asks well, badly or slowly; and a real Prometheus, if there
is one (Debian's package of 100 MB, and it starts a service: `tests/packages prometheus` installs it).
It scrapes, loads examples/alerts.yml, and is asked all that examples/grafana.json asks.

Fails if one client can hold up the others, or if an example names a metric that there is not.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from lab import HERE, PATIENCE, PROGRAMS, check, poll_until, run, test
from ring import Ring

TOOL = os.path.join(PROGRAMS, "pppoe-clamp")
EXAMPLES = os.path.join(HERE, "../../examples")
NETNS = os.stat("/proc/self/ns/net").st_ino
NOW = int(time.clock_gettime(time.CLOCK_BOOTTIME))

os.makedirs("/run/pppoe-clamp", mode=0o755)
ring = Ring("ppp0", "eth1", NETNS, max(NOW - 200, 1), NOW)
for second in range(max(NOW - 190, 1), NOW + 1):
    ring.second(second, 8000)
with open(f"/run/pppoe-clamp/ppp0.{NETNS}.ring", "wb") as file:
    file.write(ring.bytes())
with open("/run/pppoe-clamp/eth1.0", "w", encoding="ascii") as file:
    file.write(f"state=up\ndevice=eth1\ndevice_index=5\nifname=ppp0\nnetns={NETNS}\nmtu=1492\n")
subprocess.run("ip link add ppp0 type veth peer name ac1; ip link set ppp0 mtu 1492 up", shell=True, check=True)


def get(path="/metrics", port=9101, host="127.0.0.1"):
    with urllib.request.urlopen(f"http://{host}:{port}{path}", timeout=PATIENCE) as answer:
        return answer.headers, answer.read().decode()


def raw(request):
    with socket.create_connection(("127.0.0.1", 9101), timeout=PATIENCE) as client:
        client.sendall(request)
        return client.makefile("rb").readline()


def listens(port, host="127.0.0.1"):
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as client:
        return client.connect_ex((host, port)) == 0


server = subprocess.Popen([TOOL, "metrics", "--listen", "9101"])
poll_until(lambda: listens(9101))


@test("a scrape has what the command prints")
def scrape():
    headers, body = get()
    check(headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8", headers)
    check('pppoe_clamp_up{link="ppp0"}' in body, body)
    check('pppoe_clamp_round_trip_seconds{link="ppp0"} 0.008\n' in body, body)
    printed = subprocess.run([TOOL, "metrics"], text=True, check=True, stdout=subprocess.PIPE).stdout
    check(printed.splitlines()[0] == body.splitlines()[0], printed)


@test("it can do no more than it must: see tables")
# Fails without confine_to() or confine_to_reading(), or if that takes CAP_NET_ADMIN, too.
def confined():
    with open(f"/proc/{server.pid}/status", encoding="ascii") as file:
        has = dict(line.rstrip("\n").split(":\t", 1) for line in file)
    check(has["NoNewPrivs"] == "1", has)
    check(has.get("Seccomp", "2") == "2", has)
    net_admin = 1 << 12
    for kind, most in (("Prm", net_admin), ("Eff", net_admin), ("Bnd", net_admin), ("Inh", 0), ("Amb", 0)):
        check(int(has[f"Cap{kind}"], 16) & ~most == 0, kind, has)
    with subprocess.Popen([f"{PROGRAMS}/net_driver"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as driver:
        driver.stdin.write(b"clamp ppp0 1492\n")
        driver.stdin.flush()
        check(driver.stdout.readline() == b"done 0\n")
        _, body = get()
        check('pppoe_clamp_mss_bytes{link="ppp0",ip="4"} 1452\n' in body, body)
        driver.communicate(b"exit\n")


@test("records that cannot be read are no page without links")
# Fails if what is not known looks like a machine without a link: no alert would come of it.
def unreadable():
    with open("/run/pppoe-clamp/lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        got = subprocess.run([TOOL, "metrics"], text=True, timeout=PATIENCE, capture_output=True, check=False)
        check(got.returncode == 3 and not got.stdout, got)
        check("the records cannot be read: Resource temporarily unavailable" in got.stderr, got)
        answer = raw(b"GET /metrics HTTP/1.1\r\n\r\n")
        check(answer == b"HTTP/1.1 503 Service Unavailable\r\n", answer)
    check("pppoe_clamp_complete 1\n" in get()[1])


@test("other requests get the answer that they deserve")
def others():
    for request, answer in ((b"GET / HTTP/1.1\r\n\r\n", b"404 Not Found"),
                            (b"PUT /metrics HTTP/1.1\r\n\r\n", b"405 Method Not Allowed"),
                            (b"nonsense\r\n\r\n", b"400 Bad Request"),
                            (b"x" * 4096, b"431 Request Header Fields Too Large")):
        got = raw(request)
        check(got == b"HTTP/1.1 " + answer + b"\r\n", got)


@test("a request in pieces")
def pieces():
    with socket.create_connection(("127.0.0.1", 9101), timeout=PATIENCE) as client:
        for piece in (b"GET /met", b"rics HTTP/1.1\r\nHost: a\r\n", b"\r\n"):
            client.sendall(piece)
            time.sleep(0.05)
        check(client.makefile("rb").readline() == b"HTTP/1.1 200 OK\r\n")


@test("clients that say nothing hold nobody up for long")
def silent():
    idle = [socket.create_connection(("127.0.0.1", 9101), timeout=PATIENCE) for _ in range(12)]
    check("pppoe_clamp_up" in get()[1])
    for client in idle:
        client.close()
    check(server.poll() is None)


@test("where others could reach it, it does not listen")
def loopback_only():
    for address in ("0.0.0.0:9102", "[::]:9102", "eth0:9102", "0"):
        got = subprocess.run([TOOL, "metrics", "--listen", address], text=True, timeout=PATIENCE,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        check(got.returncode == 2 and "expected a port, 127.0.0.1:PORT" in got.stdout, got.stdout)


@test("a port that is taken: said")
def taken():
    got = subprocess.run([TOOL, "metrics", "--listen", "9101"], text=True, timeout=PATIENCE,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    check(got.returncode == 3 and "cannot listen on 9101: Address already in use" in got.stdout, got.stdout)


@test("IPv6")
def ipv6():
    other = subprocess.Popen([TOOL, "metrics", "--listen", "[::1]:9103"])
    poll_until(lambda: listens(9103, "::1"))
    check("pppoe_clamp_up" in get(port=9103, host="[::1]")[1])
    other.kill()
    other.wait()


def handed_over(handed, count=1):
    return subprocess.Popen(
        ["sh", "-c", f'exec 3<&{handed.fileno()}; LISTEN_FDS={count} LISTEN_PID=$$ exec "$0" metrics --listen systemd',
         TOOL], pass_fds=[handed.fileno()], text=True, stderr=subprocess.PIPE)


@test("a socket from systemd")
def systemd():
    with socket.create_server(("127.0.0.1", 9104)) as listener:
        other = handed_over(listener)
        check("pppoe_clamp_up" in get(port=9104)[1])
        other.kill()
        other.communicate()


@test("another socket from systemd, two, or none: said")
# Fails if a connection, as Accept=yes has it, is taken for a listener: each process would spin for ever.
def wrong_socket():
    with socket.create_server(("127.0.0.1", 9106)) as listener:
        with socket.create_connection(("127.0.0.1", 9106)) as client:
            others = [handed_over(client), handed_over(listener, 2),
                      subprocess.Popen([TOOL, "metrics", "--listen", "systemd"], text=True, stderr=subprocess.PIPE)]
            for other in others:
                try:
                    said = other.communicate(timeout=PATIENCE)[1]
                finally:
                    other.kill()
                check(other.returncode == 3 and "expected a socket unit with one ListenStream" in said, said)


@test("killed at work, by whatever: the next one listens at once, and what it read is as it was")
def killed():
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # `nohup make` ignores it
    before = sorted(os.listdir("/run/pppoe-clamp"))
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGSEGV):
        for request in (b"", b"GET /met", b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"):
            other = subprocess.Popen([TOOL, "metrics", "--listen", "9105"], stderr=subprocess.DEVNULL)
            poll_until(lambda: listens(9105))
            with socket.create_connection(("127.0.0.1", 9105), timeout=PATIENCE) as client:
                client.sendall(request)
                other.send_signal(number)
                check(other.wait(60) != 0, number, request)
    check(sorted(os.listdir("/run/pppoe-clamp")) == before)


def ask(query):
    path = "/api/v1/query?" + urllib.parse.urlencode({"query": query})
    try:
        return json.loads(get(path, port=9090)[1])
    except urllib.error.HTTPError as error:
        return json.loads(error.read())


def value(query):
    result = ask(query)["data"]["result"]
    return float(result[0]["value"][1]) if result else None


def is_ready():
    try:
        return "Ready" in get("/-/ready", port=9090)[1]
    except urllib.error.URLError:
        return False


def start_prometheus():
    with open("/run/prometheus.yml", "w", encoding="ascii") as config:
        config.write(f"""global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [{os.path.abspath(EXAMPLES)}/alerts.yml]
scrape_configs: [{{job_name: pppoe, static_configs: [{{targets: ["127.0.0.1:9101"]}}]}}]
""")
    with open("/run/prometheus.log", "wb") as log:
        subprocess.Popen(["prometheus", "--config.file=/run/prometheus.yml", "--storage.tsdb.path=/run/tsdb",
                          "--web.listen-address=127.0.0.1:9090"], stdout=log, stderr=log)
    poll_until(is_ready, 60)
    poll_until(lambda: value('up{job="pppoe"}') == 1, 60)


def prometheus():
    start_prometheus()
    poll_until(lambda: value('pppoe_clamp_round_trip_seconds{link="ppp0"}') == 0.008, 30)
    rules = json.loads(get("/api/v1/rules", port=9090)[1])["data"]["groups"][0]["rules"]
    poll_until(lambda: all(rule["health"] == "ok" for rule in json.loads(
        get("/api/v1/rules", port=9090)[1])["data"]["groups"][0]["rules"]), 30)
    check(len(rules) == 6, rules)


def dashboard():
    with open(f"{EXAMPLES}/grafana.json", encoding="ascii") as file:
        panels = json.load(file)["panels"]
    names = json.loads(get("/api/v1/label/__name__/values", port=9090)[1])["data"]
    for expression in [target["expr"] for panel in panels for target in panel["targets"]]:
        got = ask(expression.replace("$link", ".*"))
        check(got["status"] == "success", expression, got)
        used = {word for word in expression.replace("{", " ").replace("(", " ").split() if "pppoe_clamp_" in word}
        # No clamp nor session is in this lab.
        check(all(name in names or "syns" in name or "session" in name for name in used), used, names)


if shutil.which("prometheus") and shutil.which("promtool"):
    @test("promtool knows the alerts")
    def promtool():
        subprocess.run(["promtool", "check", "rules", f"{EXAMPLES}/alerts.yml"], check=True)

    test("a real Prometheus scrapes, and has loaded the alerts")(prometheus)
    test("it knows all that the dashboard asks for")(dashboard)
else:
    print("# SKIPPED: examples/alerts.yml and grafana.json in a real Prometheus: there is none; "
          "tests/packages prometheus", flush=True)

run()
