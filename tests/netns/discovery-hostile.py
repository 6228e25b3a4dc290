#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Discovery against an access concentrator made of scripted raw frames (mock_ac.py)."""

import signal
import struct
import subprocess
import time

from lab import PATIENCE, PROGRAMS, check, poll_until, run, test
from mock_ac import (
    AC_MAC, AC_NAME, BROADCAST, COOKIE, Client, END_OF_LIST, GENERIC_ERROR, HOST_UNIQ,
    MAX_PAYLOAD, OTHER_AC, OUR_MAC, PADI, PADO, PADR, PADS, PADT, RELAY, SERVICE,
    SERVICE_ERROR, SYSTEM_ERROR, VENDOR, expect, expect_any, frame, log, next_frame, send,
    tags_of, wire,
)

# ------------------------------------------------------------------------------- what we send


@test("PADI: broadcast, one empty Service-Name, 16 bytes of Host-Uniq, nothing else")
def _():
    with Client() as c:
        check(sorted(tag for tag, _ in c.padi().tags) == [SERVICE, HOST_UNIQ])
        check(len(c.uniq) == 16, c.uniq)


@test("PADR: to the AC alone, our Service-Name and Host-Uniq, its cookie and relay id unchanged")
def _():
    cookie, relay = bytes(range(256)), b"\0relay\xff"
    with Client("pppoe-service", "fibre") as c:
        check(c.padi().one(SERVICE) == b"fibre")
        send(c.pado((COOKIE, cookie), (RELAY, relay), service=b"fibre"))
        padr = c.padr()
        check(padr.one(SERVICE) == b"fibre")
        check(padr.one(COOKIE) == cookie and padr.one(RELAY) == relay, padr.tags)
        send(c.pads(0x1234))
        padt = c.padt(0x1234)
        check(padt.one(HOST_UNIQ) == c.uniq and padt.one(RELAY) == relay, padt.tags)
        check(c.ends() == "session 4660 02:00:00:00:00:AC ac\n", c.out)


@test("PADO with an AC-Cookie of 1400 bytes: it comes back whole")
def _():
    cookie = bytes(i * 7 % 256 for i in range(1400))
    with Client() as c:
        c.padi()
        send(c.pado((COOKIE, cookie)))
        check(c.padr().one(COOKIE) == cookie)


def check_doubling(first, *frames):
    """Half of each wait is left to a loaded machine."""
    waits = [b.at - a.at for a, b in zip(frames, frames[1:])]
    check(all(wait > first * 2 ** n / 2 for n, wait in enumerate(waits)), waits)


@test("PADIs are repeated after growing waits")
def _():
    with Client(retry=200, attempts=4) as c:
        check_doubling(0.2, c.padi(), c.padi(), c.padi(), c.padi())
        c.ends(1)
        check(next_frame(0) is None)
        check(c.out == "failed: Connection timed out\n", c.out)


@test("run in slices, a discovery goes on: the same Host-Uniq in all its PADIs")
# Fails if dialer_begin begins anew although a discovery is under way.
def _():
    with Client("slice", "20", retry=500) as c:
        seen = {c.padi().one(HOST_UNIQ) for _ in range(3)}
        check(len(seen) == 1, seen)


@test("the longest names keep the PADI under 1484 octets")
def _():
    with Client("pppoe-service", "s" * 255, "pppoe-host-uniq", "ab" * 128) as c:
        check(c.padi().size - 14 <= 1484)


@test("Host-Uniq is new for each discovery and each process")
# Fails if choose_host_uniq keeps a Host-Uniq that is there already.
def _():
    seen = set()
    for _ in range(2):
        with Client(mode="twice") as c:
            for session in 1, 2:
                c.padi()
                seen.add(c.uniq)
                send(c.pado())
                c.padr()
                send(c.pads(session))
                c.padt(session)
    check(len(seen) == 4, seen)


# ------------------------------------------------- defects of the stock plugin, as tests


@test("1a: AC-Name of one PADO and Service-Name of another choose nobody")
# Fails if what one PADO satisfied counts for the next one.
def _():
    with Client("pppoe-ac", "right", "pppoe-service", "s", retry=500) as c:
        c.padi()
        send(c.pado(name=b"right", service=b"other"),
             c.pado(name=b"wrong", service=b"s", src=OTHER_AC))
        c.padi()
        send(c.pado(name=b"right", service=b"s"))
        c.padr()


@test("1b: a PADO without AC-Name after one with it is not chosen, nor one without Service-Name")
# Fails if a TAG that one PADO had counts as seen in the next one.
def _():
    with Client("pppoe-service", "s", retry=500) as c:
        c.padi()
        send(c.pado(service=b"other"), frame(PADO, 0, (SERVICE, b"s"), (HOST_UNIQ, c.uniq)))
        c.padi()
    with Client("pppoe-ac", "right", retry=500) as c:
        c.padi()
        send(c.pado(name=b"wrong"), frame(PADO, 0, (AC_NAME, b"right"), (HOST_UNIQ, c.uniq)))
        c.padi()


@test("2a: cookie and relay id of a rejected PADO are not sent to the chosen AC")
# Fails if judge_pado's refusal leaves d->offer changed.
def _():
    with Client("pppoe-ac", "right") as c:
        c.padi()
        send(c.pado((COOKIE, b"stale"), (RELAY, b"stale"), name=b"wrong", src=OTHER_AC),
             c.pado(name=b"right"))
        padr = c.padr()
        check(sorted(tag for tag, _ in padr.tags) == [SERVICE, HOST_UNIQ], padr.tags)


@test("2b: cookie and relay id of an attempt that failed are not sent in the next one")
def _():
    with Client(retry=50) as c:
        c.padi()
        send(c.pado((COOKIE, b"stale"), (RELAY, b"stale"), src=OTHER_AC))
        for _ in range(3):
            check(c.padr(OTHER_AC).one(COOKIE) == b"stale")
        c.padi()
        send(c.pado())
        padr = c.padr()
        check(not padr.all(COOKIE) and not padr.all(RELAY), padr.tags)


@test("2c: nor those of the session before")
def _():
    with Client(mode="twice") as c:
        c.padi()
        send(c.pado((COOKIE, b"stale"), (RELAY, b"stale")))
        c.padr()
        send(c.pads(1))
        c.padt(1)
        c.padi()
        send(c.pado())
        padr = c.padr()
        check(not padr.all(COOKIE) and not padr.all(RELAY), padr.tags)


@test("3: PPP-Max-Payload that nobody asked for is not taken up")
def _():
    with Client() as c:
        check(not c.padi().all(MAX_PAYLOAD))
        send(c.pado((MAX_PAYLOAD, struct.pack("!H", 1500))))
        check(not c.padr().all(MAX_PAYLOAD))


for bad_id in 0, 0xFFFF:
    @test(f"4: session id {bad_id:#06x} is refused; discovery begins again with a PADI")
    # Fails if is_session_id accepts it.
    def _(bad_id=bad_id):
        with Client(retry=1000) as c:
            c.padi()
            send(c.pado())
            c.padr()
            send(c.pads(bad_id))
            c.padi_again()
            send(c.pado())
            c.connects()
            check(c.out.startswith("session 7 "), c.out)


for error_tag, session in (SERVICE_ERROR, 0), (SYSTEM_ERROR, 0), (GENERIC_ERROR, 0x55):
    @test(f"5: PADS with error {error_tag:#06x}: no burst of PADRs; a wait, then a PADI")
    # Fails if refuse() leaves the state PADR_SENT, or sets no deadline.
    def _(error_tag=error_tag, session=session):
        with Client(retry=1000) as c:
            c.padi()
            send(c.pado())
            padr = c.padr()
            send(c.pads(session, (error_tag, b"busy")))
            check_doubling(1, padr, c.padi_again())


@test("6: PADRs without an answer: three with growing waits, then a PADI")
# Fails if PADR exhaustion is a failure, as it is for the stock plugin.
def _():
    with Client(retry=200) as c:
        c.padi()
        send(c.pado())
        check_doubling(0.2, c.padr(), c.padr(), c.padr(), c.padi())
        send(c.pado())
        c.padr()


@test("7: opening the PPPoX socket fails after a good PADS: a PADT, with our address and Host-Uniq")
# Fails if dialer_end sends no PADT, or closes the socket before.
def _():
    with Client(mode="open") as c:
        c.padi()
        send(c.pado((RELAY, b"relay")))
        c.padr()
        send(c.pads(0xABCD))
        padt = c.padt(0xABCD)
        check(padt.one(HOST_UNIQ) == c.uniq and padt.one(RELAY) == b"relay", padt.tags)
        c.ends()
        check("failed: " in c.out, c.out)


@test("8: pppoe-sess: nothing but a PADT from our own address")
# Fails if discovery_attach does not copy the address.
def _():
    with Client("pppoe-sess", "258:02:00:00:00:00:ad") as c:
        c.padt(258, OTHER_AC)
        c.ends()
        check(c.out == "session 258 02:00:00:00:00:AD \n", c.out)


@test("a leftover session gets its PADT before the first PADI, also before pppoe.ko is loaded")
# Fails, where it is not, if session_exists says true without /proc/net/pppoe.
def _():
    with Client("left", "258:02:00:00:00:00:ad") as c:
        padt = expect(PADT)
        check((padt.dst, padt.src, padt.session) == (OTHER_AC, OUR_MAC, 258))
        c.padi()
        send(c.pado())
        c.connects()


@test("9: NO-SERVICE-NAME-NON-RFC-COMPLIANT: no Service-Name in PADI and PADR")
# Fails if send_padr always puts a Service-Name.
def _():
    with Client("pppoe-service", "NO-SERVICE-NAME-NON-RFC-COMPLIANT") as c:
        check(not c.padi().all(SERVICE))
        send(frame(PADO, 0, (AC_NAME, b"ac"), (HOST_UNIQ, c.uniq)))
        check(not c.padr().all(SERVICE))


@test("10: a binary Relay-Session-Id leaves no trace in the output")
def _():
    with Client("pppoe-verbose", "1") as c:
        c.padi()
        send(c.pado((RELAY, bytes(range(256)))))
        c.connects()
        check(c.out == "session 7 02:00:00:00:00:AC ac\n", c.out)
        check(log().replace(b"\n", b"").decode("ascii").isprintable(), log())


@test("11: a PADO that answers an earlier discovery is ignored")
# Fails if Host-Uniq is constant for the process.
def _():
    with Client(mode="twice") as c:
        c.padi()
        send(c.pado())
        old = c.uniq
        c.padr()
        send(c.pads(1))
        c.padt(1)
        c.padi()
        send(c.pado(name=b"late", uniq=old), c.pado(name=b"new"))
        c.padr()
        send(c.pads(2))
        c.padt(2)
        check(c.ends().endswith("session 2 02:00:00:00:00:AC new\n"), c.out)


@test("12: ending twice leaves other descriptors alone (also after pppoe-sess)")
# Fails if ethernet_close keeps the closed descriptor's number.
def _():
    with Client("pppoe-sess", "5:02:00:00:00:00:ac") as c:
        c.padt(5)
        c.ends()
        check(next_frame(0.2) is None)
        check("failed" not in c.out, c.out)


# ------------------------------------------------------------------------- malformed frames


@test("a PADO cut off anywhere is ignored")
def _():
    def cut(c):
        whole = c.pado((COOKIE, b"cookie"))
        send(*(whole[:size] for size in range(14, len(whole))))
        return whole[:14]

    with Client() as c:
        c.ignores(cut)


@test("a PADO whose PPPoE length goes beyond the frame is ignored")
def _():
    with Client() as c:
        c.ignores(*(lambda c, n=n: c.pado(body=c.pado()[20:], length=n) for n in (99, 1500, 65535)))


@test("a PADO whose last TAG goes beyond the PPPoE length is ignored, even within the frame")
# Fails if a TAG is bounded by the frame instead of the PPPoE length.
def _():
    def overrun(c, size, padding=b""):
        return frame(PADO, 0, body=c.pado()[20:] + struct.pack("!HH", COOKIE, size)) + padding

    with Client() as c:
        c.ignores(lambda c: overrun(c, 1), lambda c: overrun(c, 0xFFFF),
                  lambda c: overrun(c, 8, bytes(8)), lambda c: overrun(c, 1024, bytes(1024)))


@test("a PADO and PADS whose PPPoE length counts up to three bytes behind the last TAG: taken")
# Fails if packet_parse takes the piece of a header for a TAG.
def _():
    for n in (1, 2, 3):
        with Client() as c:
            c.padi()
            send(frame(PADO, 0, body=c.pado()[20:] + bytes(n)))
            c.padr()
            send(frame(PADS, 7, body=c.pads(7)[20:] + bytes(n)))
            c.padt(7)
            c.ends()


@test("other versions and types of PPPoE and unknown codes are ignored")
def _():
    with Client() as c:
        c.ignores(*(lambda c, v=v: c.pado(version=v) for v in (0x00, 0x12, 0x21, 0xFF)),
                  *(lambda c, k=k: frame(k, 0, body=c.pado()[20:]) for k in (0, 0x0A, 0xD3, 0xFF)))


@test("a frame longer than ours can be is dropped, and the next one is read")
def _():
    with Client() as c:
        c.ignores(lambda c: c.pado((VENDOR, bytes(1700))))


@test("unknown TAGs, padding, and garbage after End-Of-List do not spoil a PADO")
def _():
    with Client() as c:
        c.padi()
        body = tags_of((VENDOR, b"?" * 100), (0xFFFF, b"")) + c.pado()[20:]
        send(frame(PADO, 0, body=body + tags_of((END_OF_LIST, b"")) + b"\1\2\3") + b"\xff" * 40)
        c.connects()


@test("Host-Uniq is found behind any number of TAGs")
# Fails if ethernet_choose() keeps out what it has not read to its end, or miscounts.
def _():
    for services in 0, 1, 10, 11, 12, 40:
        with Client() as c:
            c.padi()
            tags = [(SERVICE, bytes(3))] * services + [(SERVICE, b"")]
            send(frame(PADO, 0, (AC_NAME, b"ac"), *tags, (HOST_UNIQ, c.uniq)))
            c.connects()


@test("a PADO with an error or a wrong Host-Uniq is ignored")
def _():
    with Client() as c:
        c.ignores(lambda c: c.pado((GENERIC_ERROR, b"no")),
                  lambda c: c.pado(uniq=b""), lambda c: c.pado(uniq=c.uniq[:-1]),
                  lambda c: c.pado(uniq=c.uniq + b"\0"), lambda c: c.pado(uniq=bytes(16)),
                  lambda c: frame(PADO, 0, (AC_NAME, b"ac"), (SERVICE, b"")),
                  lambda c: frame(PADO, 0, (AC_NAME, b"ac"), (SERVICE, b""),
                                  (HOST_UNIQ, bytes(16)), (HOST_UNIQ, c.uniq)))


@test("a PADO from a multicast, broadcast or zero address, or to another one, is ignored")
# Fails if packet_is_station accepts any address.
def _():
    with Client() as c:
        c.ignores(*(lambda c, a=a: c.pado(src=a)
                    for a in (BROADCAST, bytes(6), bytes.fromhex("0100000000ac"))),
                  *(lambda c, a=a: c.pado(dst=a)
                    for a in (BROADCAST, OTHER_AC, bytes.fromhex("010000000001"))))


@test("a PADS before any PADR, with another Host-Uniq, or cut off is ignored")
def _():
    with Client() as c:
        c.padi()
        send(c.pads(1), c.pado())
        c.padr()
        cut = c.pads(4)
        send(frame(PADS, 3, (SERVICE, b""), (HOST_UNIQ, bytes(16))),
             frame(PADS, 3, (SERVICE, b"")),
             *(cut[:size] for size in range(14, len(cut))), c.pads(7))
        c.padt(7)
        check(c.ends().startswith("session 7 "), c.out)


# --------------------------------------------------------------------- sessions nobody wants


@test("PADS that comes after its PADRs were given up: a PADT, and discovery goes on")
# Fails if input_pads ignores a PADS outside PADR_SENT.
def _():
    with Client(retry=50) as c:
        c.padi()
        send(c.pado())
        for _ in range(3):
            c.padr()
        c.padi()
        send(c.pads(0x99))
        c.padt(0x99)
        send(c.pado())
        while expect_any(PADI, PADR).code != PADR:
            send(c.pado())


@test("a PADS of another AC than the one asked: a PADT to that one, no session with it")
# Fails if input_pads does not compare the source.
def _():
    with Client() as c:
        c.padi()
        send(c.pado())
        c.padr()
        send(c.pads(2, src=OTHER_AC), c.pads(7))
        c.padt(2, OTHER_AC)
        c.padt(7)
        check(c.ends().startswith("session 7 "), c.out)


@test("a PADT right behind the PADS: the session is refused, as the kernel had none to end")
# Fails if ethernet_choose() lets no PADT in, or without discovery_refuse().
def _():
    with Client(retry=1000) as c:
        c.padi()
        send(c.pado())
        c.padr()
        with c.stopped():
            send(c.pads(7), frame(PADT, 8), frame(PADT, 7, src=OTHER_AC), frame(PADT, 7))
        c.padi_again()
        send(c.pado())
        c.padr()
        with c.stopped():
            send(c.pads(7), frame(PADT, 8), frame(PADT, 7, src=OTHER_AC))
        c.padt(7)
        c.ends()
        check(log().count(b"ended session 7") == 1, log())


@test("two PADS to one PADR: the second session, too, gets a PADT")
# Fails if what is queued behind the first PADS is left unread.
def _():
    with Client() as c:
        c.padi()
        send(c.pado())
        c.padr()
        with c.stopped():
            send(c.pads(7), c.pads(8), c.pads(7))
        check({expect(PADT).session, expect(PADT).session} == {7, 8})
        c.ends()
        check(next_frame(0.1) is None)


def stop(c):
    """Left alone it waits for a minute: a Client is slow to repeat."""
    c.process.terminate()
    c.ends(3)
    check(c.out == "failed: Interrupted system call\n", c.out)


@test("SIGTERM with PADIs unanswered ends it at once")
# Fails if wait_readable does not ask `stopped`, or poll() leaves signals blocked.
def _():
    with Client() as c:
        c.padi()
        stop(c)


@test("SIGTERM at any moment of the start ends it")
def _():
    for delay in range(0, 100, 7):
        with Client() as c:
            time.sleep(delay / 1000)
            c.process.terminate()
            check(c.process.wait(PATIENCE) in (3, -signal.SIGTERM), c.process.returncode)


@test("SIGTERM after a refusal ends it at once")
def _():
    with Client() as c:
        c.padi()
        send(c.pado())
        c.padr()
        send(c.pads(0, (SYSTEM_ERROR, b"busy")))
        poll_until(lambda: b"busy" in log())
        stop(c)


@test("SIGTERM with a PADR unanswered ends it at once")
def _():
    with Client() as c:
        c.padi()
        send(c.pado())
        c.padr()
        stop(c)
        check(next_frame(0) is None)


@test("SIGTERM with a PADR unanswered: a PADS within 200 ms gets a PADT")
# Fails if dialer_end closes the socket at once, or waits for one frame only.
def _():
    def is_terminated():
        with Client() as c:
            c.padi()
            send(c.pado())
            c.padr()
            c.process.terminate()
            check(c.process.stdout.readline() == b"failed: Interrupted system call\n")
            send(c.pado(), c.pads(0x77))
            c.ends(3)
            got = next_frame(0)
            return got and (got.code, got.dst, got.session) == (PADT, AC_MAC, 0x77)
    check(any(is_terminated() for _ in range(20)))  # a loaded machine may be late


# ------------------------------------------------------------------------------------ storms


class Storm:
    """One frame, without end, from a process of its own."""

    def __init__(self):
        self.process = subprocess.Popen([f"{PROGRAMS}/flood", "ac0"], stdin=subprocess.PIPE)
        self.process.stdin.write(frame(PADO, 0, (AC_NAME, b"ac"), (SERVICE, b"")))
        self.process.stdin.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.wait()


@test("a storm of frames keeps off neither PADIs nor, in the end, a session")
# Fails if receive_some reads on for as long as there are frames; so do the next two.
def _():
    with Client("slow", "1", retry=500) as c:
        c.padi()
        with Storm():
            c.padi()
            c.padi()
        send(c.pado())
        while expect_any(PADI, PADR).code != PADR:
            send(c.pado())


@test("SIGTERM ends it while a storm goes on")
def _():
    with Client("slow", "1") as c:
        c.padi()
        with Storm():
            time.sleep(0.3)
            stop(c)


@test("SIGTERM in a storm with a PADR unanswered does, too")
def _():
    with Client("slow", "1") as c:
        c.padi()
        send(c.pado())
        c.padr()
        with Storm():
            time.sleep(0.3)
            stop(c)


@test("a thousand errors from the wire do not flood the log")
# Fails if every frame is logged.
def _():
    with Client() as c:
        c.padi()
        for _ in range(1000):
            send(c.pado((SYSTEM_ERROR, b"busy")))
        poll_until(lambda: b"busy" in log())
        send(c.pado())
        while not (got := next_frame(0.1)):  # the queue may have been full
            send(c.pado())
        check(got.code == PADR)
        send(c.pads(7))
        c.padt(7)
        c.ends()
        check(1 <= log().count(b"busy") <= 50, log().count(b"busy"))


# ----------------------------------------------------------------------------------- strings


@test("escape sequences in AC-Name and error texts never reach log or output raw")
# Fails if log_error_tag or print_result does not escape.
def _():
    evil = b"\x1b]0;owned\x07\x1b[2J\r\nerror: %s%n%s \\ \xe2\x80\xae\x9b1m\0end"
    with Client("pppoe-verbose", "1", retry=1000) as c:
        c.padi()
        send(c.pado((SYSTEM_ERROR, evil), (GENERIC_ERROR, evil), name=evil),
             c.pado(name=evil, service=b"x", uniq=b"x"), c.pado(name=evil))
        c.padr()
        send(c.pads(0, (SERVICE_ERROR, evil)))
        c.padi_again()
        send(c.pado(name=evil))
        c.connects()
        text = log().decode("ascii") + c.out
        check(text.replace("\n", "").isprintable(), log(), c.out)
        check(c.out.count("\n") == 1 and log().count(b"Generic-Error") == 1, log())
        check(not any(line.startswith("error: %") for line in text.splitlines()), text)


@test("an AC-Name of 1000 bytes does no harm")
def _():
    with Client() as c:
        c.padi()
        send(c.pado(name=b"\xff" * 1000))
        c.connects()


run()
