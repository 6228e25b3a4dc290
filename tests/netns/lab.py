# SPDX-License-Identifier: GPL-2.0-or-later
"""Imported first by each Python test: runs it again in namespaces of its own (see enter).

A test is a function marked @test("what must hold"); it passes unless it raises.
run() runs them in order and prints the Test Anything Protocol.
"""

import os
import subprocess
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.environ.get("NETNS_BUILD", os.path.join(HERE, "../../build/netns"))
PATIENCE = 60  # seconds until something that must happen counts as missing

if "IN_NETNS_LAB" not in os.environ:
    enter = os.path.join(HERE, "enter")
    os.execv(enter, [enter, sys.executable, *sys.argv])

tests = []


def test(text):
    return lambda function: tests.append((text, function)) or function


def run():
    failed = 0
    for number, (text, function) in enumerate(tests, 1):
        try:
            function()
            print(f"ok {number} - {text}", flush=True)
        except (Exception, SystemExit):
            failed += 1
            print(f"not ok {number} - {text}")
            print("# " + traceback.format_exc().strip().replace("\n", "\n# "), flush=True)
    print(f"1..{len(tests)}")
    sys.exit(failed > 0)


def check(value, *evidence):
    if not value:
        raise AssertionError(" ".join(str(e) for e in evidence) or "not so")


def poll_until(condition, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not condition():
        check(time.monotonic() < deadline, "deadline passed")
        time.sleep(0.02)


def sh(command):
    return subprocess.run(command, shell=True, check=True, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
