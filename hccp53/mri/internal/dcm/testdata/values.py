"""Dump every value of DICOM files as pydicom reads it (made with pydicom 3.0.2).

Writes a list of JSON with one object for each file that is named as an
argument: {"elements": [[key, VR, [value, ...]], ...]} or {"error": text}. The
key is the path of tags and item numbers; bytes are given as their SHA-256, in
little endian; an element that pydicom cannot decode has null for its values.
"""
import hashlib
import json
import sys
import warnings

import pydicom
from pydicom._private_dict import private_dictionaries

warnings.simplefilter("ignore")
private_dictionaries.clear()  # elements of makers stay bytes, as for a reader without their dictionary

WORDS = {"OW": 2, "OF": 4, "OL": 4, "OD": 8, "OV": 8}
NUMBERS = {"DS", "IS", "US", "SS", "UL", "SL", "FL", "FD", "AT", "SV", "UV"}


def little(value, vr, swap):
    n = WORDS.get(vr, 1)
    if swap and n > 1 and len(value) % n == 0:
        value = b"".join(value[i : i + n][::-1] for i in range(0, len(value), n))
    return value + b"\0" * (len(value) % 2)


def values(element, swap):
    value = element.value
    if value is None or value == "" or value == b"":
        return []
    if isinstance(value, (bytes, bytearray)):
        return [hashlib.sha256(little(bytes(value), element.VR, swap)).hexdigest()]
    many = value if isinstance(value, (list, pydicom.multival.MultiValue)) else [value]
    if element.VR in NUMBERS:
        return ["" if v == "" or v is None else float(v) for v in many]
    return [str(v).strip(" \0") for v in many]


def dump(dataset, prefix, swap, out):
    for tag in sorted(dataset.keys()):
        key = f"{prefix}({tag.group:04x},{tag.element:04x})"
        try:
            element = dataset[tag]
            if element.VR == "SQ":
                out.append([key, "SQ", [float(len(element.value))]])
                for i, item in enumerate(element.value):
                    dump(item, f"{key}[{i}]", swap, out)
            else:
                out.append([key, element.VR, values(element, swap)])
        except Exception:  # whatever pydicom cannot decode
            out.append([key, "?", None])


files = []
for name in sys.argv[1:]:
    try:
        dataset = pydicom.dcmread(name, force=True)
        out = []
        dump(dataset, "", not dataset.original_encoding[1], out)
        files.append({"elements": out})
    except Exception as e:
        files.append({"error": str(e)})
print(json.dumps(files))
