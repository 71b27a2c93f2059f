"""The benchmark's own parts: the invented network is sound, the mean counts what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import epa, one_thread
from speed import geometric_mean
from synthetic import diameter, network

import sponge


@pytest.mark.parametrize("count", [5, 37])
def test_invented_network_is_sound(tmp_path: Path, count: int) -> None:
    """As many conduits as asked for, no problem found, and EPA runs it."""
    file = tmp_path / "net.inp"
    file.write_text(network(count, hours=1))
    assert not [p for p in sponge.check_inp(file) if p.fatal]
    assert len(sponge.read_inp(file).conduits) == count
    assert abs(epa(file, timeout=60).routing_error) < 5.0


def test_pipes_grow_with_their_area() -> None:
    sizes = [diameter(hectares, 0.004) for hectares in (0.3, 1, 3, 10, 30)]
    assert sizes == sorted(sizes) and len(set(sizes)) == len(sizes)


def test_one_thread_replaces_the_models_own() -> None:
    text = one_thread("[OPTIONS]\nTHREADS  8\nROUTING_STEP 5\n")
    assert text.count("THREADS") == 1 and "THREADS 1" in text and "ROUTING_STEP 5" in text


def test_geometric_mean_counts_large_shared_models_first() -> None:
    rows = [
        {"links": 500, "ratio": 0.5, "group": "shared"},
        {"links": 1000, "ratio": 2.0, "group": "shared"},
        {"links": 10, "ratio": 9.0, "group": "shared"},
        {"links": 500, "ratio": 7.0, "group": "synthetic"},
        {"group": "shared", "skipped": "refused"},
    ]
    assert geometric_mean(rows) == pytest.approx(1.0)
    assert geometric_mean([rows[3]]) == pytest.approx(7.0)
    assert geometric_mean([rows[4]]) is None
