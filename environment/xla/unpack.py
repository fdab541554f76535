"""Takes files out of wheels: unpack.py WHEELS FROM TO [FROM TO ...]

FROM is a file, or a folder when it ends in "/", inside any of the wheels in
the folder WHEELS; TO is where it goes. Every file appears whole or not at all.
"""

import os
import shutil
import sys
import zipfile
from pathlib import Path


def write(wheel, entry, target):
    if ".." in target.parts:
        sys.exit(f"{entry.filename} would leave its folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(target.name + ".part")
    with wheel.open(entry) as source, open(temporary, "wb") as sink:
        shutil.copyfileobj(source, sink, 1 << 20)
    if entry.external_attr >> 16 & 0o100:
        temporary.chmod(0o755)
    os.replace(temporary, target)


def main(wheels, *pairs):
    for source, target in zip(pairs[::2], pairs[1::2]):
        found = 0
        for path in sorted(Path(wheels).glob("*.whl")):
            with zipfile.ZipFile(path) as wheel:
                for entry in wheel.infolist():
                    if entry.is_dir():
                        continue
                    if entry.filename == source:
                        write(wheel, entry, Path(target))
                    elif source.endswith("/") and entry.filename.startswith(source):
                        write(wheel, entry, Path(target) / entry.filename[len(source) :])
                    else:
                        continue
                    found += 1
        if not found:
            sys.exit(f"no wheel holds {source}")


main(*sys.argv[1:])
