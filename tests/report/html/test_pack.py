"""Numbers of the page come back as they were, to the digits that the page tells of."""

from __future__ import annotations

import base64
import gzip

import numpy as np
import pytest

from sponge.report.html.pack import NOTHING, STEPS, Pack


def unpacked(pack: Pack, name: str) -> np.ndarray:
    """What data.js does."""
    data, entry = gzip.decompress(base64.b64decode(pack.text())), pack.index[name]
    count, size = int(np.prod(entry["shape"])), 2 if entry["kind"] == "series" else 4
    planes = np.frombuffer(data, np.uint8, count * size, entry["at"]).reshape(size, count)
    if entry["kind"] == "numbers":
        return np.ascontiguousarray(planes.T).view("<f4").reshape(entry["shape"])
    steps = np.ascontiguousarray(planes.T).view("<u2").reshape(entry["shape"])
    codes = np.cumsum(steps, axis=-1, dtype=np.uint16)
    low, span = (unpacked(pack, f"{name}/{k}")[..., None] for k in ("low", "span"))
    return np.where(codes == NOTHING, np.nan, low + span * codes.astype(float) / STEPS)


def test_numbers_keep_five_digits():
    values = np.array([[0.0, 1.0, -2.5e-7], [1 / 3, 123456789.0, np.nan]])
    pack = Pack()
    pack.numbers("first", np.arange(7.0))
    pack.numbers("second", values)
    assert unpacked(pack, "first").tolist() == list(range(7))
    assert unpacked(pack, "second") == pytest.approx(values, rel=1.6e-5, nan_ok=True)


def test_series_keep_a_65000th_of_their_own_range():
    """Each for itself: a small one beside a large one, one that never moves, one without values."""
    time = np.linspace(0.0, 6.0, 200)
    values = np.array([[1000.0 * np.sin(time), 1e-3 * np.cos(time)], [np.full(200, 7.25), np.full(200, np.nan)]])
    values[0, 0, 17] = np.nan
    pack = Pack()
    pack.series("all", values)
    found = unpacked(pack, "all")
    assert np.isnan(found).tolist() == np.isnan(values).tolist()
    assert found[0, 0] == pytest.approx(values[0, 0], abs=2000.0 / STEPS, nan_ok=True)
    assert found[0, 1] == pytest.approx(values[0, 1], abs=2e-3 / STEPS)
    assert found[1, 0].tolist() == [7.25] * 200
