"""Makes the files of this folder and expected.json, with what other programs
read in them: values by pynrrd 1.1.3, places by SimpleITK 2.5.7 (ITK's reader),
segments by slicerio 1.4.0. Run once, with numpy 2.4.6:

    pip install numpy==2.4.6 pynrrd==1.1.3 SimpleITK==2.5.7 slicerio==1.4.0
    python make.py

Each file has a few voxels, made up here.
"""

import json
import pathlib
import re

import nrrd
import numpy as np
import SimpleITK as sitk
import slicerio

here = pathlib.Path(__file__).parent
expected = {}
SHAPE = (4, 3, 2)


def values(dtype):
    """Numbers that show signs, byte order and, for floats, fractions."""
    a = np.arange(24).reshape(SHAPE, order="F") * 5 - (0 if dtype.startswith("u") else 60)
    if dtype.startswith("float"):
        return (a / 7).astype(dtype)
    if dtype not in ("int8", "uint8"):
        a = a * 257
    return a.astype(dtype)


def record(name, place=True):
    path = here / name
    path.write_bytes(re.sub(rb"# on [^\n]*\n", b"", path.read_bytes(), count=1))  # the time of writing
    if re.search(b"encoding: hex|data file: LIST|%03d", path.read_bytes()):  # which pynrrd lacks
        data = sitk.GetArrayFromImage(sitk.ReadImage(str(path))).T
    else:
        data, _ = nrrd.read(str(path))
    fact = {"dtype": str(data.dtype), "shape": data.shape, "values": data.flatten(order="F").astype(float).tolist()}
    if place:
        img = sitk.ReadImage(str(here / name))
        fact |= {"origin": img.GetOrigin(), "spacing": img.GetSpacing(), "direction": img.GetDirection()}
    expected[name] = fact


# Every number type, with the encodings and byte orders in turn.
header = {
    "space": "left-posterior-superior",
    "space directions": np.array([[0, 2.5, 0], [0, 0, -1.25], [-3, 0, 0]]),
    "space origin": np.array([10.5, -20.25, 30]),
    "kinds": ["domain"] * 3,
}
types = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]
ways = [("raw", "little"), ("raw", "big"), ("gzip", "little"), ("gzip", "big"), ("bzip2", "big"), ("ascii", "little")]
for i, t in enumerate(types):
    for encoding, endian in (ways[i % 6], ways[(i + 1) % 6]):
        data = values(t)
        if endian == "big":
            data = data.astype(data.dtype.newbyteorder(">"))
        name = f"{t}-{encoding}-{endian}.nrrd"
        nrrd.write(str(here / name), data, header | {"encoding": encoding, "endian": endian})
        # ITK is built without bzip2.
        record(name, place=encoding != "bzip2")

# Detached voxels, by both programs.
nrrd.write(str(here / "apart.nhdr"), values("int16"), header | {"encoding": "raw"}, detached_header=True)
record("apart.nhdr")
img = sitk.GetImageFromArray(values("int16").T)
img.SetSpacing((0.7, 0.8, 2.5))
img.SetOrigin((-1.5, 2.5, 100.125))
img.SetDirection((0.8, -0.6, 0, 0.6, 0.8, 0, 0, 0, 1))
sitk.WriteImage(img, str(here / "itk.nhdr"), True)
record("itk.nhdr")


def by_hand(name, fields, data):
    """A header as text, for what no writer of today writes."""
    text = "NRRD0004\n" + "\n".join(fields) + "\n\n"
    (here / name).write_bytes(text.encode() + data)


raw = values("int16").flatten(order="F").tobytes()
common = ["type: short", "dimension: 3", "sizes: 4 3 2", "endian: little"]
for space in ("right-anterior-superior", "RAS", "left-anterior-superior", "LAS", "LPS"):
    name = f"space-{space}.nrrd"
    by_hand(name, common + ["encoding: raw", f"space: {space}", "space directions: (0.8,0.6,0) (-1.2,1.6,0) (0,0,3)", "space origin: (1,2,3)"], raw)
    record(name)
for name, fields in {
    "old-cell": ["centers: cell cell cell"],
    "old-node": ["centers: node node node"],
    "old-none": [],
}.items():
    by_hand(name + ".nrrd", common + ["encoding: raw", "spacings: 0.5 0.75 3", "axis mins: 10 20 -30"] + fields, raw)
    record(name + ".nrrd")
by_hand("hex.nrrd", common + ["encoding: hex", "spacings: 1 2 3"], raw.hex("\n", 5).encode())
record("hex.nrrd")
by_hand("skipped.nrrd", common + ["encoding: raw", "spacings: 1 2 3", "line skip: 2", "byte skip: 3"], b"first line\nsecond\nxyz" + raw)
record("skipped.nrrd")
by_hand("at-the-end.nrrd", common + ["encoding: raw", "spacings: 1 2 3", "byte skip: -1"], b"of any length" + raw)
record("at-the-end.nrrd")

# A list of files and a numbered pattern: one slice a file.
for z in range(2):
    (here / f"slice{z + 7:03d}.raw").write_bytes(values("int16")[:, :, z].flatten(order="F").tobytes())
lps = ["encoding: raw", "space: LPS", "space directions: (1,0,0) (0,1,0) (0,0,2)", "space origin: (0,0,0)"]
for name, field in {"list": "LIST\nslice007.raw\nslice008.raw", "numbered": "slice%03d.raw 7 8 1"}.items():
    (here / f"{name}.nhdr").write_text("NRRD0004\n" + "\n".join(common + lps + ["data file: " + field]) + "\n")
    record(f"{name}.nhdr")

# Several volumes: components first, time last.
for name, axis in {"list-first": 0, "list-middle": 2, "list-last": 3}.items():
    data = np.stack([values("int16"), -values("int16"), values("int16") * 2], axis=axis)
    directions = [v.tolist() for v in header["space directions"]]
    directions.insert(axis, [np.nan] * 3)
    kinds = ["domain"] * 3
    kinds.insert(axis, "list")
    nrrd.write(str(here / f"{name}.nrrd"), data, header | {"space directions": np.array(directions), "kinds": kinds})
    record(f"{name}.nrrd", place=False)

# A segmentation with layers, as 3D Slicer writes it: the last two overlap.
layers = np.zeros((2,) + SHAPE, np.uint8)
layers[0, :2, :, :] = 1
layers[0, 2, 1, :] = 4
layers[1, 1:3, 1:, 0] = 1
segments = {"kinds": ["list"] + ["domain"] * 3, "space directions": np.array([[np.nan] * 3] + header["space directions"].tolist())}
for i, (identity, name, label, layer) in enumerate([("Segment_1", "liver", 1, 0), ("Segment_2", "tumour: largest", 4, 0), ("2.25.7", "vessel", 1, 1)]):
    segments |= {
        f"Segment{i}_ID": identity,
        f"Segment{i}_Name": name,
        f"Segment{i}_LabelValue": label,
        f"Segment{i}_Layer": layer,
        f"Segment{i}_Color": f"0.{i + 1} 0.5 1",
        f"Segment{i}_Extent": "0 3 0 2 0 1",
        f"Segment{i}_Tags": "Segmentation.Status:inprogress|",
    }
segments["Segmentation_MasterRepresentation"] = "Binary labelmap"
segments["Segmentation_ConversionParameters"] = "Decimation factor|0.0|A text\\nof two lines&"
nrrd.write(str(here / "layers.seg.nrrd"), layers, header | segments)
seg = slicerio.read_segmentation(str(here / "layers.seg.nrrd"))
record("layers.seg.nrrd", place=False)
expected["layers.seg.nrrd"]["segments"] = [
    {
        "id": s["id"],
        "name": s["name"],
        "label": s["labelValue"],
        "layer": s["layer"],
        "color": list(s["color"]),
        "voxels": int((seg["voxels"][s["layer"]] == s["labelValue"]).sum()),
    }
    for s in seg["segments"]
]

# Without fields for each segment, and as 3D Slicer 4 wrote it.
labels = np.zeros(SHAPE, np.int16)
labels[0], labels[3, 2] = 3, 1
nrrd.write(str(here / "labels.nrrd"), labels, header)
record("labels.nrrd")
old = {k: v for k, v in (header | segments).items() if not k.endswith(("_LabelValue", "_Layer"))}
for k in [k for k in old if k.startswith("Segment2")]:
    del old[k]
nrrd.write(str(here / "old.seg.nrrd"), (layers > 0).astype(np.uint8), old)
record("old.seg.nrrd", place=False)

lines = [f"{json.dumps(name)}: {json.dumps(fact)}" for name, fact in expected.items()]
(here / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
