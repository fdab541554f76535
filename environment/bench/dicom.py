"""The largest DICOM series below a folder, read with its pixels by pydicom.

Prints the number of files and the milliseconds of the best of ten times, files
in memory already. Compare with BenchmarkVolumesOfReferenceSeries of hccp53/mri,
which reads the same folder.
"""

import collections
import pathlib
import sys
import time

import numpy
import pydicom

folders = collections.Counter(p.parent for p in pathlib.Path(sys.argv[1]).rglob("*.dcm"))
if not folders:
    sys.exit("no DICOM files below this folder")
most = max(folders.values())
files = sorted(min(f for f in folders if folders[f] == most).glob("*.dcm"))


def read():
    slices = [pydicom.dcmread(f) for f in files]
    slices.sort(key=lambda s: s.ImagePositionPatient[2])
    return numpy.stack([s.pixel_array * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices])


best = float("inf")
for _ in range(10):
    start = time.perf_counter()
    read()
    best = min(best, time.perf_counter() - start)
print(len(files), f"{best * 1000:.1f}")
