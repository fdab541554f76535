#!/usr/bin/env python
"""Times PyRadiomics: features.py IMAGE MASK SETTINGS features|maps REPEATS

Prints CPU and wall seconds of each extraction, on volumes that are in memory, on
one thread. The first is to warm up and not printed. Run by radiomics.py.
"""

import logging
import sys
import time

import radiomics
import SimpleITK as sitk
from radiomics import featureextractor

image, mask, settings, kind, repeats = sys.argv[1:]
radiomics.logger.setLevel(logging.CRITICAL)
sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
extractor = featureextractor.RadiomicsFeatureExtractor(settings)
if kind == "maps":
    extractor.disableAllFeatures()
    extractor.enableFeatureClassByName("glcm")
image, mask = sitk.ReadImage(image), sitk.ReadImage(mask)
for k in range(int(repeats) + (kind != "maps")):
    cpu, wall = time.process_time(), time.perf_counter()
    extractor.execute(image, mask, label=1, voxelBased=kind == "maps")
    if k or kind == "maps":
        print(time.process_time() - cpu, time.perf_counter() - wall, flush=True)
