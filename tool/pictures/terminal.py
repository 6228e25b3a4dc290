# SPDX-License-Identifier: GPL-2.0-or-later
"""What a program has said on a terminal, as SVG: terminal.py COMMAND <WHAT-IT-SAID"""

import re
import sys
from xml.sax.saxutils import escape

COLOURS = {"31": "#ff7b72", "32": "#7ee787", "33": "#e3b341"}
WIDTH, LINE, MARGIN = 8.43, 19, 16  # of a letter of 14 pixels, in pixels

lines = [f"\033[1m$ {sys.argv[1]}\033[0m"] + sys.stdin.read().replace("\r", "").rstrip("\n").split("\n")
height = len(lines) * LINE + 2 * MARGIN
print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{80 * WIDTH + 2 * MARGIN:.0f}" height="{height}">')
print('<rect width="100%" height="100%" rx="8" fill="#0d1117"/>')
print('<g font-family="DejaVu Sans Mono, monospace" font-size="14" xml:space="preserve">')
for number, line in enumerate(lines):
    colour, weight, column = "#e6edf3", "normal", 0
    for part in re.split(r"(\033\[[0-9;]*m)", line):
        if part.startswith("\033["):
            for code in part[2:-1].split(";"):
                if code in ("0", ""):
                    colour, weight = "#e6edf3", "normal"
                elif code == "1":
                    weight = "bold"
                else:
                    colour = COLOURS.get(code, colour)
        elif part:
            print(f'<text x="{MARGIN + column * WIDTH:.2f}" y="{MARGIN + (number + 0.75) * LINE:.2f}" '
                  f'textLength="{len(part) * WIDTH:.2f}" fill="{colour}" font-weight="{weight}">{escape(part)}</text>')
            column += len(part)
print("</g>\n</svg>")
