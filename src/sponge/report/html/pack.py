# SPDX-License-Identifier: Apache-2.0
"""The page's numbers, packed: five digits of every value, series by differences, all compressed, as text.

The page's ``data.js`` unpacks them.
"""

from __future__ import annotations

import base64
import gzip
from typing import Any

import numpy as np

KEPT = np.uint32(0xFFFFFF00)  # of a number's bits: 15 of its mantissa, so that it is right to 1 in 65,000
HALF = np.uint32(0x80)
STEPS, NOTHING = 65534, 65535  # steps between a series' least and greatest value; the mark of no value


class Pack:
    """Packed arrays by name."""

    def __init__(self) -> None:
        self.index: dict[str, dict[str, Any]] = {}
        self.parts: list[bytes] = []
        self.size = 0

    def numbers(self, name: str, values: np.ndarray) -> str:
        """Pack an array of any shape; returns its name."""
        bits = np.ascontiguousarray(values, "<f4").view("<u4")
        rounded = np.where(np.isfinite(values), (bits + HALF) & KEPT, bits)
        self._add(name, np.shape(values), "numbers", _planes(rounded.astype("<u4")))
        return name

    def series(self, name: str, values: np.ndarray) -> str:
        """Pack series along the last axis, each between its own limits in 65,534 steps; returns the name."""
        values = np.asarray(values, float)
        low, high = (_over_last(f, values) for f in (np.fmin, np.fmax))
        low, high = np.float32(low).astype(float), np.float32(high).astype(float)
        span = np.where(high > low, high - low, 1.0)
        codes = np.round((values - low[..., None]) / span[..., None] * STEPS).clip(0, STEPS)
        codes = np.where(np.isfinite(values), codes, NOTHING).astype(np.int64)
        steps = np.diff(codes, axis=-1, prepend=0) & 0xFFFF
        self._add(name, values.shape, "series", _planes(steps.astype("<u2")))
        for what, limit in (("low", low), ("span", span)):
            bits = np.ascontiguousarray(limit, "<f4")
            self._add(f"{name}/{what}", limit.shape, "numbers", _planes(bits.view("<u4")))
        return name

    def _add(self, name: str, shape: tuple[int, ...], kind: str, data: bytes) -> None:
        self.index[name] = {"at": self.size, "shape": list(shape), "kind": kind}
        self.parts.append(data)
        self.size += len(data)

    def text(self) -> str:
        """All arrays, compressed, as base64 text."""
        return base64.b64encode(gzip.compress(b"".join(self.parts), 6, mtime=0)).decode("ascii")


def _planes(values: np.ndarray) -> bytes:
    """The first bytes of all numbers, then the second ones: similar bytes side by side compress better."""
    return np.ascontiguousarray(values.reshape(-1).view(np.uint8).reshape(-1, values.itemsize).T).tobytes()


def _over_last(least: Any, values: np.ndarray) -> np.ndarray:
    """A limit of the finite values along the last axis; 0 where there are none."""
    finite = np.where(np.isfinite(values), values, np.nan)
    return np.nan_to_num(least.reduce(finite, axis=-1)) if values.shape[-1] else np.zeros(values.shape[:-1])
