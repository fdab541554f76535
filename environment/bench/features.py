#!/usr/bin/env python
"""Times PyRadiomics, for environment/bench/radiomics.sh.

usage: radiomics.py FOLDER WORK

FOLDER holds the volume and the masks that make_synthetic.py of the reference
writes, and the reference itself lies in HCCP53_REFERENCE. WORK is a line
"image mask settings [maps]", with paths. Prints CPU and wall seconds of one
extraction on volumes that are already in memory. The first, untimed one warms up.
"""
import logging
import sys
import time

import radiomics
import SimpleITK as sitk
from radiomics import featureextractor

radiomics.logger.setLevel(logging.ERROR)


def main():
    image, mask, settings, kind, repeats = sys.argv[1:6]
    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    extractor = featureextractor.RadiomicsFeatureExtractor(settings)
    if kind == "maps":
        extractor.disableAllFeatures()
        extractor.enableFeatureClassByName("glcm")
        extractor.settings["kernelRadius"] = 1
    image, mask = sitk.ReadImage(image), sitk.ReadImage(mask)
    for k in range(int(repeats)):
        cpu, wall = time.process_time(), time.perf_counter()
        extractor.execute(image, mask, label=1, voxelBased=kind == "maps")
        print(time.process_time() - cpu, time.perf_counter() - wall, flush=True)


if __name__ == "__main__":
    main()
