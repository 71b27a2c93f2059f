# SPDX-License-Identifier: Apache-2.0
"""Colours: one calm scale, even in lightness, and the few tones of lines and text."""

from __future__ import annotations

from typing import Any

import numpy as np

INK, SOFT, FAINT, PAPER = "#1f2933", "#66737f", "#d5dbe1", "#ffffff"
RIVER, RIVER_NAME, MISSING = "#4a90c8", "#2464a0", "#e9ecef"
RAIN = "#5b9bd0"
BASE, COMPARE = "#c8553d", "#1d6f8c"  # of hydrographs: told apart by the colour-blind, and in grey
SCALE = ("#f6ead2", "#e3d9a6", "#a9c793", "#5fab8e", "#2a8583", "#155a6d", "#0e3350")


def capture_colours() -> Any:
    """Sand (little captured) to deep teal; lightness in OKLab falls evenly, so that equal steps look equal.

    Ottosson (2020), "A perceptual color space for image processing".
    """
    from matplotlib.colors import ListedColormap, to_rgb

    anchors = np.array([_oklab(np.array(to_rgb(colour))) for colour in SCALE])
    at = (anchors[0, 0] - anchors[:, 0]) / (anchors[0, 0] - anchors[-1, 0])  # place by lightness
    even = np.linspace(0.0, 1.0, 256)
    lab = np.stack([np.interp(even, at, anchors[:, k]) for k in range(3)], 1)
    return ListedColormap(np.clip(_rgb(lab), 0.0, 1.0), "capture")


_TO_CONE = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])  # fmt: skip
_TO_LAB = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])  # fmt: skip


def _oklab(rgb: np.ndarray) -> np.ndarray:
    """(..., 3) sRGB to OKLab."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _TO_CONE.T) @ _TO_LAB.T


def _rgb(lab: np.ndarray) -> np.ndarray:
    """(..., 3) OKLab to sRGB."""
    linear = (lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONE).T
    linear = np.maximum(linear, 0.0)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1.0 / 2.4) - 0.055)
