"""Makes the JPEG files of the tests and what libjpeg-turbo decodes of them.

python3 make.py, with NumPy and Pillow. The samples in .raw are those of the
codestream (YCbCr), on the grid of the image.
"""

import io

import numpy as np
from PIL import Image

rng = np.random.default_rng(1)


def make(name, width, height, quality=80, subsampling=None, **options):
    y, x = np.mgrid[0:height, 0:width]
    waves = np.stack([128 + 100 * np.sin(x / 7 + y / 9), 128 + 90 * np.cos(x / 5 - y / 11), (x * 3 + y * 5) % 256], -1)
    pixels = np.clip(waves + rng.normal(0, 15, waves.shape), 0, 255).astype(np.uint8)
    if subsampling is None:
        image = Image.fromarray(pixels[:, :, 0])
    else:
        image, options["subsampling"] = Image.fromarray(pixels), subsampling
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, **options)
    with open(name + ".jpg", "wb") as f:
        f.write(out.getvalue())
    again = Image.open(io.BytesIO(out.getvalue()))
    if subsampling is not None:
        again.draft("YCbCr", again.size)
    np.asarray(again).tofile(name + ".raw")


make("grey", 37, 29)
make("444", 37, 29, subsampling="4:4:4", optimize=True)
make("422", 37, 29, subsampling="4:2:2")
make("420", 37, 29, subsampling="4:2:0")
make("411", 37, 29, subsampling="4:1:1")
make("420-restart", 50, 35, quality=95, subsampling="4:2:0", restart_marker_blocks=3)
make("420-narrow", 3, 5, subsampling="4:2:0")
