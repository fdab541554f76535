"""Makes the compressed files of the tests: two grey frames of 12 bits, signed
and unsigned, and a colour image, as JPEG-LS and JPEG 2000.

python3 make.py, with NumPy, pydicom, pylibjpeg-openjpeg (for signed JPEG 2000,
which GDCM does not write) and the programs of libgdcm-tools. The samples in
.raw are those that were compressed, without loss.
"""

import os
import subprocess

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, JPEG2000Lossless, SecondaryCaptureImageStorage


def make(name, pixels, stored, option):
    signed = pixels.dtype.kind == "i"
    bits = 8 * pixels.itemsize
    colour = pixels.ndim == 4
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.SOPClassUID = SecondaryCaptureImageStorage
    ds.SOPInstanceUID = "2.25.1"
    ds.SamplesPerPixel = 3 if colour else 1
    ds.PhotometricInterpretation = "RGB" if colour else "MONOCHROME2"
    if colour:
        ds.PlanarConfiguration = 0
    ds.NumberOfFrames, ds.Rows, ds.Columns = pixels.shape[:3]
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = bits, stored, stored - 1
    ds.PixelRepresentation = int(signed)
    ds.PixelData = pixels.tobytes() + b"\0" * (pixels.nbytes % 2)
    if signed:
        ds.compress(JPEG2000Lossless, generate_instance_uid=False)
        ds.save_as(name + ".dcm", enforce_file_format=True)
    else:
        ds.save_as("raw.dcm", enforce_file_format=True)
        subprocess.run(["gdcmconv", option, "raw.dcm", name + ".dcm"], check=True)
        os.remove("raw.dcm")
    pixels.tofile(name + ".raw")


f, y, x = np.mgrid[0:2, 0:33, 0:37]
waves = 1000 * np.sin(x / 3 + f) * np.cos(y / 4) + (x * 7 + y * 13) % 5
c = np.mgrid[0:1, 0:33, 0:37, 0:3]
colour = ((c[1] * 9 + c[2] * 5 + c[3] * 60) % 256).astype(np.uint8)
for codec, option in (("jls", "--jpegls"), ("j2k", "--j2k")):
    make(codec + "-unsigned", (waves + 1200).astype("<u2"), 12, option)
    make(codec + "-colour", colour, 8, option)
make("j2k-signed", waves.astype("<i2"), 12, "")
