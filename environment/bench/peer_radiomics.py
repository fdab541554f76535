#!/usr/bin/env python
"""This project against PyRadiomics: peer_radiomics.py BINARY PEER_PYTHON VOLUMES REFERENCE

BINARY is the test binary of package radiomics. The programs take turns; the
least and the median of the rounds are printed, CPU and wall, and their ratio.
"""

import os
import re
import statistics
import subprocess
import sys

binary, python, volumes, reference = sys.argv[1:]
data, settings = reference + "/pyradiomics/data", reference + "/pyradiomics/settings"
here = os.path.dirname(os.path.abspath(__file__))
synthetic, brain = volumes + "/synth_image.nrrd", data + "/brain1_image.nrrd"
works = [
    ("c2, 1,209 features, 40k voxels", synthetic, volumes + "/synth_mask_40k.nrrd", "c2_mr_norm100_rs222_log_wav_bw5", "features", 5),
    ("default, 107 features, 200k voxels", synthetic, volumes + "/synth_mask_200k.nrrd", "a_default_bw25", "features", 5),
    ("all filters, 1,674 features, 40k voxels", synthetic, volumes + "/synth_mask_40k.nrrd", "c_filters_bw25", "features", 5),
    ("GLCM maps, brain1, radius 1", brain, data + "/brain1_label.nrrd", "a_default_bw25", "maps", 2),
]


def theirs(image, mask, setting, kind):
    out = subprocess.run([python, here + "/features.py", image, mask, f"{settings}/{setting}.yaml", kind, "1"], capture_output=True, text=True, check=True).stdout
    return [float(x) for x in out.split()[-2:]]


def ours(image, mask, setting, kind, processors):
    env = dict(os.environ, HCCP53_BENCH=" ".join([image, mask, f"{settings}/{setting}.yaml", kind]))
    args = [binary, "-test.run", "^$", "-test.bench", "^BenchmarkPeer$", "-test.benchtime", "5x", "-test.cpu", str(processors)]
    out = subprocess.run(args, capture_output=True, text=True, check=True, env=env).stdout
    return [float(re.search(r"([\d.e+-]+) " + unit, out)[1]) for unit in ("cpu-s", "wall-s")]


print("work: PyRadiomics CPU s | hccp53 CPU s, one processor | times as fast | wall s of one, of two processors | gain")
for name, image, mask, setting, kind, rounds in works:
    peer, one, two = [], [], []
    for _ in range(rounds):
        peer.append(theirs(image, mask, setting, kind))
        one.append(ours(image, mask, setting, kind, 1))
        two.append(ours(image, mask, setting, kind, 2))
    for what, of in (("least", min), ("median", statistics.median)):
        p, a, w1, w2 = of(r[0] for r in peer), of(r[0] for r in one), of(r[1] for r in one), of(r[1] for r in two)
        print(f"{name}, {what} of {rounds}: {p:.2f} | {a:.3f} | {p / a:.1f} | {w1:.3f}, {w2:.3f} | {w1 / w2:.2f}", flush=True)
