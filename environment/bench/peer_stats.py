#!/usr/bin/env python
"""This project against R: peer_stats.py BINARY TABLES ROUNDS

BINARY is the test binary of package conformance/stats. R and the project take
turns, one thread each; the least and the median of the rounds are printed, CPU
and wall.
"""

import os
import re
import statistics
import subprocess
import sys

binary, tables, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
here = os.path.dirname(os.path.abspath(__file__))
single = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", HCCP53_BENCH=tables)


def theirs():
    out = subprocess.run(["Rscript", here + "/stats.R", "time", tables], capture_output=True, text=True, check=True, env=single).stdout
    return {f[0]: (float(f[1]), float(f[2])) for f in (line.split("\t") for line in out.splitlines())}


def ours():
    args = [binary, "-test.run", "^$", "-test.bench", "^BenchmarkPeer$", "-test.benchtime", "0.2s", "-test.cpu", "1"]
    out = subprocess.run(args, capture_output=True, text=True, check=True, env=single).stdout
    number = r"([\d.e+-]+)"
    return {m[1]: (float(m[2]), float(m[3])) for m in re.finditer(rf"BenchmarkPeer/(\S+).*?{number} cpu-s.*?{number} wall-s", out)}


r, go = [], []
for _ in range(rounds):
    r.append(theirs())
    go.append(ours())
print(f"task: R 4 CPU s (wall) | hccp53 CPU s (wall), one processor | times as fast by CPU; least and median of {rounds} rounds")
for task in r[0]:
    text = []
    for of in (min, statistics.median):
        a, aw, b, bw = (of(v[task][k] for v in side) for side, k in ((r, 0), (r, 1), (go, 0), (go, 1)))
        text.append(f"{a:.5f} ({aw:.5f}) | {b:.6f} ({bw:.6f}) | {a / b:.1f}")
    print(f"{task}: {text[0]}; {text[1]}", flush=True)
