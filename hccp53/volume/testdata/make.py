"""Makes golden.json: what SimpleITK 2.5.7 (ITK 5.4) and scipy 1.17.1 make of
small volumes, for the tests of this package. Run once, with numpy 2.4.6:

    pip install numpy==2.4.6 scipy==1.17.1 SimpleITK==2.5.7
    python make.py

The volumes are made up here: smooth waves with steps, so that both overshoot
and interpolation show, and a mask of balls.
"""

import json
import pathlib

import numpy as np
import scipy.ndimage
import SimpleITK as sitk

here = pathlib.Path(__file__).parent
SIZE, SPACING, ORIGIN = (11, 9, 6), (0.75, 1.25, 3.0), (-20.5, 10.25, 100.0)


def turn(z, x):
    """A rotation about z, then about x, in degrees."""
    a, b = np.radians([z, x])
    rz = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    rx = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    return rx @ rz


def grid(img):
    # Direction by axis, as in volume.Grid: the columns of ITK's matrix.
    d = np.array(img.GetDirection()).reshape(3, 3).T
    return {"size": img.GetSize(), "spacing": img.GetSpacing(), "origin": img.GetOrigin(), "direction": d.tolist()}


def flat(img):
    return np.round(sitk.GetArrayFromImage(img).astype(float), 8).flatten().tolist()


def placed(array, direction, spacing=SPACING, origin=ORIGIN):
    img = sitk.GetImageFromArray(array)
    img.SetSpacing(spacing)
    img.SetOrigin(origin)
    img.SetDirection(direction.flatten().tolist())
    return img


def reference(size, spacing, origin, direction):
    img = sitk.Image(size, sitk.sitkFloat64)
    img.SetSpacing(spacing)
    img.SetOrigin(origin)
    img.SetDirection(direction.flatten().tolist())
    return img


z, y, x = np.meshgrid(*(np.arange(n, dtype=float) for n in SIZE[::-1]), indexing="ij")
wave = np.round(100 * np.sin(x / 2.5) * np.cos(y / 3) + 20 * z + 150 * ((x > 4) & (y > 3) & (z > 1)), 3)
straight, oblique = turn(0, 0), turn(25, -10)
image = placed(wave, oblique)

# Grids: finer and coarser along the same axes, one that reaches beyond the
# image, and one that is turned. None has a point half way between voxels, where
# ITK takes the nearest by the rounding of its sums.
targets = {}
finer = (1.07, 0.93, 1.3)
corner = [0.5 * (n - s) / s for n, s in zip(finer, SPACING)]
targets["corner aligned"] = reference((8, 13, 14), finer, image.TransformContinuousIndexToPhysicalPoint(corner), oblique)
targets["same axes, beyond"] = reference((8, 8, 8), (1.5, 1.1, 2.7), image.TransformContinuousIndexToPhysicalPoint((-1.37, -0.81, -0.93)), oblique)
targets["turned"] = reference((9, 9, 9), (0.9, 1.3, 2.2), image.TransformContinuousIndexToPhysicalPoint((0.3, 0.2, 0.1)), straight)

golden = {"image": {"grid": grid(image), "values": flat(image)}, "resampled": []}
ways = {"nearest": sitk.sitkNearestNeighbor, "linear": sitk.sitkLinear, "cubic": sitk.sitkBSpline}
for name, target in targets.items():
    for by, way in ways.items():
        out = sitk.Resample(image, target, sitk.Transform(), way, -7.0, sitk.sitkFloat64)
        golden["resampled"].append({"name": name, "by": by, "grid": grid(out), "values": flat(out)})

# Distances in mm from a mask of two balls and a lone voxel.
mask = ((x - 3) ** 2 + (y - 3) ** 2 + (z - 2) ** 2 < 6) | ((x - 9) ** 2 + (y - 7) ** 2 + 4 * (z - 4) ** 2 < 5)
mask[5, 0, 10] = True
distance = scipy.ndimage.distance_transform_edt(~mask, sampling=SPACING[::-1])
inner = scipy.ndimage.distance_transform_edt(mask, sampling=SPACING[::-1])
# ITK measures from the outermost voxels inside, which is the same outside.
maurer = sitk.GetArrayFromImage(sitk.SignedMaurerDistanceMap(placed(mask.astype(np.uint8), straight), False, False, True))
assert np.abs(np.maximum(maurer, 0) - distance).max() < 1e-5
golden["mask"] = {
    "grid": grid(placed(mask.astype(np.uint8), straight)),
    "inside": mask.astype(int).flatten().tolist(),
    "distance": np.round(distance, 8).flatten().tolist(),
    "dilated 2.6 mm": int((distance <= 2.6).sum()),
    "eroded 1.3 mm": int((inner > 1.3).sum()),
}

# Components of a random mask, by the number of neighbours.
noise = np.random.default_rng(53).random(SIZE[::-1]) < 0.18
golden["components"] = {"inside": noise.astype(int).flatten().tolist()}
for neighbours, rank in ((6, 1), (18, 2), (26, 3)):
    labels, n = scipy.ndimage.label(noise, scipy.ndimage.generate_binary_structure(3, rank))
    golden["components"][str(neighbours)] = sorted(np.bincount(labels.flatten())[1:].tolist(), reverse=True)

(here / "golden.json").write_text(json.dumps(golden) + "\n")
