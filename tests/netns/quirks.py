#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What access concentrators are known to do in discovery, each with where it is told of,
and what our discovery makes of it (mock_ac.py). Those of sessions are in vm/t/74-quirks.sh.
"""

import time

from lab import check, run, test
from mock_ac import (
    AC_MAC, AC_NAME, BROADCAST, COOKIE, END_OF_LIST, GENERIC_ERROR, HOST_UNIQ, OTHER_AC, PADI,
    PADO, PADS, PADT, RELAY, SERVICE, VENDOR, Client, expect, frame, log, send,
)


def quirk(source, text):
    return test(f"{text} ({source})")


@quirk("RFC 2516 5.2, which wants it", "a PADO without AC-Name is none")
def _():
    with Client() as c:
        c.ignores(lambda c: frame(PADO, 0, (SERVICE, b""), (HOST_UNIQ, c.uniq)))


@quirk("RFC 2516 5.2", "30 services: ours is the last of them")
def _():
    with Client("pppoe-service", "s29") as c:
        c.padi()
        send(c.pado(*((SERVICE, b"s%d" % i) for i in range(30))))
        c.connects()


@quirk("github.com/xebd/accel-ppp/pull/9", "an AC that names its own services to a PADI for any")
def _():
    with Client() as c:
        c.padi()
        send(c.pado(service=b"isp"))
        c.connects()


@quirk("RFC 2516 appendix A, AC-Cookie", "a cookie of 1 kB comes back")
def _():
    cookie = bytes(i % 251 for i in range(1024))
    with Client() as c:
        c.padi()
        send(c.pado((COOKIE, cookie)))
        check(c.padr().one(COOKIE) == cookie)


@quirk("github.com/dfskoll/rp-pppoe/issues/28", "an AC that is silent until its old session is over")
def _():
    with Client("left", f"5:{AC_MAC.hex(':')}") as c:
        c.padt(5)
        c.padi()
        send(c.pado())
        c.connects()


@quirk("RFC 2516 5.4", "the number of a session that has just ended")
def _():
    with Client(mode="twice") as c:
        for _ in range(2):
            c.padi()
            send(c.pado())
            c.padr()
            send(c.pads(7))
            c.padt(7)


@quirk("github.com/rtbrick/bngblaster/issues/348", "two ACs: a PADS of the one that was not asked")
def _():
    with Client() as c:
        c.padi()
        send(c.pado())
        c.padr()
        send(c.pads(9, src=OTHER_AC))
        c.padt(9, OTHER_AC)
        send(c.pads(7))
        c.padt(7)
        c.ends()
        check(c.out.startswith(f"session 7 {AC_MAC.hex(':').upper()}"), c.out)


@quirk("github.com/rtbrick/bngblaster/issues/348", "a PADT in the midst of discovery ends nothing")
def _():
    with Client() as c:
        c.padi()
        send(c.pado())
        c.padr()
        send(frame(PADT, 7), frame(PADT, 7, src=OTHER_AC), c.pads(7))
        c.padt(7)
        c.ends()


@quirk("github.com/vyos/vyos-1x/pull/517, pado-delay", "a PADO after 8 seconds")
def _():
    with Client() as c:
        c.padi()
        time.sleep(8)
        send(c.pado())
        c.connects()


@quirk("github.com/vyos/vyos-1x/pull/517, pado-delay", "PADOs to the PADIs before this one")
def _():
    with Client(retry=200) as c:
        c.padi()
        c.padi()
        send(c.pado(), c.pado())
        c.connects()


@quirk("github.com/ppp-project/ppp/pull/97", "Host-Uniq cut to 4 bytes: not ours, but one of 4 is")
def _():
    with Client() as c:
        c.ignores(lambda c: c.pado(uniq=c.uniq[:4]))
    with Client("pppoe-host-uniq", "01020304") as c:
        c.padi()
        check(c.uniq == b"\1\2\3\4")
        send(c.pado())
        c.connects()


@quirk("github.com/frank-w/BPI-Router-Linux/pull/128", "frames that are padded, not with zeros")
def _():
    with Client() as c:
        c.padi()
        send(c.pado() + b"\xff" * 46)
        c.padr()
        send(c.pads(7) + b"\xff" * 46)
        c.padt(7)
        c.ends()


@quirk("RFC 2516 appendix A, End-Of-List", "what follows it is not read")
def _():
    with Client() as c:
        c.padi()
        send(c.pado((END_OF_LIST, b""), (GENERIC_ERROR, b"no"), (COOKIE, b"no")))
        check(not c.padr().all(COOKIE))


@quirk("github.com/accel-ppp/accel-ppp/pull/262", "TAGs of a vendor, an access node's say")
def _():
    with Client() as c:
        c.padi()
        send(c.pado((VENDOR, b"\0\0\x0d\xe9\x01\x04port")))
        c.padr()
        send(c.pads(7, (VENDOR, b"\0\0\x0d\xe9")))
        c.padt(7)
        c.ends()


@quirk("RFC 2516 appendix A, Relay-Session-Id", "a relay agent gets its TAG back, in the PADT too")
def _():
    with Client() as c:
        c.padi()
        send(c.pado((RELAY, b"\0\1relay")))
        check(c.padr().one(RELAY) == b"\0\1relay")
        send(c.pads(7, (RELAY, b"\0\1relay")))
        check(c.padt(7).one(RELAY) == b"\0\1relay")


@quirk("IEEE 802.1Q 6.9", "frames with VLAN 0, which is a priority alone")
def _():
    def tagged(data):
        return data[:12] + b"\x81\x00\xe0\x00" + data[12:]

    with Client() as c:
        c.padi()
        send(tagged(c.pado()))
        c.padr()
        send(tagged(c.pads(7)))
        c.padt(7)
        c.ends()


@quirk("github.com/rtbrick/bngblaster/issues/381", "no PADS: the next PADI is for all again")
def _():
    with Client(retry=50) as c:
        c.padi()
        send(c.pado())
        for _ in range(3):
            c.padr()
        check(expect(PADI).dst == BROADCAST)


@quirk("RFC 2516 appendix A, Generic-Error", "an error in the PADO: another AC is taken")
def _():
    with Client() as c:
        c.ignores(lambda c: c.pado((GENERIC_ERROR, b"full"), src=OTHER_AC))


@quirk("github.com/ppp-project/ppp/pull/28", "a PADS that lacks the Host-Uniq is not taken for ours")
def _():
    with Client(retry=200) as c:
        c.padi()
        send(c.pado())
        c.padr()
        send(frame(PADS, 7, (SERVICE, b""), (AC_NAME, b"ac")))
        c.padr()


# Fails without is_unwanted(): the log said that nobody answers.
@quirk("RFC 2516 5.2", "an AC that is not the wanted one answers: the log says which, and why not")
def _():
    for option, value, why in (
            ("pppoe-ac", "nobody", "an AC-Name that pppoe-ac does not want"),
            ("pppoe-mac", OTHER_AC.hex(":"), "from an AC that pppoe-mac does not want"),
            ("pppoe-service", "none", "does not offer pppoe-service")):
        with Client(option, value, retry=900, attempts=5) as c:
            for _ in range(5):
                c.padi()
                send(c.pado())
            c.ends(status=1)
        told = f"AC 'ac' at {AC_MAC.hex(':').upper()}: {why}\n"
        check(told.encode() in log(), option, log())


run()
