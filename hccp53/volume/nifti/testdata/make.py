"""Makes the files of this folder with nibabel 5.4.2 and numpy 2.4.6, and
expected.json with what nibabel reads in them. Run once:

    pip install numpy==2.4.6 nibabel==5.4.2
    python make.py

Each file has a few voxels, made up here.
"""

import json
import pathlib

import nibabel as nib
import numpy as np

here = pathlib.Path(__file__).parent
expected = {}
# An oblique, left-handed place.
c, s = 0.8, 0.6
AFFINE = np.array([[-c * 0.75, s * 1.5, 0, 101.25], [s * 0.75, c * 1.5, 0, -33.5], [0, 0, 3, 712.125], [0, 0, 0, 1]])


def values(dtype, shape=(4, 3, 2)):
    a = np.arange(np.prod(shape)).reshape(shape, order="F") * 517 - 6000
    return (a / 7).astype(dtype) if np.dtype(dtype).kind == "f" else a.astype(dtype)


def record(name):
    img = nib.load(here / name)
    stored = np.asanyarray(img.dataobj.get_unscaled())
    expected[name] = {
        "version": 2 if "Nifti2" in type(img).__name__ else 1,
        "dtype": str(img.get_data_dtype()),
        "shape": img.shape,
        "affine": img.affine.tolist(),
        "stored": stored.flatten(order="F").astype(float).tolist(),
        "values": img.get_fdata().flatten(order="F").tolist(),
    }


def save(name, img, big=False):
    if big:
        img = type(img)(img.dataobj, img.affine, img.header.as_byteswapped(">"))
    nib.save(img, here / name)
    record(name)


one, two = nib.Nifti1Image, nib.Nifti2Image
for t in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"):
    img = two(values(t), AFFINE, dtype=t)
    save(f"{t}.nii", img, big=t in ("uint16", "int32", "float64"))
save("big.nii.gz", one(values("int16"), AFFINE), big=True)
save("two-big.nii.gz", two(values("float32"), AFFINE), big=True)
save("series.nii.gz", one(values("int16", (4, 3, 2, 3)), AFFINE))
save("plane.nii", one(values("int16", (4, 3)), AFFINE))
save("pair.hdr", nib.Nifti1Pair(values("int16"), AFFINE))
save("packed.img.gz", nib.Nifti1Pair(values("int16"), AFFINE), big=True)
save("pair2.img", nib.Nifti2Pair(values("float32"), AFFINE))

img = one(values("int16"), None)
img.set_qform(AFFINE, 1)
img.set_sform(None, 0)
img.header["scl_slope"], img.header["scl_inter"] = 1, 0
save("qform.nii", img)

img = one(values("float64"), AFFINE)
img.set_data_dtype("int16")  # nibabel finds the slope and the intercept
save("scaled.nii.gz", img)

(here / "expected.json").write_text("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in expected.items()) + "\n}\n")

# What must be refused: no mark of NIfTI, an sform that is sheared by 5.71 degrees.
nib.save(nib.AnalyzeImage(values("int16"), None), here / "analyze.img")
sheared = np.diag([1.0, 1, 1, 1])
sheared[0, 1] = 0.1
nib.save(one(values("int16"), sheared), here / "sheared.nii")
